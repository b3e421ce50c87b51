package outbound

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"sportello/internal/mail/compose"
)

// KeptKey reads the key that signs addresses from a file, or makes a new one there that only its owner may read. It is for
// one server; several on one database are given the same key.
func KeptKey(path string) ([]byte, error) {
	key, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the key of mail addresses: %w", err)
	}
	if len(key) < compose.MinKey {
		return nil, fmt.Errorf("the key of mail addresses in %s is too short: remove the file to get a new one", path)
	}
	return key, nil
}

func makeKey(path string) (key []byte, err error) {
	key = make([]byte, compose.MinKey)
	rand.Read(key) // never fails: crypto/rand ends the program instead
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make the key of mail addresses: %w", err)
	}
	_, err = file.Write(key)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return nil, fmt.Errorf("make the key of mail addresses: %w", errors.Join(err, os.Remove(path)))
	}
	return key, nil
}
