package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httputil"
	"strconv"
	"time"
)

// line is a connection on which one request follows the other. It costs a fraction of net/http's client, which on a
// machine that runs both sides as well would be measured with them.
type line struct {
	conn   net.Conn
	reader *bufio.Reader
	body   bytes.Buffer
}

// dial opens a line that gives up at the deadline.
func dial(ctx context.Context, address string, deadline time.Time) (*line, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	if err := conn.SetDeadline(deadline); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return &line{conn: conn, reader: bufio.NewReaderSize(conn, 32<<10)}, nil
}

// close ends the line; what it had to say was read.
func (l *line) close() { _ = l.conn.Close() }

// do sends a request and answers the body, which stands until the next one. Any status but 200 is an error.
func (l *line) do(request []byte) ([]byte, error) {
	if _, err := l.conn.Write(request); err != nil {
		return nil, err
	}
	head, err := l.readHead()
	if err != nil {
		return nil, err
	}
	l.body.Reset()
	switch {
	case head.chunked:
		_, err = l.body.ReadFrom(httputil.NewChunkedReader(l.reader))
		if err == nil {
			_, err = l.reader.Discard(len("\r\n")) // after the last chunk
		}
	case head.length < 0:
		err = fmt.Errorf("an answer without a length, status %s", head.status)
	default:
		_, err = io.CopyN(&l.body, l.reader, head.length)
	}
	if err != nil {
		return nil, err
	}
	if head.status != "200" {
		return nil, fmt.Errorf("status %s: %.300s", head.status, l.body.Bytes())
	}
	return l.body.Bytes(), nil
}

// head is what an answer's head says of its body.
type head struct {
	status  string
	length  int64 // -1: not told
	chunked bool
}

func (l *line) readHead() (head, error) {
	h := head{length: -1}
	first, err := l.reader.ReadSlice('\n')
	if err != nil {
		return h, err
	}
	words := bytes.SplitN(bytes.TrimSpace(first), []byte(" "), 3)
	if len(words) < 2 || !bytes.HasPrefix(words[0], []byte("HTTP/1.")) {
		return h, fmt.Errorf("no answer in HTTP: %.60q", first)
	}
	h.status = string(words[1])
	for {
		field, err := l.reader.ReadSlice('\n')
		if err != nil {
			return h, err
		}
		name, value, found := bytes.Cut(bytes.TrimSpace(field), []byte(":"))
		if !found {
			return h, nil
		}
		switch value = bytes.TrimSpace(value); {
		case bytes.EqualFold(name, []byte("Content-Length")):
			if h.length, err = strconv.ParseInt(string(value), 10, 64); err != nil {
				return h, err
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			h.chunked = bytes.EqualFold(value, []byte("chunked"))
		}
	}
}

var errRefused = errors.New("not what was asked for")

// check holds an answer against what proves that the work was done.
func (w *work) check(answer []byte) error {
	if !bytes.Contains(answer, []byte(w.proof)) || bytes.Contains(answer, []byte(`"errors":[`)) {
		return fmt.Errorf("%w: %.300s", errRefused, answer)
	}
	return nil
}
