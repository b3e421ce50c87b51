package floor

import (
	"encoding/base64"
	"strconv"
	"unicode/utf8"

	"sportello/internal/moment"
	"sportello/internal/node"
)

// appendText appends a JSON string. What the database holds is valid UTF-8; should it not be, it is repaired.
func appendText[T ~[]byte | ~string](out []byte, value T) []byte {
	out = append(out, '"')
	from := 0
	for i := 0; i < len(value); {
		c := value[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(string(value[i:min(len(value), i+utf8.UTFMax)]))
			if r == utf8.RuneError && size == 1 {
				out = append(append(out, value[from:i]...), "\ufffd"...)
				from = i + 1
			}
			i += size
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		out = appendEscape(append(out, value[from:i]...), c)
		i++
		from = i
	}
	return append(append(out, value[from:]...), '"')
}

func appendEscape(out []byte, c byte) []byte {
	const hex = "0123456789abcdef"
	switch c {
	case '"', '\\':
		return append(out, '\\', c)
	case '\n':
		return append(out, '\\', 'n')
	case '\r':
		return append(out, '\\', 'r')
	case '\t':
		return append(out, '\\', 't')
	}
	return append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
}

func appendNumber(out []byte, n number) []byte { return strconv.AppendInt(out, int64(n), 10) }

// appendID appends a global id as package node writes it, without a string in between.
func appendID(out []byte, kind node.Kind, key number) []byte {
	var plain [40]byte
	text := append(append(plain[:0], kind...), ':')
	text = appendNumber(text, key)
	out = append(out, '"')
	out = base64.RawURLEncoding.AppendEncode(out, text)
	return append(out, '"')
}

// appendTime appends RFC 3339 in UTC, or null for what has not happened.
func appendTime(out []byte, at number) []byte {
	if at == 0 {
		return append(out, "null"...)
	}
	out = append(out, '"')
	out = moment.Moment(at).Time().AppendFormat(out, "2006-01-02T15:04:05.999999Z")
	return append(out, '"')
}

func appendBool(out []byte, value bool) []byte { return strconv.AppendBool(out, value) }
