package transport

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestDecodeJSON(t *testing.T) {
	for _, c := range []struct {
		text string
		want any
		err  error
	}{
		{`{"a": [1, -0.5e+3, true, false, null, "x"], "b": {}}`, map[string]any{
			"a": []any{json.Number("1"), json.Number("-0.5e+3"), true, false, nil, "x"}, "b": map[string]any{}}, nil},
		{`"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"`, "\"\\/\b\f\n\r\té😀", nil},
		{" \t\r\n1 ", json.Number("1"), nil},
		{`"\u0000"`, "\x00", nil},
		{``, nil, errSyntax},
		{`{`, nil, errSyntax},
		{`{"a"}`, nil, errSyntax},
		{`{"a":}`, nil, errSyntax},
		{`{"a":1,}`, nil, errSyntax},
		{`{a:1}`, nil, errSyntax},
		{`[1,]`, nil, errSyntax},
		{`[1 2]`, nil, errSyntax},
		{`01`, nil, errTrailing},
		{`1.`, nil, errSyntax},
		{`.5`, nil, errSyntax},
		{`+1`, nil, errSyntax},
		{`1e`, nil, errSyntax},
		{`-`, nil, errSyntax},
		{`NaN`, nil, errSyntax},
		{`Infinity`, nil, errSyntax},
		{`tru`, nil, errSyntax},
		{`nulls`, nil, errTrailing},
		{`'a'`, nil, errSyntax},
		{"\"\n\"", nil, errSyntax},
		{"\"\\\n\"", nil, errSyntax},
		{`"\x41"`, nil, errSyntax},
		{`"\u12g4"`, nil, errSyntax},
		{`"\u+123"`, nil, errSyntax},
		{`"\u12`, nil, errSyntax},
		{`"a`, nil, errSyntax},
		{`"a\`, nil, errSyntax},
		{`"\ud800"`, nil, errSurrogate},
		{`"\ud800\u0041"`, nil, errSurrogate},
		{`"\udc00\ud800"`, nil, errSurrogate},
		{"\"\xff\"", nil, errUTF8},
		{`{"a":1,"a":2}`, nil, errDuplicate},
		{`{"a":1}{}`, nil, errTrailing},
		{strings.Repeat("[", maxJSONDepth+1), nil, errDeep},
		{strings.Repeat(`{"a":`, maxJSONDepth+1), nil, errDeep},
	} {
		got, err := decodeJSON([]byte(c.text))
		if !errors.Is(err, c.err) || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%.40s: got %v, %v, want %v, %v", c.text, got, err, c.want, c.err)
		}
	}
}

// reference is what encoding/json makes of the text, and whether it is JSON at all.
func reference(text []byte) (value any, valid bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return value, json.Valid(text) && d.Decode(&value) == nil
}

// Whatever is taken, encoding/json takes and reads alike; whatever is refused
// as no JSON, it refuses as well.
func FuzzRequestBody(f *testing.F) {
	for _, seed := range []string{
		`{"query":"{hello}","variables":{"a":[1,2.5e3,null,true,"\u00e9\n"]},"operationName":null,"extensions":{}}`,
		`[]`, `{"query":"{a}","query":"{b}"}`, "\"\xff\"", `"\ud83d\ude00"`, `1e400`, `[[[[`, ` {} x`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := decodeJSON(body)
		want, valid := reference(body)
		switch {
		case err == nil && (!valid || !reflect.DeepEqual(got, want)):
			t.Fatalf("%q: got %v, encoding/json %v (valid %v)", body, got, want, valid)
		case (errors.Is(err, errSyntax) || errors.Is(err, errTrailing)) && valid:
			t.Fatalf("%q is JSON: %v", body, err)
		}
		if params, err := DecodeParams(body); err == nil {
			if round, err := json.Marshal(params); err != nil || !utf8.Valid(round) {
				t.Fatalf("%q: %s, %v", body, round, err)
			}
		} else if len(body) > 8 && strings.Contains(err.Error(), string(body)) {
			t.Fatalf("%q is echoed: %v", body, err)
		}
	})
}

// Every string that encoding/json writes is read back, and every string we
// write is read by encoding/json, as the same.
func TestStringsBothWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		encoded, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := decodeJSON(encoded); err != nil || got != text {
			t.Fatalf("read %q as %q, %v", text, got, err)
		}
		var got string
		if err := json.Unmarshal(appendString(nil, text), &got); err != nil || got != text {
			t.Fatalf("wrote %q as %q, %v", text, got, err)
		}
	})
}
