package account

import (
	"context"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sportello/internal/store"
)

func systemContext(t *testing.T) context.Context { return store.System(t.Context()) }

// A vector of the reference implementation's own tests: password, somesalt, 2 passes over 2^8 KiB, 1 thread.
func TestDigestOfTheReferenceImplementation(t *testing.T) {
	const made = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	d, err := parseDigest(made)
	if err != nil {
		t.Fatal(err)
	}
	if !d.matches("password") || d.matches("Password") {
		t.Error("does not agree with the reference implementation")
	}
	if d.String() != made {
		t.Errorf("written as %s", d)
	}
}

func TestDigestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := cost{rapid.Uint32Range(8, 64).Draw(t, "memory"), rapid.Uint32Range(1, 3).Draw(t, "time"), 1}
		d := c.digest(rapid.String().Draw(t, "password"))
		again, err := parseDigest(d.String())
		if err != nil || again.String() != d.String() || again.cost != c {
			t.Fatalf("%s became %s: %v", d, again, err)
		}
	})
}

func TestParseDigestRefuses(t *testing.T) {
	good := cost{64, 1, 1}.digest("x").String()
	for name, text := range map[string]string{
		"empty":         "",
		"bcrypt":        "$2a$10$N9qo8uLOickgx2ZMRZoMye",
		"argon2i":       strings.Replace(good, "argon2id", "argon2i", 1),
		"old version":   strings.Replace(good, "v=19", "v=16", 1),
		"all memory":    strings.Replace(good, "m=64", "m=4294967295", 1),
		"no memory":     strings.Replace(good, "m=64", "m=0", 1),
		"long time":     strings.Replace(good, "t=1", "t=101", 1),
		"no threads":    strings.Replace(good, "p=1", "p=0", 1),
		"other order":   strings.Replace(good, "m=64,t=1", "t=1,m=64", 1),
		"no key":        good[:strings.LastIndex(good, "$")+1],
		"part too many": good + "$",
		"padding":       good + "=",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := parseDigest(text); !errors.Is(err, errDigest) {
				t.Errorf("%s: %v", text, err)
			}
		})
	}
}

func FuzzParseDigest(f *testing.F) {
	f.Add(cost{64, 1, 1}.digest("x").String())
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := parseDigest(text); err == nil && (d.cost.memory > maxMemory || d.cost.time > maxTime || d.cost.threads == 0) {
			t.Errorf("%q: %+v", text, d.cost)
		}
	})
}
