package blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"testing"
	"testing/iotest"
	"time"
)

var errBroken = errors.New("the line broke")

// endless is a stream without end that calls after once it has been read that many bytes.
type endless struct {
	at    int
	after func() error
	read  int
}

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	if e.read > e.at {
		if err := e.after(); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// Whatever goes wrong, early, in the middle or beyond the first part that S3 took: nothing is left behind.
func TestFailedPutLeavesNothing(t *testing.T) {
	for _, at := range []int{0, sniffBytes + 1, 3 * copyBytes, partBytes + copyBytes} {
		eachStore(t, func(t *testing.T, s *Store, left func() []string) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			for name, c := range map[string]struct {
				r    io.Reader
				max  int64
				want error
			}{
				"too large":     {&endless{at: math.MaxInt, after: nil}, int64(at), ErrTooLarge},
				"negative":      {&endless{at: math.MaxInt, after: nil}, math.MinInt64, ErrTooLarge},
				"reader breaks": {&endless{at: at, after: func() error { return errBroken }}, math.MaxInt64, errBroken},
				"cut short":     {&endless{at: at, after: func() error { return io.ErrUnexpectedEOF }}, math.MaxInt64, io.ErrUnexpectedEOF},
				"cancelled":     {&endless{at: at, after: func() error { cancel(); return nil }}, math.MaxInt64, context.Canceled},
			} {
				ctx := ctx
				if name != "cancelled" {
					ctx = t.Context()
				}
				object, err := s.Put(ctx, c.r, c.max)
				if !errors.Is(err, c.want) || object != (Object{}) {
					t.Errorf("%s at %d: %+v, %v", name, at, object, err)
				}
				if rest := left(); len(rest) != 0 {
					t.Errorf("%s at %d left %v", name, at, rest)
				}
			}
		})
	}
}

func TestPanickingReaderLeavesNothing(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store, left func() []string) {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			object, err := s.Put(t.Context(), &endless{at: 3 * copyBytes, after: func() error { panic(errBroken) }}, math.MaxInt64)
			t.Errorf("Put returned %+v, %v", object, err)
		}()
		if rest := left(); len(rest) != 0 {
			t.Errorf("left %v", rest)
		}
	})
}

// A bucket that is gone is an error, not an acknowledgement.
func TestPutWithoutBucket(t *testing.T) {
	location, backend := serveS3(t)
	s := open(t, location)
	if err := backend.DeleteBucket(testBucket); err != nil {
		t.Fatal(err)
	}
	for _, size := range []int64{0, 1, 2 * partBytes} {
		object, err := s.Put(t.Context(), io.LimitReader(&endless{at: math.MaxInt}, size), size)
		if err == nil || object != (Object{}) {
			t.Errorf("%d bytes: %+v, %v", size, object, err)
		}
	}
}

// A server that is gone is an error within the caller's time, and not told as a missing object.
func TestServerGone(t *testing.T) {
	location, _ := serveS3(t)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	place, err := url.Parse(location)
	if err != nil {
		t.Fatal(err)
	}
	query := place.Query()
	query.Set("endpoint", gone.URL)
	place.RawQuery = query.Encode()
	s := open(t, place.String())
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := s.Get(ctx, newKey()); err == nil || errors.Is(err, ErrNotFound) {
		t.Errorf("Get: %v", err)
	}
	if err := s.Delete(ctx, newKey()); err == nil {
		t.Error("deleted")
	}
	if err := s.Check(ctx); err == nil {
		t.Error("ready")
	}
}

func TestExactlyTheLimitFits(t *testing.T) {
	s := open(t, "file:"+t.TempDir())
	content := make([]byte, copyBytes+sniffBytes)
	for _, r := range []io.Reader{bytes.NewReader(content), iotest.DataErrReader(bytes.NewReader(content))} {
		if object, err := s.Put(t.Context(), r, int64(len(content))); err != nil || object.Size != int64(len(content)) {
			t.Errorf("%+v, %v", object, err)
		}
	}
}

// An upload costs a buffer, not its size: 64 MB through a local folder allocate less than 2 MB in all, ever.
func TestPutDoesNotHoldTheObject(t *testing.T) {
	s := open(t, "file:"+t.TempDir())
	const size = 64 << 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	object, err := s.Put(t.Context(), io.LimitReader(&endless{at: math.MaxInt}, size), size)
	runtime.ReadMemStats(&after)
	if err != nil || object.Size != size {
		t.Fatalf("%+v, %v", object, err)
	}
	if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 2<<20 {
		t.Errorf("allocated %d bytes", allocated)
	}
}
