package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"runtime"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

const (
	minPassword = 8    // characters of a new password (NIST SP 800-63B, 5.1.1.2)
	maxPassword = 1024 // bytes
	saltBytes   = 16   // RFC 9106, 3.1
	keyBytes    = 32   // RFC 9106, 4
)

// Argon2 is what one password hash costs (argon2id, RFC 9106). Zero numbers take what is told with each.
type Argon2 struct {
	Memory     uint32 // KiB; 65,536
	Time       uint32 // passes; 3
	Threads    uint8  // 1
	Concurrent int    // hashes at once, further ones wait; half of the cores, at least 1
}

func (a Argon2) withDefaults() Argon2 {
	if a.Memory == 0 {
		a.Memory = 64 << 10
	}
	if a.Time == 0 {
		a.Time = 3
	}
	if a.Threads == 0 {
		a.Threads = 1
	}
	if a.Concurrent == 0 {
		a.Concurrent = max(1, runtime.GOMAXPROCS(0)/2)
	}
	return a
}

// hasher hashes passwords, not more at once than the machine can bear.
type hasher struct {
	cost  cost
	turns chan struct{}
	// nobody's password is compared where there is none, so that this takes as long.
	nobody digest
}

func newHasher(a Argon2) (*hasher, error) {
	a = a.withDefaults()
	if a.Concurrent < 1 || a.Memory < 8*uint32(a.Threads) { // RFC 9106, 3.1
		return nil, fmt.Errorf("argon2 can't run with memory %d KiB, %d threads, %d at once", a.Memory, a.Threads, a.Concurrent)
	}
	h := &hasher{cost: cost{a.Memory, a.Time, a.Threads}, turns: make(chan struct{}, a.Concurrent)}
	h.nobody = h.cost.digest(rand.Text())
	return h, nil
}

// hash makes what is kept of a password, when it is this call's turn.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	done, err := h.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return h.cost.digest(password).String(), nil
}

// matches compares a password with what was kept. With an empty hash, or one that can't be read, it does the same work
// and answers false; an unreadable one is an error as well. stale: it matches, and was made at another cost.
func (h *hasher) matches(ctx context.Context, hash, password string) (match, stale bool, err error) {
	done, err := h.turn(ctx)
	if err != nil {
		return false, false, err
	}
	defer done()
	kept, known := h.nobody, false
	var unreadable error
	if hash != "" {
		if read, err := parseDigest(hash); err != nil {
			unreadable = fmt.Errorf("a stored password hash: %w", err)
		} else {
			kept, known = read, true
		}
	}
	equal := kept.matches(password)
	return equal && known, equal && known && kept.cost != h.cost, unreadable
}

// turn waits for one of the places, as long as the context lasts.
func (h *hasher) turn(ctx context.Context) (done func(), err error) {
	select {
	case h.turns <- struct{}{}:
		return func() { <-h.turns }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to hash a password: %w", context.Cause(ctx))
	}
}

// cost is the work of one hash.
type cost struct {
	memory, time uint32
	threads      uint8
}

func (c cost) digest(password string) digest {
	d := digest{cost: c, salt: make([]byte, saltBytes)}
	rand.Read(d.salt) // never fails: crypto/rand ends the program instead
	d.key = d.derive(password, keyBytes)
	return d
}

// digest is what is kept of a password.
type digest struct {
	cost      cost
	salt, key []byte
}

// derive hashes the password in NFC, so that it does not matter how a keyboard composes its letters.
func (d digest) derive(password string, length int) []byte {
	return argon2.IDKey(norm.NFC.Bytes([]byte(password)), d.salt, d.cost.time, d.cost.memory, d.cost.threads, uint32(length))
}

func (d digest) matches(password string) bool {
	return subtle.ConstantTimeCompare(d.key, d.derive(password, len(d.key))) == 1
}
