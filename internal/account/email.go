package account

import (
	"errors"
	"net/mail"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	maxEmail = 254 // bytes of an address (RFC 5321, 4.5.3.1.3)
	maxLocal = 64  // bytes before the @ (RFC 5321, 4.5.3.1.1)
)

// ErrEmail says that a text is no e-mail address.
var ErrEmail = errors.New("not an e-mail address")

// NormalizeEmail brings an address into the one form in which it is kept and looked up: without space around it, NFC,
// lower-case. It says nothing of whether it is an address; what is not UTF-8 stays as it is, and is none.
func NormalizeEmail(text string) string {
	if !utf8.ValidString(text) {
		return text // lower-casing would make another text of it
	}
	return norm.NFC.String(strings.ToLower(norm.NFC.String(strings.TrimSpace(text))))
}

// checkEmail is for addresses that come in to be kept: a bare address, and one that mail can be sent to.
func checkEmail(email string) error {
	local := strings.LastIndexByte(email, '@')
	if len(email) > maxEmail || local < 1 || local > maxLocal || !utf8.ValidString(email) {
		return ErrEmail
	}
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email || parsed.Name != "" || strings.HasPrefix(email, "<") {
		return ErrEmail
	}
	return nil
}
