package floor

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sportello/internal/moment"
	"sportello/internal/node"
)

// Whatever a text holds, it is read back as it was; what is no UTF-8 is repaired as encoding/json does.
func TestAppendText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(
			rapid.String(),
			rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
			rapid.StringOf(rapid.RuneFrom([]rune("\x00\x1f\x7f\"\\/\n\r\t\u2028é𝄞"))),
		).Draw(t, "value")
		reference, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		var want, got string
		if err := json.Unmarshal(reference, &want); err != nil {
			t.Fatal(err)
		}
		out := appendText([]byte("x"), text(value))[1:]
		if err := json.Unmarshal(out, &got); err != nil || got != want {
			t.Fatalf("%s is read as %q, want %q: %v", out, got, want, err)
		}
	})
}

func TestAppendID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.Int64Min(1).Draw(t, "key")
		kind := rapid.SampledFrom([]node.Kind{node.Ticket, node.User, node.Attachment}).Draw(t, "kind")
		if got, want := string(appendID(nil, kind, number(key))), `"`+node.Encode(kind, key)+`"`; got != want {
			t.Fatalf("%s, want %s", got, want)
		}
	})
}

func TestAppendTime(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 120_000_000, time.UTC)
	for want, m := range map[string]moment.Moment{
		"null":                          0,
		`"2026-03-02T09:00:00.12Z"`:     moment.Of(at),
		`"2026-03-02T09:00:01Z"`:        moment.Of(at.Truncate(time.Second).Add(time.Second)),
		`"1970-01-01T00:00:00.000001Z"`: 1,
	} {
		if got := string(appendTime(nil, number(m))); got != want {
			t.Errorf("%d is %s, want %s", m, got, want)
		}
	}
}

// What the drivers hand over for a column is read alike, NULL as zero.
func TestScan(t *testing.T) {
	for _, value := range []any{int64(42), []byte("42")} {
		var n number
		if err := n.Scan(value); err != nil || n != 42 {
			t.Errorf("%v is %d, %v", value, n, err)
		}
		if err := n.Scan(nil); err != nil || n != 0 {
			t.Errorf("NULL is %d, %v", n, err)
		}
	}
	for _, value := range []any{"so", []byte("so")} {
		kept := text("longer before")
		if err := kept.Scan(value); err != nil || string(kept) != "so" {
			t.Errorf("%v is %q, %v", value, kept, err)
		}
		if err := kept.Scan(nil); err != nil || len(kept) != 0 {
			t.Errorf("NULL is %q, %v", kept, err)
		}
	}
	if err := new(number).Scan("x"); err == nil {
		t.Error("a text was read as a number")
	}
	if err := new(number).Scan([]byte("x")); err == nil {
		t.Error("an x was read as a number")
	}
	if err := new(text).Scan(int64(1)); err == nil {
		t.Error("a number was read as a text")
	}
}
