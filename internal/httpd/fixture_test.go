package httpd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"sportello/graph/transport"
	"sportello/graph/transport/socket"
	"sportello/graph/transport/testschema"
	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/blob"
	"sportello/internal/desktest"
	"sportello/internal/httpd"
	"sportello/internal/problem"
)

const (
	password = "correct horse battery"
	// patience is how long a test waits for what must come.
	patience = 20 * time.Second
)

// site is the whole HTTP side on a loopback port, with the real accounts and a schema for tests behind it.
type site struct {
	t        *testing.T
	url      string
	account  *account.Service
	sockets  *socket.Server
	resolver *testschema.Resolver
	blobs    *blob.Store
	log      *journal
	server   *httpd.Server
	stop     func() error // once; the cleanup does it too
}

// wiring is what a test may change before the site is opened.
type wiring struct {
	server httpd.Config
	auth   *httpd.Authenticator
	files  *httpd.Files
}

func open(t *testing.T, change func(*wiring)) *site {
	t.Helper()
	s := &site{t: t, log: &journal{}}
	log := slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	s.account, err = account.New(account.Config{
		Store: desktest.NewStore(t), Logger: log, Argon2: account.Argon2{Memory: 64, Time: 1, Threads: 1},
	})
	s.must(err)
	s.blobs, err = blob.Open(t.Context(), "file:"+t.TempDir())
	s.must(err)
	stopping := make(chan struct{})
	w := &wiring{
		server: httpd.Config{
			Logger: log, PublicURL: "https://desk.example.com", Origins: []string{"https://shop.example.com"},
			Stopping: sync.OnceFunc(func() { close(stopping) }),
		},
		auth:  &httpd.Authenticator{Account: s.account, Logger: log},
		files: &httpd.Files{Blobs: s.blobs, MaxBytes: 1 << 20, Logger: log},
	}
	s.graphql(w, stopping, log)
	if change != nil {
		change(w)
	}
	s.serve(w)
	return s
}

// graphql wires the transports as cmd does.
func (s *site) graphql(w *wiring, stopping <-chan struct{}, log *slog.Logger) {
	s.t.Helper()
	s.resolver = &testschema.Resolver{Read: func(ctx context.Context) testschema.RequestContext {
		v, _ := access.From(ctx)
		return testschema.RequestContext{Viewer: name(v), RequestID: transport.RequestID(ctx)}
	}}
	engine, err := transport.NewEngine(transport.EngineConfig{
		Schema: testschema.NewExecutableSchema(testschema.Config{Resolvers: s.resolver}), Present: present, Logger: log,
	})
	s.must(err)
	s.sockets = socket.New(socket.Config{
		Engine: engine, Auth: w.auth, Refresh: w.auth.Refresh, Logger: log, Origins: w.server.Origins,
		Revoked: func(ctx context.Context) <-chan struct{} {
			v, known := access.From(ctx)
			if !known {
				return nil
			}
			return s.account.Ended(ctx, v)
		},
	})
	w.server.Sockets = s.sockets
	w.server.GraphQL, err = transport.NewHandler(transport.HandlerConfig{
		Engine: engine, Auth: w.auth, Socket: s.sockets, Files: w.files, MaxFile: 1 << 20, Done: stopping,
	})
	s.must(err)
}

// present shows problems as the product does, and nothing else.
func present(ctx context.Context, err error) *gqlerror.Error {
	if found := problem.Of(err); len(found) > 0 {
		return transport.NewError(string(found[0].Code), found[0].Message("en"))
	}
	return transport.Mask(slog.New(slog.DiscardHandler))(ctx, err)
}

func name(v *access.Viewer) string {
	if v == nil {
		return "nobody"
	}
	return v.Email
}

func (s *site) serve(w *wiring) {
	s.t.Helper()
	server, err := httpd.New(w.server)
	s.must(err)
	s.server = server
	listener, err := new(net.ListenConfig).Listen(s.t.Context(), "tcp", "127.0.0.1:0")
	s.must(err)
	s.url = "http://" + listener.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, listener) }()
	s.stop = sync.OnceValue(func() error {
		cancel()
		select {
		case err := <-served:
			return err
		case <-time.After(patience):
			return errors.New("the server does not stop")
		}
	})
	s.t.Cleanup(func() {
		if err := errors.Join(s.stop(), s.blobs.Close()); err != nil {
			s.t.Error(err)
		}
	})
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// signIn makes the user if need be, and returns a token of theirs.
func (s *site) signIn(email string) *account.SignedIn {
	s.t.Helper()
	_, err := s.account.CreateUser(s.t.Context(), account.NewUser{Email: email, Password: password})
	if err != nil && !errors.Is(err, account.ErrTaken) {
		s.t.Fatal(err)
	}
	in, err := s.account.SignIn(s.t.Context(), account.SignInInput{Email: email, Password: password})
	s.must(err)
	return in
}

// answer is what came back.
type answer struct {
	*http.Response
	body string
}

func (s *site) do(method, path, body string, header http.Header) answer {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(body))
	s.must(err)
	for key, values := range header {
		r.Header[http.CanonicalHeaderKey(key)] = values
	}
	client := http.Client{
		Timeout:       patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	response, err := client.Do(r)
	s.must(err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	s.must(err)
	return answer{response, string(text)}
}

func (s *site) query(text string, header http.Header) answer {
	s.t.Helper()
	body, err := json.Marshal(map[string]string{"query": text})
	s.must(err)
	all := http.Header{"Content-Type": {"application/json"}, "Accept": {"application/graphql-response+json"}}
	maps.Copy(all, header)
	return s.do(http.MethodPost, "/graphql", string(body), all)
}

func (a answer) want(t *testing.T, status int, parts ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Errorf("status %d, want %d: %s", a.StatusCode, status, a.body)
	}
	for _, part := range parts {
		if !strings.Contains(a.body, part) {
			t.Errorf("no %q in %s", part, a.body)
		}
	}
}

// dial opens a websocket, and tells with which status the upgrade was answered.
func (s *site) dial(header http.Header) (conn *websocket.Conn, status int, err error) {
	dialer := websocket.Dialer{Subprotocols: []string{"graphql-transport-ws"}, HandshakeTimeout: patience}
	conn, response, err := dialer.DialContext(s.t.Context(), "ws"+strings.TrimPrefix(s.url, "http")+"/graphql", header)
	if response != nil {
		defer response.Body.Close()
		status = response.StatusCode
	}
	if err == nil {
		s.closeAtEnd(conn)
		s.must(conn.SetReadDeadline(time.Now().Add(patience)))
	}
	return conn, status, err
}

// closeAtEnd closes what the server may have closed before.
func (s *site) closeAtEnd(c io.Closer) {
	s.t.Cleanup(func() {
		if err := c.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			s.t.Error(err)
		}
	})
}

// journal is a log that is written while it is read.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// until waits for a condition that nothing announces.
func until(t *testing.T, what string, holds func() bool) {
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
