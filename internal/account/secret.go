package account

import (
	"crypto/rand"
	"crypto/sha256"
	"strings"
)

// Kinds of secrets that only their holder knows. The prefix makes one that leaked recognisable, and none good for another
// kind's place.
const (
	mailPrefix      = "spm_" // in a mail
	challengePrefix = "spc_" // of a sign-in that waits for its code
	devicePrefix    = "spd_" // of a trusted device
)

// letters are easy to read and to type: no 0 or O, 1, I or L.
const letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"

// newCode makes a code of random letters.
func newCode(length int) string {
	code := make([]byte, 0, length)
	var random [1]byte
	for len(code) < length {
		rand.Read(random[:])
		if int(random[0]) < 256/len(letters)*len(letters) { // each letter as likely as any other
			code = append(code, letters[int(random[0])%len(letters)])
		}
	}
	return string(code)
}

// typed is a code as people type it: in whatever case, with spaces and hyphens.
func typed(code string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(code)))
}

// hashCode is what the database keeps of a short code: bound to a secret that it does not keep, so that nobody who reads the
// database can try all codes.
func hashCode(secret, code string) []byte {
	sum := sha256.Sum256([]byte(secret + "\x00" + code))
	return sum[:]
}

// mark knows a password's hash again.
func mark(passwordHash string) []byte {
	sum := sha256.Sum256([]byte(passwordHash))
	return sum[:]
}
