package httpd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"sportello/internal/access"
	"sportello/internal/blob"
	"sportello/internal/desk"
	"sportello/internal/problem"
)

// Files streams the files of multipart requests into the attachment store; their variables become [desk.File]s. It
// implements transport.FileSink.
type Files struct {
	Blobs *blob.Store
	// MaxBytes is the largest size that any desk may allow; the desk's own rule is checked when the file is used.
	MaxBytes int64
	// Timeout bounds one file, however steadily it drips; 0: none.
	Timeout time.Duration
	Now     func() time.Time // default: the machine's clock
	Logger  *slog.Logger     // default: none
}

// Store implements transport.FileSink. UNAUTHENTICATED: nobody's files are not kept. ATTACHMENT_TOO_LARGE.
func (f *Files) Store(ctx context.Context, name, _ string, r io.Reader) (any, error) {
	if _, known := access.From(ctx); !known {
		return nil, problem.New(problem.Unauthenticated)
	}
	object, err := f.Blobs.Put(ctx, f.within(r), f.MaxBytes)
	if errors.Is(err, blob.ErrTooLarge) {
		return nil, problem.New(problem.AttachmentTooLarge).With("max", f.MaxBytes)
	}
	if err != nil {
		return nil, fmt.Errorf("keep a file: %w", err)
	}
	return &desk.File{
		Name: name, Size: object.Size, ContentType: object.ContentType, SHA256: object.SHA256, BlobKey: object.Key,
	}, nil
}

// Discard implements transport.FileSink. What can't be removed now is swept later.
func (f *Files) Discard(ctx context.Context, value any) {
	file, ours := value.(*desk.File)
	if !ours {
		return
	}
	if err := f.Blobs.Delete(ctx, file.BlobKey); err != nil && f.Logger != nil {
		f.Logger.WarnContext(ctx, "a discarded file stays until the next sweep", "key", file.BlobKey, "error", err)
	}
}

// within bounds the time in which a file is read.
func (f *Files) within(r io.Reader) io.Reader {
	if f.Timeout == 0 {
		return r
	}
	now := f.Now
	if now == nil {
		now = time.Now
	}
	return &timedReader{from: r, now: now, until: now().Add(f.Timeout)}
}

// timedReader ends with an error after its time. A read that hangs is for the one below to end.
type timedReader struct {
	from  io.Reader
	now   func() time.Time
	until time.Time
}

// Read implements [io.Reader].
func (r *timedReader) Read(p []byte) (int, error) {
	if r.now().After(r.until) {
		return 0, fmt.Errorf("receive a file: %w", context.DeadlineExceeded)
	}
	return r.from.Read(p)
}
