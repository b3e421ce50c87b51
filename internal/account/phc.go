package account

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Bounds of what is read from the database: a row that somebody tampered with must not make a sign-in take all memory.
const (
	maxMemory = 4 << 20 // KiB
	maxTime   = 100
)

var errDigest = errors.New("not an argon2id hash in PHC form")

func unpadded() *base64.Encoding { return base64.RawStdEncoding.Strict() }

// String is the PHC string format: $argon2id$v=19$m=65536,t=3,p=4$salt$key.
func (d digest) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, d.cost.memory, d.cost.time, d.cost.threads,
		unpadded().EncodeToString(d.salt), unpadded().EncodeToString(d.key))
}

// parseDigest reads what String writes.
func parseDigest(text string) (digest, error) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return digest{}, errDigest
	}
	c, err := parseCost(parts[3])
	if err != nil {
		return digest{}, err
	}
	salt, saltErr := unpadded().DecodeString(parts[4])
	key, keyErr := unpadded().DecodeString(parts[5])
	if saltErr != nil || keyErr != nil || len(salt) < 8 || len(key) < 16 || len(key) > 64 {
		return digest{}, errDigest
	}
	return digest{cost: c, salt: salt, key: key}, nil
}

func parseCost(text string) (cost, error) {
	names := [...]string{"m", "t", "p"}
	bounds := [...]uint64{maxMemory, maxTime, 255}
	var values [3]uint64
	fields := strings.Split(text, ",")
	if len(fields) != len(names) {
		return cost{}, errDigest
	}
	for i, field := range fields {
		name, digits, _ := strings.Cut(field, "=")
		value, err := strconv.ParseUint(digits, 10, 32)
		if err != nil || name != names[i] || value < 1 || value > bounds[i] {
			return cost{}, errDigest
		}
		values[i] = value
	}
	return cost{memory: uint32(values[0]), time: uint32(values[1]), threads: uint8(values[2])}, nil
}
