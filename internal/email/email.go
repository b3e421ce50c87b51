package email

import (
	"errors"
	"net/mail"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxLength is the most bytes of an address (RFC 5321, 4.5.3.1.3).
const MaxLength = 254

const maxLocal = 64 // bytes before the @ (RFC 5321, 4.5.3.1.1)

// ErrAddress says that a text is no e-mail address.
var ErrAddress = errors.New("not an e-mail address")

// Normalize brings an address into the one form in which it is kept and looked up: without space around it, NFC,
// lower-case. It says nothing of whether it is an address; what is not UTF-8 stays as it is, and is none.
func Normalize(text string) string {
	if !utf8.ValidString(text) {
		return text // lower-casing would make another text of it
	}
	return norm.NFC.String(strings.ToLower(norm.NFC.String(strings.TrimSpace(text))))
}

// programs is where programs have their addresses: no mail goes there, and nobody else has one (RFC 2606).
const programs = "@program.invalid"

// ForProgram makes the address that stands for a program's account, from a word that only it has. It is none that Check
// would take.
func ForProgram(word string) string { return word + programs }

// OfProgram reports whether ForProgram made the address: nobody reads mail there.
func OfProgram(address string) bool { return strings.HasSuffix(Normalize(address), programs) }

// Check is for addresses that come in to be kept: a bare address, and one that mail can be sent to; else ErrAddress.
func Check(address string) error {
	local := strings.LastIndexByte(address, '@')
	if OfProgram(address) || len(address) > MaxLength || local < 1 || local > maxLocal || !utf8.ValidString(address) {
		return ErrAddress
	}
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address || parsed.Name != "" || strings.HasPrefix(address, "<") {
		return ErrAddress
	}
	return nil
}
