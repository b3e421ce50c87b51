package parse

import (
	"strings"
	"unicode/utf16"
)

// decodeUTF7 reads UTF-7 (RFC 2152), which old servers still send: +…- holds UTF-16 in Base64, +- is a plus.
func decodeUTF7(raw []byte) string {
	var text strings.Builder
	for len(raw) > 0 {
		if raw[0] != '+' {
			plain := 1
			for plain < len(raw) && raw[plain] != '+' {
				plain++
			}
			text.WriteString(strings.ToValidUTF8(string(raw[:plain]), "\uFFFD"))
			raw = raw[plain:]
			continue
		}
		length := 1
		for length < len(raw) && isUTF7(raw[length]) {
			length++
		}
		units := raw[1:length]
		raw = raw[length:]
		closed := len(raw) > 0 && raw[0] == '-'
		if closed {
			raw = raw[1:]
		}
		if len(units) == 0 {
			text.WriteByte('+')
			if !closed && len(raw) > 0 {
				continue
			}
		}
		text.WriteString(utf16Text(decodeBase64(units)))
	}
	return text.String()
}

func isUTF7(b byte) bool {
	_, known := sextet(b)
	return known && b != '-' && b != '_'
}

func utf16Text(raw []byte) string {
	units := make([]uint16, 0, len(raw)/2)
	for i := 0; i+1 < len(raw); i += 2 {
		units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
	}
	return string(utf16.Decode(units))
}
