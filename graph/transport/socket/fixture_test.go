package socket_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"sportello/graph/transport"
	"sportello/graph/transport/socket"
	"sportello/graph/transport/testschema"
)

const (
	modern = "graphql-transport-ws"
	legacy = "graphql-ws"
	// patience is how long a test waits for what must come.
	patience = 20 * time.Second
)

type viewerKey struct{}

// keeper lets everybody in who does not ask for trouble. The viewer is named
// by the init payload or by a cookie.
type keeper struct{}

func (keeper) AuthenticateSocket(ctx context.Context, r *http.Request, init map[string]any) (context.Context, error) {
	token, _ := init["token"].(string)
	switch token {
	case "wrong":
		return nil, errors.New("secret: no such session")
	case "slow":
		<-ctx.Done()
		return nil, ctx.Err()
	case "panic":
		panic("secret: keeper fell asleep")
	}
	if cookie, err := r.Cookie("session"); err == nil && token == "" {
		token = cookie.Value
	}
	return context.WithValue(ctx, viewerKey{}, token), nil
}

func viewer(ctx context.Context) string {
	name, _ := ctx.Value(viewerKey{}).(string)
	return name
}

// service is a server under test with the real engine behind it.
type service struct {
	*socket.Server
	resolver *testschema.Resolver
	url      string
	http     *httptest.Server
}

func readViewer(ctx context.Context) testschema.RequestContext {
	return testschema.RequestContext{Viewer: viewer(ctx)}
}

// configure puts the real engine behind a server.
func configure(t testing.TB, resolver *testschema.Resolver) socket.Config {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	engine, err := transport.NewEngine(transport.EngineConfig{
		Schema: testschema.NewExecutableSchema(testschema.Config{Resolvers: resolver}),
		Logger: quiet,
	})
	if err != nil {
		t.Fatal(err)
	}
	return socket.Config{Engine: engine, Auth: keeper{}, Logger: quiet}
}

func serve(t testing.TB, change func(*socket.Config)) *service {
	t.Helper()
	resolver := &testschema.Resolver{Read: readViewer}
	config := configure(t, resolver)
	if change != nil {
		change(&config)
	}
	s := &service{Server: socket.New(config), resolver: resolver}
	s.http = httptest.NewServer(s.Server)
	s.url = "ws" + strings.TrimPrefix(s.http.URL, "http")
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		s.http.Close()
		if s.Len() != 0 {
			t.Errorf("%d sockets left", s.Len())
		}
		until(t, "subscriptions have ended", func() bool { return resolver.Streams.Load() == 0 })
	})
	return s
}

// until waits for a condition that nothing announces.
func until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	deadline := time.After(patience)
	for !holds() {
		select {
		case <-look.C:
		case <-deadline:
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

// client is one websocket client.
type client struct {
	t testing.TB
	*websocket.Conn
}

func (s *service) dial(t testing.TB, header http.Header, protocols ...string) *client {
	t.Helper()
	conn, answer, err := s.connect(header, protocols...)
	if err != nil {
		t.Fatalf("dial: %v (%d)", err, answer.status)
	}
	hangUpAfter(t, conn)
	return &client{t: t, Conn: conn}
}

// answer is what an upgrade was answered; zero when nothing came.
type answer struct {
	status int
	header http.Header
}

// connect is dial for those who may be sent away.
func (s *service) connect(header http.Header, protocols ...string) (*websocket.Conn, answer, error) {
	dialer := websocket.Dialer{Subprotocols: protocols, HandshakeTimeout: patience}
	conn, response, err := dialer.Dial(s.url, header)
	if response == nil {
		return conn, answer{}, err
	}
	return conn, answer{response.StatusCode, response.Header}, errors.Join(err, response.Body.Close())
}

// hangUpAfter closes the test's end of a line that the server may have closed
// already.
func hangUpAfter(t testing.TB, line io.Closer) {
	t.Cleanup(func() {
		if err := line.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Errorf("hang up: %v", err)
		}
	})
}

// open dials and initialises.
func (s *service) open(t testing.TB) *client {
	t.Helper()
	c := s.dial(t, nil, modern)
	c.send(`{"type":"connection_init"}`)
	c.expect(`{"type":"connection_ack"}`)
	return c
}

func (c *client) send(text string) {
	c.t.Helper()
	if err := c.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		c.t.Fatalf("send %.80s: %v", text, err)
	}
}

func (c *client) subscribe(id, query string) {
	c.t.Helper()
	payload, err := json.Marshal(map[string]any{"id": id, "type": "subscribe", "payload": map[string]any{"query": query}})
	if err != nil {
		c.t.Fatal(err)
	}
	c.send(string(payload))
}

func (c *client) receive() []byte {
	c.t.Helper()
	if err := c.SetReadDeadline(time.Now().Add(patience)); err != nil {
		c.t.Fatal(err)
	}
	_, text, err := c.ReadMessage()
	if err != nil {
		c.t.Fatalf("receive: %v", err)
	}
	return text
}

func (c *client) expect(want string) {
	c.t.Helper()
	if got := c.receive(); !sameJSON(c.t, got, []byte(want)) {
		c.t.Fatalf("received %s\nwant     %s", got, want)
	}
}

func sameJSON(t testing.TB, a, b []byte) bool {
	t.Helper()
	var x, y any
	if err := errors.Join(json.Unmarshal(a, &x), json.Unmarshal(b, &y)); err != nil {
		t.Fatalf("%s or %s: %v", a, b, err)
	}
	return reflect.DeepEqual(x, y)
}

// expectClose reads on to the close frame.
func (c *client) expectClose(code int, reason string) {
	c.t.Helper()
	for {
		text := c.closing(code, reason)
		if text == nil {
			return
		}
		if strings.Contains(string(text), "secret") {
			c.t.Fatalf("told a secret: %s", text)
		}
	}
}

// expectNext wants the close frame and no message before it.
func (c *client) expectNext(code int, reason string) {
	c.t.Helper()
	if text := c.closing(code, reason); text != nil {
		c.t.Fatalf("before closing: %s", text)
	}
}

// closing reads one message, or nil and the close frame that is wanted.
func (c *client) closing(code int, reason string) []byte {
	c.t.Helper()
	if err := c.SetReadDeadline(time.Now().Add(patience)); err != nil {
		c.t.Fatal(err)
	}
	_, text, err := c.ReadMessage()
	if err == nil {
		return text
	}
	closed, ok := errors.AsType[*websocket.CloseError](err)
	if !ok {
		c.t.Fatalf("no close frame: %v", err)
	}
	if closed.Code != code || closed.Text != reason {
		c.t.Fatalf("closed with %d %q, want %d %q", closed.Code, closed.Text, code, reason)
	}
	return nil
}
