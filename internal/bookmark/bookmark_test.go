package bookmark_test

import (
	"encoding/base64"
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"sportello/internal/bookmark"
	"sportello/internal/node"
)

func TestParseReadsWhatStringWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mark := bookmark.Mark{
			TicketID: rapid.Int64Range(1, math.MaxInt64).Draw(t, "ticket"),
			Audience: rapid.SampledFrom([]bookmark.Audience{bookmark.Staff, bookmark.Customers}).Draw(t, "audience"),
			Seq:      rapid.Int64Range(0, math.MaxInt64).Draw(t, "seq"),
		}
		got, err := bookmark.Parse(mark.String())
		if err != nil || got != mark {
			t.Fatalf("Parse(%q) = %v, %v, want %v", mark.String(), got, err, mark)
		}
	})
}

func TestParseRefuses(t *testing.T) {
	good := bookmark.Mark{TicketID: 7, Audience: bookmark.Staff, Seq: 3}.String()
	raw := func(b ...byte) string { return base64.RawURLEncoding.EncodeToString(b) }
	for name, cursor := range map[string]string{
		"empty":               "",
		"garbage":             "%%%",
		"padded":              good + "=",
		"an id":               node.Encode(node.Ticket, 7),
		"another form":        raw(0x01, 's', 7, 3),
		"no audience":         raw(0xb1),
		"an unknown audience": raw(0xb1, 'x', 7, 3),
		"no ticket":           raw(0xb1, 's'),
		"no seq":              raw(0xb1, 's', 7),
		"ticket 0":            raw(0xb1, 's', 0, 3),
		"a negative seq":      raw(0xb1, 's', 7, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01),
		"an overflow":         raw(0xb1, 's', 7, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
		"a longer text":       raw(0xb1, 's', 7, 3, 0),
		"a number too long":   raw(0xb1, 's', 0x87, 0x00, 3),
		"overlong":            good + good + good + good + good + good,
	} {
		if mark, err := bookmark.Parse(cursor); !errors.Is(err, bookmark.ErrMalformed) {
			t.Errorf("%s: Parse(%q) = %v, %v, want ErrMalformed", name, cursor, mark, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(bookmark.Mark{TicketID: 7, Audience: bookmark.Customers, Seq: 3}.String())
	f.Add("")
	f.Fuzz(func(t *testing.T, cursor string) {
		if mark, err := bookmark.Parse(cursor); err == nil && mark.String() != cursor {
			t.Fatalf("%q is read as %v, which is %q", cursor, mark, mark.String())
		}
	})
}
