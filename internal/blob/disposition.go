package blob

import (
	"fmt"
	"strings"
)

// ContentDisposition is the header value that has a browser save a download under name and never show it (RFC 6266).
// It holds the name twice: in ASCII for old clients, and exactly (RFC 8187). It is safe for any name.
func ContentDisposition(name string) string {
	name = strings.ToValidUTF8(name, "\uFFFD")
	return fmt.Sprintf(`attachment; filename="%s"; filename*=UTF-8''%s`, strings.Map(asciiOnly, name), percentEncode(name))
}

// asciiOnly keeps what every client reads alike within quotes; RFC 6266 appendix D warns of percent signs.
func asciiOnly(r rune) rune {
	if r < ' ' || r > '~' || strings.ContainsRune(`"\%`, r) {
		return '_'
	}
	return r
}

// percentEncode escapes all but the attr-char of RFC 8187.
func percentEncode(name string) string {
	const attrChar = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&+-.^_`|~"
	var out strings.Builder
	for _, b := range []byte(name) {
		if strings.IndexByte(attrChar, b) >= 0 {
			out.WriteByte(b)
		} else {
			fmt.Fprintf(&out, "%%%02X", b)
		}
	}
	return out.String()
}
