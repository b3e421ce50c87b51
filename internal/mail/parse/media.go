package parse

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// media is a Content-Type or Content-Disposition: its lower-case value, and parameters by lower-case name.
type media struct {
	kind       string
	parameters map[string]string
}

// readMedia reads what real senders write, not only what RFC 2045 allows: parameters without quotes, stray semicolons, names
// in any charset, in pieces (RFC 2231), or as encoded words. A value that is none becomes the assumed one.
func readMedia(value []byte, assumed string) media {
	pieces := splitOutsideQuotes(value, ";")
	read := media{kind: assumed, parameters: map[string]string{}}
	if len(pieces) == 0 {
		return read
	}
	kind := strings.ToLower(show(toUTF8(pieces[0], "")))
	if isKind(kind, strings.Contains(assumed, "/")) {
		read.kind = kind
	}
	extended := map[string][]segment{}
	for _, piece := range pieces[1:] {
		name, content, found := bytes.Cut(piece, []byte("="))
		key := strings.ToLower(string(bytes.TrimSpace(name)))
		if !found || key == "" {
			continue
		}
		content = unquote(bytes.TrimSpace(content))
		base, mark, isExtended := strings.Cut(key, "*")
		if isExtended {
			extended[base] = append(extended[base], newSegment(mark, content))
		} else if _, twice := read.parameters[key]; !twice {
			read.parameters[key] = decodeWords(content)
		}
	}
	for name, segments := range extended {
		read.parameters[name] = join(segments)
	}
	return read
}

// isKind says whether that is a media type, or a word where none is wanted.
func isKind(kind string, slash bool) bool {
	for i := range len(kind) {
		if b := kind[i]; b <= ' ' || b >= 0x7f || strings.IndexByte(`()<>@,;:\"[]?=`, b) >= 0 {
			return false
		}
	}
	main, sub, found := strings.Cut(kind, "/")
	return main != "" && found == slash && (sub != "") == slash && !strings.Contains(sub, "/")
}

// segment is a piece of a parameter: name*0*=charset'language'value, name*1=value (RFC 2231, 3 and 4).
type segment struct {
	number  int
	encoded bool
	value   []byte
}

func newSegment(mark string, value []byte) segment {
	number, encoded := strings.CutSuffix(mark, "*")
	if mark == "" {
		return segment{0, true, value}
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		n = MaxHeaderLines // no number: behind those that have one
	}
	return segment{n, encoded, value}
}

func join(segments []segment) string {
	slices.SortStableFunc(segments, func(a, b segment) int { return a.number - b.number })
	charset := ""
	var text []byte
	for i, s := range segments {
		value := s.value
		if s.encoded && i == 0 {
			if pieces := bytes.SplitN(value, []byte("'"), 3); len(pieces) == 3 {
				charset, value = string(pieces[0]), pieces[2]
			}
		}
		if s.encoded {
			value = decodePercent(value)
		}
		text = append(text, value...)
	}
	return toUTF8(text, charset)
}

func decodePercent(text []byte) []byte {
	text = bytes.ReplaceAll(text, []byte("="), []byte("=3D"))
	return appendUnquoted(nil, bytes.ReplaceAll(text, []byte("%"), []byte("=")))
}

// splitOutsideQuotes cuts at any of the separators that stands neither in quotes nor in angle brackets.
func splitOutsideQuotes(value []byte, separators string) [][]byte {
	var pieces [][]byte
	start, quoted, bracket := 0, false, false
	for i := 0; i < len(value); i++ {
		switch b := value[i]; {
		case b == '\\' && quoted:
			i++
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '<' || b == '>':
			bracket = b == '<'
		case !bracket && strings.IndexByte(separators, b) >= 0:
			pieces = append(pieces, value[start:i])
			start = i + 1
		}
	}
	return append(pieces, value[start:])
}

func unquote(value []byte) []byte {
	if len(value) == 0 || value[0] != '"' {
		return value
	}
	plain := make([]byte, 0, len(value))
	for i := 1; i < len(value); i++ {
		switch {
		case value[i] == '"':
			return plain
		case value[i] == '\\' && i+1 < len(value) && (value[i+1] == '"' || value[i+1] == '\\'):
			i++ // other backslashes come from senders that quote nothing: C:\a.pdf
		}
		plain = append(plain, value[i])
	}
	return plain
}
