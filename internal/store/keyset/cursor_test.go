package keyset_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sportello/internal/store/keyset"
)

func byTime() keyset.Order { return keyset.Order{{Name: "updated_at", Desc: true}} }

func byNameAndTime() keyset.Order {
	return keyset.Order{{Name: "name"}, {Name: "updated_at", Desc: true}}
}

// A cursor is read back as it was written, on whatever values.
func TestCursorRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		order := byNameAndTime()
		name := rapid.StringN(0, 200, 800).Draw(t, "name")
		at := rapid.Int64().Draw(t, "at")
		id := rapid.Int64().Draw(t, "id")
		text := order.Encode(order.At(id, name, at))
		c, err := order.Decode(text)
		if err != nil {
			t.Fatal(err)
		}
		if again := order.Encode(c); again != text {
			t.Fatalf("%q became %q", text, again)
		}
	})
}

func TestCursorRefused(t *testing.T) {
	order := byTime()
	good := order.Encode(order.At(7, int64(99)))
	raw, err := base64.RawURLEncoding.DecodeString(good)
	if err != nil {
		t.Fatal(err)
	}
	change := func(at int, to byte) string {
		b := append([]byte(nil), raw...)
		b[at] = to
		return base64.RawURLEncoding.EncodeToString(b)
	}
	ascending := keyset.Order{{Name: "updated_at"}}
	other := keyset.Order{{Name: "created_at", Desc: true}}
	long := byNameAndTime()
	for name, text := range map[string]string{
		"empty":              "",
		"not base64":         "!!!",
		"padded":             good + "==",
		"another alphabet":   strings.Repeat("+/", 10),
		"another version":    change(0, 2),
		"another kind":       change(5, 'x'),
		"a kind of text":     change(5, 't'),
		"cut":                good[:len(good)-2],
		"with a tail":        good + "AAAA",
		"other direction":    ascending.Encode(ascending.At(7, int64(99))),
		"other column":       other.Encode(other.At(7, int64(99))),
		"more columns":       long.Encode(long.At(7, "n", int64(99))),
		"too long":           strings.Repeat("A", 1<<20),
		"a clumsy number":    base64.RawURLEncoding.EncodeToString(append(raw[:6:6], 0x80, 0x80, 0x00, 0x02)),
		"bytes that no text": long.Encode(long.At(7, "\xff", int64(99))),
	} {
		t.Run(name, func(t *testing.T) {
			if c, err := order.Decode(text); !errors.Is(err, keyset.ErrCursor) {
				t.Errorf("got %v, %v", c, err)
			}
		})
	}
	if _, err := long.Decode(long.Encode(long.At(7, "\xff", int64(99)))); !errors.Is(err, keyset.ErrCursor) {
		t.Errorf("invalid UTF-8: %v", err)
	}
}

// Whatever arrives as a cursor is refused, or is the one text of a place; it never panics.
func FuzzDecode(f *testing.F) {
	one, two := byTime(), byNameAndTime()
	f.Add(one.Encode(one.At(1, int64(-5))))
	f.Add(two.Encode(two.At(9, "Bianchi", int64(1))))
	f.Add("AQ")
	f.Fuzz(func(t *testing.T, text string) {
		for _, order := range []keyset.Order{{}, one, two} {
			c, err := order.Decode(text)
			if err != nil {
				if !errors.Is(err, keyset.ErrCursor) {
					t.Fatal(err)
				}
				continue
			}
			if again := order.Encode(c); again != text {
				t.Fatalf("%q became %q", text, again)
			}
		}
	})
}
