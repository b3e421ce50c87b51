package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"gocloud.dev/blob/fileblob"
)

// ownerOnly: attachments are nobody else's business on a shared machine.
const ownerOnly = 0o700

func openLocal(dir string) (*Store, error) {
	if dir == "" {
		return nil, errors.New("attachment folder: file: names no folder, write file:DIR")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("attachment folder: %w", err)
	}
	if err := makeDurableDir(dir); err != nil {
		return nil, fmt.Errorf("attachment folder: %w", err)
	}
	bucket, err := fileblob.OpenBucket(dir, &fileblob.Options{
		DirFileMode: ownerOnly,
		NoTempDir:   true, // a rename is atomic within one file system only
		Metadata:    fileblob.MetadataDontWrite,
	})
	if err != nil {
		return nil, fmt.Errorf("attachment folder: %w", err)
	}
	return &Store{
		bucket: bucket,
		tune:   func(func(any) bool) error { return nil },
		check:  func(context.Context) error { return writable(dir) },
	}, nil
}

// makeDurableDir makes dir and those above it that are missing, so that they outlive a power cut.
func makeDurableDir(dir string) error {
	_, err := os.Stat(dir)
	if err == nil {
		return nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	parent := filepath.Dir(dir)
	if err := makeDurableDir(parent); err != nil {
		return err
	}
	if err := os.Mkdir(dir, ownerOnly); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(parent)
}

// syncPath makes a renamed file's name durable: its entry in the shard, and the shard's entry in the store.
// fileblob syncs nothing.
func syncPath(file string) error {
	shard := filepath.Dir(file)
	return errors.Join(syncDir(shard), syncDir(filepath.Dir(shard)))
}

func syncDir(dir string) error {
	if runtime.GOOS == "windows" { // has no sync of folders; NTFS journals them
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// writable writes one byte to a file that is the same each time, so that a killed probe leaves no litter.
func writable(dir string) error {
	return os.WriteFile(filepath.Join(dir, ".writable"), []byte{'1'}, 0o600)
}
