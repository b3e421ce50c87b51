package socket_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"sportello/graph/transport/socket"
)

func TestSubprotocolChoice(t *testing.T) {
	s := serve(t, nil)
	for _, offer := range []struct {
		protocols []string
		want      string
	}{
		{[]string{modern}, modern},
		{[]string{legacy}, legacy},
		{[]string{legacy, modern}, modern},
		{[]string{"mqtt", legacy}, legacy},
	} {
		c := s.dial(t, nil, offer.protocols...)
		if c.Subprotocol() != offer.want {
			t.Errorf("%v: %q", offer.protocols, c.Subprotocol())
		}
		c.hold([]string{initialise, ack})
	}
	for _, protocols := range [][]string{nil, {"mqtt"}, {"graphql-transport"}, {"GRAPHQL-WS"}} {
		s.dial(t, nil, protocols...).expectClose(4406, "Subprotocol not acceptable")
	}
}

func TestNoUpgrade(t *testing.T) {
	s := serve(t, nil)
	for name, want := range map[string]struct {
		method string
		header http.Header
		status int
	}{
		"plain GET":      {"GET", nil, 426},
		"plain POST":     {"POST", nil, 426},
		"old version":    {"GET", http.Header{"Sec-Websocket-Version": {"8"}}, 400},
		"no key":         {"GET", http.Header{"Sec-Websocket-Version": {"13"}}, 400},
		"upgrade a POST": {"POST", http.Header{"Sec-Websocket-Version": {"13"}}, 405},
	} {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), want.method, s.http.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			if want.header != nil {
				request.Header = want.header
				request.Header.Set("Connection", "Upgrade")
				request.Header.Set("Upgrade", "websocket")
			}
			response, err := s.http.Client().Do(request)
			if err != nil {
				t.Fatal(err)
			}
			if err := response.Body.Close(); err != nil {
				t.Error(err)
			}
			if response.StatusCode != want.status {
				t.Errorf("status %d, want %d", response.StatusCode, want.status)
			}
		})
	}
	if s.Len() != 0 {
		t.Errorf("%d sockets", s.Len())
	}
}

// RFC 6455, 10.2: browsers send cookies along, so foreign pages stay out.
func TestOrigin(t *testing.T) {
	s := serve(t, func(c *socket.Config) { c.Origins = []string{"https://Desk.example.com/"} })
	own := s.http.URL
	for origin, welcome := range map[string]bool{
		own: true,
		strings.Replace(own, "http:", "https:", 1): true,
		"https://desk.example.com":                 true,
		"http://desk.example.com":                  false,
		"https://desk.example.com.evil.test":       false,
		"https://evil.test":                        false,
		"null":                                     false,
		"":                                         false,
		own + "0":                                  false,
		"https://evil.test/" + strings.TrimPrefix(own, "http://"): false,
	} {
		header := http.Header{"Origin": {origin}, "Cookie": {"session=Ada"}}
		if welcome {
			c := s.dial(t, header, modern)
			c.hold([]string{initialise, ack})
			c.subscribe("1", "{context{viewer}}")
			c.expect(`{"id":"1","type":"next","payload":{"data":{"context":{"viewer":"Ada"}}}}`)
			continue
		}
		if _, answer, err := s.connect(header, modern); answer.status != http.StatusForbidden {
			t.Errorf("origin %q: status %d, %v, want 403", origin, answer.status, err)
		}
	}
	anywhere := serve(t, func(c *socket.Config) { c.Origins = []string{"*"} })
	anywhere.dial(t, http.Header{"Origin": {"https://evil.test"}}, modern).hold([]string{initialise, ack})
}

func TestFullServer(t *testing.T) {
	s := serve(t, func(c *socket.Config) { c.Limits.Sockets = 2 })
	first := s.open(t)
	s.open(t)
	_, answer, err := s.connect(nil, modern)
	if answer.status != http.StatusServiceUnavailable || answer.header.Get("Retry-After") == "" {
		t.Fatalf("a third socket: %v %v", answer, err)
	}
	if err := first.NetConn().Close(); err != nil {
		t.Fatal(err)
	}
	until(t, "the place is free", func() bool { return s.Len() == 1 })
	s.open(t)
}

// wrapped hides what the server's response writer can do, as middleware does.
type wrapped struct{ http.ResponseWriter }

func (w wrapped) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func TestUpgradeThroughMiddleware(t *testing.T) {
	s := serve(t, nil)
	s.http.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.ServeHTTP(wrapped{w}, r)
	})
	s.open(t)
}

// line is a bare connection to the server.
func (s *service) line() (net.Conn, error) {
	dialer := net.Dialer{Deadline: time.Now().Add(patience)}
	return dialer.DialContext(context.Background(), "tcp", s.http.Listener.Addr().String())
}

// raw upgrades by hand, to write afterwards what no library would.
func (s *service) raw() (net.Conn, *bufio.Reader, error) {
	conn, err := s.line()
	if err != nil {
		return nil, nil, err
	}
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return conn, nil, err
	}
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: desk.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: "+modern+"\r\n\r\n"); err != nil {
		return conn, nil, err
	}
	r := bufio.NewReaderSize(conn, 512)
	response, err := http.ReadResponse(r, nil)
	if err != nil {
		return conn, r, err
	}
	if response.StatusCode != http.StatusSwitchingProtocols {
		err = errors.New(response.Status)
	}
	return conn, r, errors.Join(err, response.Body.Close())
}

// RFC 6455, 5: each of these fails the connection, with 1002 where a frame is
// wrong; the server must come out of each whole.
func TestBrokenFraming(t *testing.T) {
	s := serve(t, func(c *socket.Config) { c.Timings.InitWait = 100 * time.Millisecond })
	for name, broken := range map[string]struct {
		bytes string
		code  uint16
	}{
		"reserved bit":       {"\xf1\x80\x00\x00\x00\x00", 1002},
		"no mask":            {"\x81\x02{}", 1002},
		"unknown opcode":     {"\x83\x80\x00\x00\x00\x00", 1002},
		"stray continuation": {"\x80\x80\x00\x00\x00\x00", 1002},
		"long ping":          {"\x89\xfe\x01\x00\x00\x00\x00\x00", 1002},
		"fragmented ping":    {"\x09\x80\x00\x00\x00\x00", 1002},
		"close code 1006":    {"\x88\x82\x00\x00\x00\x00\x03\xee", 1002},
		"huge length":        {"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00", 4408},
		"half a frame":       {"\x81\xfe\x10\x00\x00\x00\x00\x00{", 4408},
		"half a header":      {"\x81", 4408},
		"HTTP":               {"GET / HTTP/1.1\r\n\r\n", 1002},
	} {
		t.Run(name, func(t *testing.T) {
			conn, r, err := s.raw()
			if err != nil {
				t.Fatal(err)
			}
			hangUpAfter(t, conn)
			if _, err := io.WriteString(conn, broken.bytes); err != nil {
				t.Fatal(err)
			}
			all, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			if len(all) < 4 || all[0] != 0x88 || uint16(all[2])<<8|uint16(all[3]) != broken.code {
				t.Errorf("answered %x, want a close frame with %d", all, broken.code)
			}
		})
	}
	s.empty(t)
}
