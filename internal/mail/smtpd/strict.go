package smtpd

import (
	"errors"
	"io"
)

var errBare = errors.New("smtpd: a bare CR or LF")

// strict reads lines that end with CRLF, and fails at a CR or LF that stands alone. It remembers how it ended.
type strict struct {
	from io.Reader
	cr   bool // the last byte was one
	err  error
}

// Read reads on.
func (s *strict) Read(b []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.from.Read(b)
	for i, c := range b[:n] {
		if s.cr != (c == '\n') {
			s.err = errBare
			return i, s.err
		}
		s.cr = c == '\r'
	}
	if errors.Is(err, io.EOF) && s.cr {
		err = errBare
	}
	s.err = err
	return n, err //nolint:wrapcheck // io.EOF must stay itself
}

// whole says that all was read.
func (s *strict) whole() bool { return errors.Is(s.err, io.EOF) }
