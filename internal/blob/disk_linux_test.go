package blob

import (
	"bytes"
	"errors"
	"os/signal"
	"syscall"
	"testing"
)

// A write that the kernel refuses in the middle, as on a full disk, is an error and leaves nothing behind.
func TestRefusedWriteLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	s := open(t, "file:"+dir)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	signal.Ignore(syscall.SIGXFSZ)
	small := syscall.Rlimit{Cur: 2 * copyBytes, Max: limit.Max}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &small); err != nil {
		t.Fatal(err)
	}
	object, err := s.Put(t.Context(), bytes.NewReader(make([]byte, 1<<20)), 1<<20)
	if restore := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); restore != nil {
		t.Fatal(restore)
	}
	if !errors.Is(err, syscall.EFBIG) || object != (Object{}) {
		t.Errorf("%+v, %v", object, err)
	}
	if rest := filesIn(t, dir); len(rest) != 0 {
		t.Errorf("left %v", rest)
	}
}
