package transport

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxJSONDepth is how deep lists and objects of a body may stand in each
// other: far more than the limits on inputs allow, far less than a stack holds.
const maxJSONDepth = 64

// The problems of a body. None of them repeats any of it.
var (
	errSyntax    = errors.New("the body is not JSON")
	errUTF8      = errors.New("the body is not UTF-8")
	errDeep      = errors.New("the body is nested too deeply")
	errDuplicate = errors.New("the body has the same key twice in one object")
	errTrailing  = errors.New("the body goes on after its end")
	errSurrogate = errors.New("the body has half a surrogate pair")
)

// decodeJSON reads exactly one JSON value (RFC 8259), as strictly as I-JSON
// (RFC 7493) asks: encoding/json takes duplicate keys, broken UTF-8 and half
// surrogates, each of which lets two readers see two different requests.
// Numbers become [json.Number].
func decodeJSON(body []byte) (any, error) {
	if !utf8.Valid(body) {
		return nil, errUTF8
	}
	d := decoder{text: string(body)}
	value, err := d.value(0)
	if err != nil {
		return nil, err
	}
	if d.space(); d.at < len(d.text) {
		return nil, errTrailing
	}
	return value, nil
}

type decoder struct {
	text string
	at   int
}

func (d *decoder) space() {
	for d.at < len(d.text) && strings.IndexByte(" \t\r\n", d.text[d.at]) >= 0 {
		d.at++
	}
}

// peek is the next byte that is no space, 0 at the end.
func (d *decoder) peek() byte {
	if d.space(); d.at == len(d.text) {
		return 0
	}
	return d.text[d.at]
}

func (d *decoder) take(c byte) bool {
	if d.peek() != c {
		return false
	}
	d.at++
	return true
}

func (d *decoder) value(depth int) (any, error) {
	switch c := d.peek(); {
	case c == '{':
		return d.object(depth + 1)
	case c == '[':
		return d.list(depth + 1)
	case c == '"':
		return d.string()
	case c == '-' || '0' <= c && c <= '9':
		return d.number()
	}
	for _, literal := range [...]struct {
		word  string
		value any
	}{{"true", true}, {"false", false}, {"null", nil}} {
		if strings.HasPrefix(d.text[d.at:], literal.word) {
			d.at += len(literal.word)
			return literal.value, nil
		}
	}
	return nil, errSyntax
}

func (d *decoder) object(depth int) (any, error) {
	if depth > maxJSONDepth {
		return nil, errDeep
	}
	d.at++
	object := map[string]any{}
	if d.take('}') {
		return object, nil
	}
	for {
		if d.peek() != '"' {
			return nil, errSyntax
		}
		key, err := d.string()
		if err != nil {
			return nil, err
		}
		if _, twice := object[key]; twice {
			return nil, errDuplicate
		}
		if !d.take(':') {
			return nil, errSyntax
		}
		if object[key], err = d.value(depth); err != nil {
			return nil, err
		}
		if d.take('}') {
			return object, nil
		}
		if !d.take(',') {
			return nil, errSyntax
		}
	}
}

func (d *decoder) list(depth int) (any, error) {
	if depth > maxJSONDepth {
		return nil, errDeep
	}
	d.at++
	list := []any{}
	if d.take(']') {
		return list, nil
	}
	for {
		element, err := d.value(depth)
		if err != nil {
			return nil, err
		}
		list = append(list, element)
		if d.take(']') {
			return list, nil
		}
		if !d.take(',') {
			return nil, errSyntax
		}
	}
}

func (d *decoder) number() (any, error) {
	start := d.at
	d.skip("-")
	if d.skip("0") == 0 && d.digits() == 0 {
		return nil, errSyntax
	}
	if d.skip(".") == 1 && d.digits() == 0 {
		return nil, errSyntax
	}
	if d.skip("eE") == 1 {
		d.skip("+-")
		if d.digits() == 0 {
			return nil, errSyntax
		}
	}
	return json.Number(d.text[start:d.at]), nil
}

// skip passes over one byte of the set, and says how many it passed.
func (d *decoder) skip(set string) int {
	if d.at < len(d.text) && strings.IndexByte(set, d.text[d.at]) >= 0 {
		d.at++
		return 1
	}
	return 0
}

func (d *decoder) digits() int {
	start := d.at
	for d.at < len(d.text) && '0' <= d.text[d.at] && d.text[d.at] <= '9' {
		d.at++
	}
	return d.at - start
}

// string reads a string; one without escapes is a part of the body itself.
func (d *decoder) string() (string, error) {
	d.at++
	start := d.at
	for ; d.at < len(d.text); d.at++ {
		switch c := d.text[d.at]; {
		case c == '"':
			d.at++
			return d.text[start : d.at-1], nil
		case c == '\\':
			return d.escaped(start)
		case c < ' ':
			return "", errSyntax
		}
	}
	return "", errSyntax
}

// escaped goes on with a string in which the first escape was met.
func (d *decoder) escaped(start int) (string, error) {
	var b strings.Builder
	b.WriteString(d.text[start:d.at])
	for d.at < len(d.text) {
		c := d.text[d.at]
		d.at++
		switch {
		case c == '"':
			return b.String(), nil
		case c < ' ':
			return "", errSyntax
		case c != '\\':
			b.WriteByte(c)
			continue
		}
		r, err := d.escape()
		if err != nil {
			return "", err
		}
		b.WriteRune(r)
	}
	return "", errSyntax
}

func (d *decoder) escape() (rune, error) {
	if d.at == len(d.text) {
		return 0, errSyntax
	}
	c := d.text[d.at]
	d.at++
	if c != 'u' {
		const letters, meanings = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
		if i := strings.IndexByte(letters, c); i >= 0 {
			return rune(meanings[i]), nil
		}
		return 0, errSyntax
	}
	first, err := d.hex()
	if err != nil || !utf16.IsSurrogate(first) {
		return first, err
	}
	if !strings.HasPrefix(d.text[d.at:], `\u`) {
		return 0, errSurrogate
	}
	d.at += 2
	second, err := d.hex()
	if err != nil {
		return 0, err
	}
	if pair := utf16.DecodeRune(first, second); pair != utf8.RuneError {
		return pair, nil
	}
	return 0, errSurrogate
}

func (d *decoder) hex() (rune, error) {
	if len(d.text)-d.at < 4 {
		return 0, errSyntax
	}
	digits := d.text[d.at : d.at+4]
	d.at += 4
	n, err := strconv.ParseUint(digits, 16, 16)
	if err != nil {
		return 0, errSyntax
	}
	return rune(n), nil
}
