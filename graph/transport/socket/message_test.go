package socket

import (
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/gqlerror"
	"pgregory.net/rapid"
)

// Whatever a client sends, it is either a whole message, whose id can be sent
// back, or a reason that fits into a close frame.
func FuzzDecode(f *testing.F) {
	for _, text := range []string{
		`{"type":"connection_init","payload":{"token":"x"}}`,
		`{"type":"ping","payload":{}}`, `{"type":"connection_terminate"}`,
		`{"id":"1","type":"subscribe","payload":{"query":"{hello}","variables":{"a":1e999}}}`,
		`{"id":"\ud800","type":"start","payload":{"query":"{hello}"}}`, `{"id":"1","type":"complete"}`,
		`[]`, `{"type":"subscribe","id":null,"payload":`, `{"type":"ping","payload":[1]}`,
	} {
		f.Add([]byte(text), false)
		f.Add([]byte(text), true)
	}
	limits := Limits{}.withDefaults()
	f.Fuzz(func(t *testing.T, text []byte, legacy bool) {
		d := dialect{legacy: legacy}
		in, err := decode(d, limits, text)
		if err != nil {
			var why closing
			if !errors.As(err, &why) || why.code != codeBadRequest || len(why.reason) > maxReason || !utf8.ValidString(why.reason) {
				t.Fatalf("not a fit reason: %#v", err)
			}
			return
		}
		if in.kind == kindStart || in.kind == kindStop {
			if in.id.key == "" || !json.Valid(d.complete(in.id)) {
				t.Fatalf("id %q cannot be sent back", in.id.literal)
			}
		}
		if in.kind == kindPing && !json.Valid(d.pong(in.raw)) {
			t.Fatalf("payload %q cannot be sent back", in.raw)
		}
	})
}

func TestCloseReasonsFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		why := subscriberExists(rapid.String().Draw(t, "id"))
		if frame := why.frame(); len(frame) > 125 || !utf8.Valid(frame[2:]) {
			t.Fatalf("%q does not fit into a close frame", frame)
		}
	})
}

// Both kinds of clients find the messages: the older ones in payload.message
// or payload.errors.
func TestFailure(t *testing.T) {
	id := identifier{literal: []byte(`"1"`)}
	errs := gqlerror.List{{Message: "first", Extensions: map[string]any{"code": "A"}}, {Message: "second"}}
	for _, want := range []struct {
		dialect dialect
		text    string
	}{
		{dialect{}, `{"id":"1","type":"error","payload":[{"message":"first","extensions":{"code":"A"}},{"message":"second"}]}`},
		{dialect{legacy: true}, `{"id":"1","type":"error","payload":{"message":"first","extensions":{"code":"A"},` +
			`"errors":[{"message":"first","extensions":{"code":"A"}},{"message":"second"}]}}`},
	} {
		if got := string(want.dialect.failure(id, errs)); got != want.text {
			t.Errorf("got  %s\nwant %s", got, want.text)
		}
	}
}
