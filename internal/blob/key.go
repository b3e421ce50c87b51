package blob

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
)

// ErrKey says that a string is not a key that Put has made. Nothing outside the store can be named by a key.
var ErrKey = errors.New("not a key of this store")

// keyPattern is a shard of two hexadecimal digits and 120 further bits.
var keyPattern = regexp.MustCompile(`^[0-9a-f]{2}/[0-9a-f]{30}$`)

const shards = 256

// newKey has 128 random bits, so a key cannot be guessed; its first byte spreads the objects over 256 folders.
func newKey() string {
	var bits [16]byte
	rand.Read(bits[:]) // never fails: crypto/rand ends the program instead
	text := hex.EncodeToString(bits[:])
	return text[:2] + "/" + text[2:]
}

// shardPrefix names the folder of a shard, 0 to 255.
func shardPrefix(shard int) string {
	return fmt.Sprintf("%02x/", shard)
}

func checkKey(key string) error {
	if !keyPattern.MatchString(key) {
		return fmt.Errorf("%w: %.80q", ErrKey, key)
	}
	return nil
}
