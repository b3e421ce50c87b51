package parse

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// word is an encoded word (RFC 2047): its bytes, and in which charset they are.
type word struct {
	charset string
	bytes   []byte
}

// decodeWords reads a header's text. Bytes of neighbouring words are put together before they become characters, since many
// senders cut in the middle of one. What is no encoded word stays as it is.
func decodeWords(value []byte) string {
	var text strings.Builder
	var pending word
	flush := func() {
		text.WriteString(toUTF8(pending.bytes, pending.charset))
		pending = word{}
	}
	plain := 0
	for at := 0; at < len(value); {
		found, length := wordAt(value[at:])
		if length == 0 {
			at++
			continue
		}
		between := value[plain:at]
		if pending.bytes == nil || len(bytes.TrimSpace(between)) > 0 {
			flush()
			text.WriteString(toUTF8(between, ""))
		} else if pending.charset != found.charset {
			flush()
		}
		pending = word{found.charset, append(pending.bytes, found.bytes...)}
		at += length
		plain = at
	}
	flush()
	text.WriteString(toUTF8(value[plain:], ""))
	return text.String()
}

// wordAt reads the encoded word that begins here; length 0 if there is none.
func wordAt(value []byte) (found word, length int) {
	if !bytes.HasPrefix(value, []byte("=?")) {
		return word{}, 0
	}
	head := value[2:min(len(value), 80)]
	mark := bytes.IndexByte(head, '?')
	if mark < 1 || len(head) < mark+3 || head[mark+2] != '?' {
		return word{}, 0
	}
	content := value[2+mark+3:]
	stop := bytes.IndexByte(content, '?')
	if stop < 0 || stop+1 >= len(content) || content[stop+1] != '=' {
		return word{}, 0
	}
	charset, _, _ := strings.Cut(strings.ToLower(string(head[:mark])), "*") // RFC 2231, 5: a language may follow
	found = word{charset: charset, bytes: []byte{}}
	switch content = content[:stop]; head[mark+1] {
	case 'b', 'B':
		found.bytes = append(found.bytes, decodeBase64(content)...)
	case 'q', 'Q':
		found.bytes = append(found.bytes, decodeQuoted(bytes.ReplaceAll(content, []byte("_"), []byte(" ")), false)...)
	default:
		return word{}, 0
	}
	return found, 2 + mark + 3 + stop + 2
}

// decodeBase64 reads what there is: line ends and foreign characters are passed over, a padded end may be followed by more.
func decodeBase64(source []byte) []byte {
	decoded := make([]byte, 0, base64.StdEncoding.DecodedLen(len(source))+3)
	var bits uint32
	count := 0
	for _, b := range source {
		value, known := sextet(b)
		switch {
		case b == '=':
			decoded, bits, count = appendRest(decoded, bits, count), 0, 0
		case known:
			bits, count = bits<<6|uint32(value), count+1
			if count == 4 {
				decoded, bits, count = append(decoded, byte(bits>>16), byte(bits>>8), byte(bits)), 0, 0
			}
		}
	}
	return appendRest(decoded, bits, count)
}

// appendRest adds the whole bytes of an unfinished group.
func appendRest(decoded []byte, bits uint32, count int) []byte {
	switch count {
	case 2:
		return append(decoded, byte(bits>>4))
	case 3:
		return append(decoded, byte(bits>>10), byte(bits>>2))
	}
	return decoded
}

func sextet(b byte) (byte, bool) {
	switch {
	case b >= 'A' && b <= 'Z':
		return b - 'A', true
	case b >= 'a' && b <= 'z':
		return b - 'a' + 26, true
	case b >= '0' && b <= '9':
		return b - '0' + 52, true
	case b == '+', b == '-':
		return 62, true
	case b == '/', b == '_':
		return 63, true
	}
	return 0, false
}
