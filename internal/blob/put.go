package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/gabriel-vasile/mimetype"
	gcblob "gocloud.dev/blob"
)

// ErrTooLarge says that the stream was longer than its caller allowed.
var ErrTooLarge = errors.New("larger than allowed")

const (
	// sniffBytes is how much of an object tells its type.
	sniffBytes = 3072
	copyBytes  = 64 << 10
	// discardTimeout bounds the clean-up after a failed Put, in which the caller's context may already be over.
	discardTimeout = 10 * time.Second
)

// Object is what is known of stored bytes.
type Object struct {
	Key         string // opaque, unguessable
	Size        int64  // in bytes
	SHA256      string // of the content, in hexadecimal
	ContentType string // told by the first bytes, whatever the sender said
}

// Put streams r into a new object of at most limit bytes. When it returns without error, the object survives a power
// cut. On any failure (ErrTooLarge, an error of r or of the store, the end of ctx) nothing is left behind. It
// notices the end of ctx between two reads of r: a reader that may hang is for the caller to unblock.
func (s *Store) Put(ctx context.Context, r io.Reader, limit int64) (Object, error) {
	key := newKey()
	object, err := s.write(ctx, key, &meter{ctx: ctx, from: r, left: limit})
	if err != nil {
		return Object{}, errors.Join(fmt.Errorf("storing object: %w", err), s.discard(ctx, key))
	}
	return object, nil
}

// write makes the object of key, or returns an error and an object that may or may not be there.
func (s *Store) write(ctx context.Context, key string, in *meter) (object Object, err error) {
	head, err := io.ReadAll(io.LimitReader(in, sniffBytes))
	if err != nil {
		return Object{}, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var file *os.File // the local driver's temporary file
	out, err := s.bucket.NewWriter(ctx, key, &gcblob.WriterOptions{
		ContentType: "application/octet-stream", // not a page, should the bucket ever be served by itself
		BeforeWrite: func(as func(any) bool) error {
			as(&file)
			return s.tune(as)
		},
	})
	if err != nil {
		return Object{}, err
	}
	closed := false
	defer func() {
		if !closed { // failed, or r panicked: a writer that is closed after its context throws its bytes away
			cancel()
			err = errors.Join(err, ignoreCancelled(out.Close()))
		}
	}()

	sum := sha256.New()
	to := io.MultiWriter(out, sum)
	if _, err := to.Write(head); err != nil {
		return Object{}, err
	}
	if _, err := io.CopyBuffer(to, in, make([]byte, copyBytes)); err != nil {
		return Object{}, err
	}
	closed = true
	if err := commit(out, file); err != nil {
		return Object{}, err
	}
	return Object{
		Key:         key,
		Size:        in.read,
		SHA256:      hex.EncodeToString(sum.Sum(nil)),
		ContentType: mimetype.Detect(head).String(),
	}, nil
}

// commit makes the written object visible and durable. A bucket answers only once it is; a local file must be synced
// before it gets its name, and its name after that.
func commit(out *gcblob.Writer, file *os.File) error {
	if file == nil {
		return out.Close()
	}
	if err := errors.Join(file.Sync(), out.Close()); err != nil {
		return err
	}
	return syncPath(file.Name())
}

// discard removes what a failed write may have left: an object whose acknowledgement was lost or whose sync failed.
func (s *Store) discard(ctx context.Context, key string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), discardTimeout)
	defer cancel()
	return s.remove(ctx, key)
}

func ignoreCancelled(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// meter counts what is read, and ends with an error one byte past what is left or when ctx does.
type meter struct {
	ctx        context.Context
	from       io.Reader
	left, read int64
}

func (m *meter) Read(p []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	if m.left < 0 {
		return 0, ErrTooLarge
	}
	if int64(len(p))-1 > m.left {
		p = p[:m.left+1]
	}
	n, err := m.from.Read(p)
	m.left -= int64(n)
	m.read += int64(n)
	if m.left < 0 {
		return n, ErrTooLarge
	}
	return n, err
}
