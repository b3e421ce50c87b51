package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// Kinds of secrets that only their holder knows. The prefix makes one that leaked recognisable, and none good for another
// kind's place.
const (
	linkPrefix      = "spl_" // in a mail
	challengePrefix = "spc_" // of a sign-in that waits for its code
	devicePrefix    = "spd_" // of a trusted device
)

// newSecret makes a secret of 256 random bits with what the database keeps of it.
func newSecret(prefix string) (secret string, hash []byte) {
	var bits [tokenBytes]byte
	rand.Read(bits[:]) // never fails: crypto/rand ends the program instead
	secret = prefix + tokenEncoding().EncodeToString(bits[:])
	hash, _ = hashSecret(prefix, secret)
	return secret, hash
}

// hashSecret is what the database keeps of a secret; false: it never was one of this kind. With 256 random bits a plain hash
// is as good as a slow one, and a row found by it tells nothing by its time.
func hashSecret(prefix, secret string) ([]byte, bool) {
	text, ours := strings.CutPrefix(secret, prefix)
	if !ours || len(text) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return nil, false
	}
	if _, err := tokenEncoding().DecodeString(text); err != nil {
		return nil, false
	}
	sum := sha256.Sum256([]byte(secret))
	return sum[:], true
}

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
