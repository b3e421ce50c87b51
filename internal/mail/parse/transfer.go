package parse

import "bytes"

// content is the body of a part as its sender had it. An unknown encoding is none.
func (p *part) content() []byte {
	switch p.header.token("content-transfer-encoding") {
	case "base64":
		return decodeBase64(p.body)
	case "quoted-printable":
		return decodeQuoted(p.body, true)
	}
	return p.body
}

// decodeQuoted reads quoted-printable; what is broken stays as it stands. Spaces before a line's end were added on the way
// (RFC 2045, 6.7, rule 3), but for those of a header's word.
func decodeQuoted(source []byte, lines bool) []byte {
	decoded := make([]byte, 0, len(source))
	for len(source) > 0 {
		line := source[:lineLength(source)]
		source = source[len(line):]
		text := line
		if lines {
			text = bytes.TrimRight(line, " \t\r\n")
		}
		ending := line[len(text):]
		soft := lines && bytes.HasSuffix(text, []byte("="))
		if soft {
			text = text[:len(text)-1]
		}
		decoded = appendUnquoted(decoded, text)
		if at := bytes.IndexAny(ending, "\r\n"); !soft && at >= 0 {
			decoded = append(decoded, ending[at:]...)
		}
	}
	return decoded
}

func appendUnquoted(decoded, text []byte) []byte {
	for i := 0; i < len(text); i++ {
		if text[i] == '=' && i+2 < len(text) {
			high, isHigh := nibble(text[i+1])
			low, isLow := nibble(text[i+2])
			if isHigh && isLow {
				decoded = append(decoded, high<<4|low)
				i += 2
				continue
			}
		}
		decoded = append(decoded, text[i])
	}
	return decoded
}

func nibble(b byte) (byte, bool) {
	switch {
	case b >= '0' && b <= '9':
		return b - '0', true
	case b >= 'A' && b <= 'F':
		return b - 'A' + 10, true
	case b >= 'a' && b <= 'f':
		return b - 'a' + 10, true
	}
	return 0, false
}
