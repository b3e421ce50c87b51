package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

const (
	// tokenPrefix makes a token that leaked recognisable to those who search for such things.
	tokenPrefix = "sps_"
	tokenBytes  = 32
)

func tokenEncoding() *base64.Encoding { return base64.RawURLEncoding.Strict() }

// newToken makes a session's token of 256 random bits.
func newToken() string {
	var bits [tokenBytes]byte
	rand.Read(bits[:]) // never fails: crypto/rand ends the program instead
	return tokenPrefix + tokenEncoding().EncodeToString(bits[:])
}

// hashToken is what the database keeps of a token; false: it never was one. With 256 random bits a plain hash is as good
// as a slow one.
func hashToken(token string) ([]byte, bool) {
	text, ours := strings.CutPrefix(token, tokenPrefix)
	if !ours || len(text) != tokenEncoding().EncodedLen(tokenBytes) {
		return nil, false
	}
	if _, err := tokenEncoding().DecodeString(text); err != nil {
		return nil, false
	}
	sum := sha256.Sum256([]byte(token))
	return sum[:], true
}
