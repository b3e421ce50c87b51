package compiled

import (
	"strconv"

	"sportello/graph/scalar"
	"sportello/internal/moment"
	"sportello/internal/node"
)

const hex = "0123456789ABCDEF"

// appendString appends a JSON string, with the escapes that gqlgen uses.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= 0x20 && c != '\\' && c != '"' {
			continue
		}
		dst = append(dst, s[start:i]...)
		start = i + 1
		switch c {
		case '\t':
			dst = append(dst, '\\', 't')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\\', '"':
			dst = append(dst, '\\', c)
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
		}
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

func appendNull(dst []byte) []byte { return append(dst, "null"...) }

func appendInt[N int | int64](dst []byte, n N) []byte { return strconv.AppendInt(dst, int64(n), 10) }

func appendOptionalInt(dst []byte, n *int) []byte {
	if n == nil {
		return appendNull(dst)
	}
	return appendInt(dst, *n)
}

func appendOptionalString[S ~string](dst []byte, s *S) []byte {
	if s == nil {
		return appendNull(dst)
	}
	return appendString(dst, string(*s))
}

func appendTime(dst []byte, m moment.Moment) []byte { return scalar.AppendTime(dst, m) }

func appendID(dst []byte, kind node.Kind, key int64) []byte {
	dst = append(dst, '"')
	dst = node.Append(dst, kind, key)
	return append(dst, '"')
}

func appendBool(dst []byte, b bool) []byte { return strconv.AppendBool(dst, b) }
