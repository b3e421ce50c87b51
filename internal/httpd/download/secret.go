package download

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// KeptSecret reads the secret from a file, or makes a new one there that only its owner may read. It is for a server of
// one process; several are given the same secret.
func KeptSecret(path string) ([]byte, error) {
	secret, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeSecret(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the secret of downloads: %w", err)
	}
	if len(secret) < minSecret {
		return nil, fmt.Errorf("the secret of downloads in %s is too short: remove the file to get a new one", path)
	}
	return secret, nil
}

func makeSecret(path string) (secret []byte, err error) {
	secret = make([]byte, minSecret)
	rand.Read(secret) // never fails: crypto/rand ends the program instead
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make the secret of downloads: %w", err)
	}
	_, err = file.Write(secret)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return nil, fmt.Errorf("make the secret of downloads: %w", errors.Join(err, os.Remove(path)))
	}
	return secret, nil
}
