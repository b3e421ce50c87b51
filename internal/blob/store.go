package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	gcblob "gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// ErrNotFound says that the store has no object of that key.
var ErrNotFound = errors.New("no such object")

// Store keeps objects under keys of its own making. It is safe for use by many goroutines.
type Store struct {
	bucket *gcblob.Bucket
	// tune adapts the driver's writer before its first byte.
	tune  func(as func(any) bool) error
	check func(context.Context) error
}

// Open opens the store at location:
//
//   - "file:DIR", a local folder, created if it is missing;
//   - "s3://BUCKET/PREFIX?region=…&endpoint=…&use_path_style=true", an S3-like bucket. The prefix may be missing;
//     credentials come from where the AWS tools look for them (AWS_ACCESS_KEY_ID, a profile, the machine's role).
//
// An S3 location is not contacted: ask Check.
func Open(ctx context.Context, location string) (*Store, error) {
	scheme, rest, _ := strings.Cut(location, ":")
	switch scheme {
	case "file":
		return openLocal(rest)
	case "s3":
		return openS3(ctx, location)
	}
	return nil, fmt.Errorf("attachments cannot be kept at %.80q: write file:DIR or s3://BUCKET?region=…", location)
}

// Close releases what the store holds. Readers already handed out stay usable.
func (s *Store) Close() error {
	return s.bucket.Close()
}

// Check tells whether the store can be used now, for a readiness probe. A local folder is written to, so that a full,
// read-only or vanished disk is noticed; a bucket is listed.
func (s *Store) Check(ctx context.Context) error {
	if err := s.check(ctx); err != nil {
		return fmt.Errorf("attachment store: %w", err)
	}
	return nil
}

// Reader reads one object from any offset. A read after a Seek asks the store for the rest from there, so a range of
// a download costs no more than its bytes.
type Reader struct {
	io.ReadSeekCloser
	size int64
}

// Size is the object's length in bytes.
func (r *Reader) Size() int64 { return r.size }

// Get opens an object. ctx must live as long as the reader. The error is ErrNotFound for a key without object and
// ErrKey for a string that is no key.
func (s *Store) Get(ctx context.Context, key string) (*Reader, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	r, err := s.bucket.NewReader(ctx, key, nil)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, fmt.Errorf("%w: %s", ErrNotFound, key)
	}
	if err != nil {
		return nil, fmt.Errorf("reading object: %w", err)
	}
	return &Reader{ReadSeekCloser: r, size: r.Size()}, nil
}

// Delete removes an object. A missing one is fine.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	return s.remove(ctx, key)
}

func (s *Store) remove(ctx context.Context, key string) error {
	err := s.bucket.Delete(ctx, key)
	if err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return fmt.Errorf("deleting object: %w", err)
	}
	return nil
}
