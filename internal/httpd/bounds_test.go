package httpd_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// line is a bare connection, for what no client library would send.
func (s *site) line() net.Conn {
	s.t.Helper()
	conn, err := new(net.Dialer).DialContext(s.t.Context(), "tcp", strings.TrimPrefix(s.url, "http://"))
	s.must(err)
	s.closeAtEnd(conn)
	s.must(conn.SetDeadline(time.Now().Add(patience)))
	return conn
}

func TestMalformedRequests(t *testing.T) {
	s := open(t, nil)
	huge := strings.Repeat("x", 64<<10)
	for name, row := range map[string]struct {
		text   string
		status string
	}{
		"huge header":       {"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Long: " + huge + "\r\n\r\n", "431"},
		"huge address":      {"GET /" + huge + " HTTP/1.1\r\nHost: a\r\n\r\n", "431"},
		"no HTTP":           {"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", "400"},
		"no host":           {"GET /healthz HTTP/1.1\r\n\r\n", "400"},
		"two lengths":       {"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", "400"},
		"negative length":   {"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400"},
		"control in header": {"GET /healthz HTTP/1.1\r\nHost: a\r\nX-A: \x00\r\n\r\n", "400"},
		"large body": {"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2000000\r\n\r\n" +
			strings.Repeat(" ", 2000000), "413"},
		"climbing path":   {"GET /attachments/../metrics HTTP/1.1\r\nHost: a\r\n\r\n", "307"},
		"mutation by GET": {"GET /graphql?query=mutation%7Bincrement%7D HTTP/1.1\r\nHost: a\r\n\r\n", "405"},
	} {
		t.Run(name, func(t *testing.T) {
			conn := s.line()
			go func() { _, _ = io.WriteString(conn, row.text) }() // the server may answer before it has read all
			answer, err := bufio.NewReader(conn).ReadString('\n')
			if err != nil || !strings.HasPrefix(answer, "HTTP/1.1 "+row.status) {
				t.Errorf("got %q, %v", answer, err)
			}
		})
	}
	s.do(http.MethodGet, "/healthz", "", nil).want(t, http.StatusOK)
}

// A client that dawdles over its header, its body or its next request loses the connection.
func TestDawdlers(t *testing.T) {
	s := open(t, func(w *wiring) {
		w.server.Times.Header, w.server.Times.Read, w.server.Times.Idle = 100*time.Millisecond, 300*time.Millisecond, 100*time.Millisecond
	})
	for name, text := range map[string]string{
		"silent": "",
		"header": "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ",
		"body":   "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
		"idle":   "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			conn := s.line()
			if _, err := io.WriteString(conn, text); err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
				t.Error("the connection stays")
			}
		})
	}
}

// Who takes nothing of a long answer is let go; who takes it slowly gets all of it.
func TestReadersOfLongAnswers(t *testing.T) {
	const pieces, size = 40, 1 << 20
	gaveUp := make(chan error, 2)
	s := open(t, func(w *wiring) {
		w.server.Times.Read, w.server.Times.Write = 50*time.Millisecond, 250*time.Millisecond
		w.server.Routes = map[string]http.Handler{"GET /long": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			piece := bytes.Repeat([]byte("x"), size)
			for range pieces {
				if _, err := w.Write(piece); err != nil {
					gaveUp <- err
					return
				}
			}
			gaveUp <- nil
		})}
	})
	stuck := s.line()
	if _, err := fmt.Fprint(stuck, "GET /long HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-gaveUp:
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("gave up with %v", err)
		}
	case <-time.After(patience):
		t.Fatal("still waiting for a reader that takes nothing")
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/long", nil)
	s.must(err)
	response, err := http.DefaultClient.Do(r)
	s.must(err)
	defer response.Body.Close()
	pace := time.NewTicker(20 * time.Millisecond) // in all much longer than the time for one piece
	defer pace.Stop()
	total := int64(0)
	for {
		<-pace.C
		n, err := io.CopyN(io.Discard, response.Body, size)
		total += n
		if errors.Is(err, io.EOF) {
			break
		}
		s.must(err)
	}
	if total != pieces*size {
		t.Errorf("%d bytes", total)
	}
	if err := <-gaveUp; err != nil {
		t.Error(err)
	}
}
