package transport

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"time"
)

// FileSink takes the files of multipart requests.
type FileSink interface {
	// Store reads one file to its end and answers with what becomes the
	// variable's value. The name and contentType are the client's and not to
	// be trusted. An error of r must not be swallowed.
	Store(ctx context.Context, name, contentType string, r io.Reader) (any, error)
	// Discard is told of every stored value whose operation is then not run.
	// Whether a failed operation leaves its files behind is for the product
	// to say, which knows whether it used them.
	Discard(ctx context.Context, value any)
}

// pendingFile stands for a file in the variables until it has come.
type pendingFile struct {
	value  any
	stored bool
}

// files are those a request's map has promised.
type files struct {
	*exchange
	reader  *multipart.Reader
	pending map[string]*pendingFile // by the name of its part
}

// store reads all promised files and puts them into the operation's
// variables. When it refuses, it has discarded what it had stored.
func (f *files) store(ctx context.Context, op *Operation) *Refusal {
	if used := countPending(op.Context.Variables); used != len(f.pending) {
		return badRequest("map names a place that is no variable of the operation")
	}
	refusal := f.storeAll(ctx)
	f.setReadDeadline(time.Time{}) // the server watches the connection by reading from it
	if refusal != nil {
		f.discard(ctx)
		return refusal
	}
	fill(op.Context.Variables)
	return nil
}

func (f *files) storeAll(ctx context.Context) *Refusal {
	for left := len(f.pending); ; left-- {
		part, err := f.reader.NextPart()
		if errors.Is(err, io.EOF) && left == 0 {
			return nil
		}
		if errors.Is(err, io.EOF) {
			return badRequest("a file that map names is missing")
		}
		if err != nil {
			return f.unreadable(err)
		}
		pending := f.pending[part.FormName()]
		if pending == nil || pending.stored {
			return badRequest("the request has a part that map does not name, or one twice")
		}
		if refusal := f.storeOne(ctx, part, pending); refusal != nil {
			return refusal
		}
	}
}

func (f *files) storeOne(ctx context.Context, part *multipart.Part, pending *pendingFile) *Refusal {
	bounded := &fileReader{files: f, from: part, left: f.MaxFile}
	value, err := f.Files.Store(ctx, part.FileName(), part.Header.Get("Content-Type"), bounded)
	if err == nil {
		pending.value, pending.stored = value, true
	}
	switch {
	case bounded.over:
		return tooLarge("a file", f.MaxFile)
	case bounded.err != nil:
		return f.unreadable(bounded.err)
	case err != nil:
		return f.Engine.Refuse(ctx, err, http.StatusBadRequest)
	}
	return nil
}

// unreadable tells an error of the body: the client's, or the limit on all files.
func (f *files) unreadable(err error) *Refusal {
	if over, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLarge("the body", over.Limit)
	}
	return badRequest("the multipart body could not be read")
}

func (f *files) discard(ctx context.Context) {
	ctx = context.WithoutCancel(ctx) // the client may be gone
	for _, pending := range f.pending {
		if pending.stored {
			f.Files.Discard(ctx, pending.value)
		}
	}
}

// fileReader reads one file within its limit, and lets no client dawdle.
type fileReader struct {
	*files
	from io.Reader
	left int64
	over bool
	err  error // what went wrong with the body, other than its end
}

var errFileTooLarge = errors.New("the file is larger than allowed")

// Read implements [io.Reader].
func (r *fileReader) Read(p []byte) (int, error) {
	if r.over {
		return 0, errFileTooLarge
	}
	// Time for the next bytes, however long the whole request may take under
	// the server's own deadline.
	r.setReadDeadline(time.Now().Add(r.FileIdle))
	n, err := r.from.Read(p)
	if r.left -= int64(n); r.left < 0 {
		r.over = true
		return 0, errFileTooLarge
	}
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

func (x *exchange) setReadDeadline(at time.Time) {
	err := http.NewResponseController(x.w).SetReadDeadline(at)
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		x.Engine.log.Debug("read deadline", "error", err, "requestId", RequestID(x.r.Context()))
	}
}

// countPending counts the files that variables wait for.
func countPending(value any) int {
	n := 0
	switch v := value.(type) {
	case *pendingFile:
		n = 1
	case []any:
		for _, element := range v {
			n += countPending(element)
		}
	case map[string]any:
		for _, field := range v {
			n += countPending(field)
		}
	}
	return n
}

// fill puts what the sink answered where the files were waited for.
func fill(value any) any {
	switch v := value.(type) {
	case *pendingFile:
		return v.value
	case []any:
		for i, element := range v {
			v[i] = fill(element)
		}
	case map[string]any:
		for name, field := range v {
			v[name] = fill(field)
		}
	}
	return value
}
