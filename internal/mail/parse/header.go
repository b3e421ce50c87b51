package parse

import (
	"bytes"
	"slices"
	"strings"
)

// field is one header field: its name in lower case, its value on one line and otherwise as it came.
type field struct {
	name  string
	value []byte
}

type header []field

// first is the value of the topmost field of that name.
func (h header) first(name string) []byte {
	for _, f := range h {
		if f.name == name {
			return f.value
		}
	}
	return nil
}

func (h header) all(name string) [][]byte {
	var values [][]byte
	for _, f := range h {
		if f.name == name {
			values = append(values, f.value)
		}
	}
	return values
}

// shown is the topmost field of that name as people may see it.
func (h header) shown(name string) string { return show(decodeWords(h.first(name))) }

// token is the topmost field of that name as a word to compare with.
func (h header) token(name string) string { return strings.ToLower(show(toUTF8(h.first(name), ""))) }

// header reads fields up to the empty line. A boundary ends it too; a line that is neither field nor continuation is passed over.
func (s *scanner) header(open [][]byte) (header, error) {
	var read header
	for s.at < len(s.raw) {
		line := s.raw[s.at : s.at+lineLength(s.raw[s.at:])]
		if level, _ := boundaryAt(s.raw[s.at:], open); level >= 0 {
			break
		}
		s.at += len(line)
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		s.headerLines++
		if s.headerLines > MaxHeaderLines {
			return nil, ErrTooComplex{"header lines", MaxHeaderLines}
		}
		read = read.with(line)
	}
	return read, nil
}

// with is the header with one more line.
func (h header) with(line []byte) header {
	if line[0] == ' ' || line[0] == '\t' {
		if len(h) > 0 {
			last := &h[len(h)-1]
			last.value = bounded(append(append(last.value, ' '), bytes.TrimSpace(line)...))
		}
		return h
	}
	name, value, found := bytes.Cut(line, []byte(":"))
	name = bytes.TrimRight(name, " \t")
	if !found || !isFieldName(name) {
		return h
	}
	value = bounded(bytes.TrimSpace(value))
	return append(h, field{strings.ToLower(string(name)), slices.Clip(value)}) // clipped: a continuation must not write into the input
}

func bounded(value []byte) []byte { return value[:min(len(value), maxField)] }

// isFieldName says whether that is printable ASCII without colon (RFC 5322, 3.6.8).
func isFieldName(name []byte) bool {
	for _, b := range name {
		if b <= ' ' || b >= 0x7f {
			return false
		}
	}
	return len(name) > 0 && len(name) <= 200
}

// readHeader reads fields that stand in a body, such as those of a delivery report, by the same rules, and answers what is behind them.
func (s *scanner) readHeader(raw []byte) (read header, rest []byte, err error) {
	s.raw, s.at = raw, 0
	read, err = s.header(nil)
	return read, raw[s.at:], err
}
