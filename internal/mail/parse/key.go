package parse

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// key is the same for the same mail however often it comes: a hash of Message-ID, header and body. What is added on the way does not
// count, nor do line ends, so that a mail that is fetched and delivered, or takes two ways, is one. The same Message-ID with other
// content is another mail.
func key(raw []byte, h header) string {
	hash := sha256.New()
	for _, f := range h {
		if !isTrace(f.name) {
			hash.Write([]byte(f.name + ":"))
			hash.Write(f.value)
			hash.Write([]byte("\n"))
		}
	}
	for body := bodyOf(raw); len(body) > 0; {
		line := body[:lineLength(body)]
		body = body[len(line):]
		hash.Write(bytes.TrimRight(line, "\r\n"))
		hash.Write([]byte("\n"))
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// isTrace says of a field that receivers and forwarders add it.
func isTrace(name string) bool {
	switch name {
	case "received", "return-path", "delivered-to", "x-original-to", "envelope-to", "delivery-date", "authentication-results",
		"received-spf", "dkim-signature", "lines", "status", "x-status", "x-uid":
		return true
	}
	for _, prefix := range []string{"arc-", "resent-", "x-spam-", "x-received", "x-google-", "x-virus-", "x-rspamd-", "x-envelope-"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// bodyOf is what stands behind the first empty line.
func bodyOf(raw []byte) []byte {
	for len(raw) > 0 {
		line := raw[:lineLength(raw)]
		raw = raw[len(line):]
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			break
		}
	}
	return raw
}
