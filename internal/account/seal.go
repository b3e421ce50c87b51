package account

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
)

const minKey = 32 // bytes

// seal keeps secrets that have to be read again out of the hands of who reads the database alone. The nil seal seals nothing.
type seal struct{ aead cipher.AEAD }

var (
	errNoSeal = errors.New("there is no key to seal secrets with")
	errSealed = errors.New("a sealed secret can't be opened: the key has changed")
)

func newSeal(key []byte) (*seal, error) {
	if len(key) == 0 {
		return nil, nil
	}
	if len(key) < minKey {
		return nil, fmt.Errorf("the key must have %d bytes at least", minKey)
	}
	own, err := hkdf.Key(sha256.New, key, nil, "sportello account secrets", minKey)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	block, err := aes.NewCipher(own)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	return &seal{aead}, nil
}

// close seals a secret for its owner: another one's row can't be opened with it.
func (s *seal) close(secret []byte, owner string) ([]byte, error) {
	if s == nil {
		return nil, errNoSeal
	}
	return s.aead.Seal(nil, nil, secret, []byte(owner)), nil
}

func (s *seal) open(sealed []byte, owner string) ([]byte, error) {
	if s == nil {
		return nil, errNoSeal
	}
	secret, err := s.aead.Open(nil, nil, sealed, []byte(owner))
	if err != nil {
		return nil, errSealed
	}
	return secret, nil
}

// newKey is a random one.
func newKey(size int) []byte {
	key := make([]byte, size)
	rand.Read(key) // never fails: crypto/rand ends the program instead
	return key
}
