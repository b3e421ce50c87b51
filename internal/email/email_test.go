package email_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sportello/internal/email"
)

func TestCheck(t *testing.T) {
	for _, good := range []string{"a@example.com", "piero.rossi+ticket@alfa.example.com", strings.Repeat("a", 64) + "@example.com", "è@example.com"} {
		if err := email.Check(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{
		"", "a", "@example.com", "a@", "a b@example.com", "A <a@example.com>", "<a@example.com>", "a@example.com,b@example.com",
		"a@example.com\r\nBcc: b@example.com", strings.Repeat("a", 65) + "@example.com", "a@" + strings.Repeat("b", 253), "\xff@example.com",
	} {
		if err := email.Check(bad); !errors.Is(err, email.ErrAddress) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// The kept form is one: normalising it again changes nothing, and case and space make no difference.
func TestNormalizeIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := email.Normalize(rapid.String().Draw(t, "text"))
		if again := email.Normalize(once); again != once {
			t.Fatalf("%q became %q", once, again)
		}
	})
	if got := email.Normalize(" Piero@Alfa.Example.COM\n"); got != "piero@alfa.example.com" {
		t.Errorf("got %q", got)
	}
}
