package parse

import (
	"bytes"
	"slices"
	"strings"
)

// part is a node of the MIME tree. Its body is a slice of the input, not yet decoded.
type part struct {
	header   header
	media    media
	body     []byte
	children []*part
}

// scanner walks once over the input. What it counts is shared with the scan of a forwarded message.
type scanner struct {
	raw         []byte
	at          int
	multiparts  int
	boundaries  int
	headerLines int
}

// end is the boundary line at which a part stops: the place of its boundary among the open ones (-1: the input ended), whether it
// closes that multipart, and where the content before it ends.
type end struct {
	level   int
	closing bool
	content int
}

func (s *scanner) message(raw []byte) (*part, error) {
	s.raw, s.at = raw, 0
	root, _, err := s.part(nil, "text/plain")
	return root, err
}

func (s *scanner) part(open [][]byte, assumed string) (*part, end, error) {
	read, err := s.header(open)
	if err != nil {
		return nil, end{}, err
	}
	p := &part{header: read, media: readMedia(read.first("content-type"), assumed)}
	boundary := p.media.parameters["boundary"]
	if !strings.HasPrefix(p.media.kind, "multipart/") || boundary == "" || len(boundary) > maxBoundary {
		start := s.at
		stop, err := s.toBoundary(open)
		p.body = s.raw[start:max(start, stop.content)]
		return p, stop, err
	}
	s.multiparts++
	switch {
	case s.multiparts > MaxMultiparts:
		return nil, end{}, ErrTooComplex{"multiparts", MaxMultiparts}
	case len(open) >= MaxDepth:
		return nil, end{}, ErrTooComplex{"multiparts within each other", MaxDepth}
	}
	stop, err := s.children(p, open, []byte(boundary))
	return p, stop, err
}

func (s *scanner) children(p *part, open [][]byte, boundary []byte) (end, error) {
	level := len(open)
	within := slices.Concat(open, [][]byte{boundary})
	assumed := "text/plain"
	if p.media.kind == "multipart/digest" {
		assumed = "message/rfc822" // RFC 2046, 5.1.5
	}
	start := s.at
	stop, err := s.toBoundary(within)
	p.body = s.raw[start:max(start, stop.content)]
	for err == nil && stop.level == level && !stop.closing {
		var child *part
		if child, stop, err = s.part(within, assumed); err == nil {
			p.children = append(p.children, child)
		}
	}
	if err == nil && stop.level == level {
		stop, err = s.toBoundary(open) // what stands behind the last boundary is nobody's
	}
	return stop, err
}

// toBoundary moves behind the next line that is a boundary of one of the open multiparts. The innermost wins.
func (s *scanner) toBoundary(open [][]byte) (end, error) {
	for at := s.at; len(open) > 0; {
		if level, closing := boundaryAt(s.raw[at:], open); level >= 0 {
			s.boundaries++
			if s.boundaries > MaxBoundaryLines {
				return end{}, ErrTooComplex{"boundary lines", MaxBoundaryLines}
			}
			s.at = at + lineLength(s.raw[at:])
			return end{level: level, closing: closing, content: withoutLineEnd(s.raw, at)}, nil
		}
		next := bytes.Index(s.raw[at:], []byte("\n--"))
		if next < 0 {
			break
		}
		at += next + 1
	}
	s.at = len(s.raw)
	return end{level: -1, content: len(s.raw)}, nil
}

// boundaryAt compares the line that begins here with the open boundaries. White space may follow (RFC 2046, 5.1.1), nothing
// else: a boundary is no prefix of another one.
func boundaryAt(line []byte, open [][]byte) (level int, closing bool) {
	rest, dashes := bytes.CutPrefix(line, []byte("--"))
	if !dashes {
		return -1, false
	}
	for level, boundary := range slices.Backward(open) {
		tail, found := bytes.CutPrefix(rest, boundary)
		if !found {
			continue
		}
		after, closing := bytes.CutPrefix(tail, []byte("--"))
		if closing && endsLine(after) {
			return level, true
		}
		if endsLine(tail) {
			return level, false
		}
	}
	return -1, false
}

// endsLine says whether only white space is left on the line; a few characters of it at most, so that it costs nothing.
func endsLine(rest []byte) bool {
	for i, b := range rest {
		switch {
		case b == '\n':
			return true
		case i > 80 || b != ' ' && b != '\t' && b != '\r':
			return false
		}
	}
	return true
}

func lineLength(raw []byte) int {
	if at := bytes.IndexByte(raw, '\n'); at >= 0 {
		return at + 1
	}
	return len(raw)
}

// withoutLineEnd is where the content before a boundary ends: the line end before it belongs to the boundary.
func withoutLineEnd(raw []byte, at int) int {
	if at > 0 && raw[at-1] == '\n' {
		at--
	}
	if at > 0 && raw[at-1] == '\r' {
		at--
	}
	return at
}
