package transport_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"go.uber.org/goleak"

	"sportello/graph/transport"
)

const acceptEvents = "text/event-stream"

// openStream is an event stream that the caller reads and closes.
type openStream struct {
	*bufio.Reader
	status int
	close  func() error
}

func (d *desk) open(t testing.TB, query string, headers ...string) openStream {
	t.Helper()
	path := "?" + url.Values{"query": {query}}.Encode()
	r := d.request(t, "GET", path, "", append([]string{"Accept", acceptEvents}, headers...)...)
	response, err := d.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return openStream{bufio.NewReader(response.Body), response.StatusCode, response.Body.Close}
}

// eventually waits for a condition that another goroutine makes true.
func eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	deadline := time.After(10 * time.Second)
	for !condition() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("never: %s", what)
		}
	}
}

func events(bodies ...string) string {
	var b strings.Builder
	b.WriteString(":\n\n")
	for _, body := range bodies {
		b.WriteString("event: next\ndata: " + body + "\n\n")
	}
	return b.String() + "event: complete\ndata:\n\n"
}

func TestEventStream(t *testing.T) {
	d := serve(t)
	for _, c := range []struct{ query, want string }{
		{"subscription { countdown(from: 2) }", events(`{"data":{"countdown":2}}`, `{"data":{"countdown":1}}`)},
		{"{ hello }", events(`{"data":{"hello":"hello world"}}`)},
		{"subscription { refused }", events(`{"errors":[{"message":"not for you","locations":[{"line":1,"column":16}],"path":["refused"],"extensions":{"code":"FORBIDDEN"}}]}`)},
		{`{ echo(value: "a") }`, ":\n\nevent: next\ndata: {\"data\":{\"echo\":\"a\"\ndata: }}\n\nevent: complete\ndata:\n\n"},
	} {
		a := d.ask(t, c.query, "", "Accept", acceptEvents)
		if a.StatusCode != 200 || a.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" {
			t.Errorf("%s: %d %s", c.query, a.StatusCode, a.Header)
		}
		a.wantBody(t, c.want)
	}
	for query, code := range map[string]string{
		"subscription { nothing }":            transport.CodeValidationFailed,
		"subscription { silence x: silence }": transport.CodeValidationFailed,
		"subscription { ...F } fragment F on Subscription { ... { silence x: silence } }": transport.CodeValidationFailed,
		"subscription { ... @include(if: true) { silence } }":                             transport.CodeValidationFailed,
		"subscription { ...F @skip(if: false) } fragment F on Subscription { silence }":   transport.CodeValidationFailed,
		"subscription { silence @skip(if: true) }":                                        transport.CodeValidationFailed,
		"{{":                         transport.CodeParseFailed,
		"{" + aliases(61) + "}":      transport.CodeDocumentLimit,
		"subscription { panicking }": transport.CodeInternal,
		"subscription { ticks(events: 1) {mark}}": transport.CodeInternal,
	} {
		a := d.ask(t, query, "", "Accept", acceptEvents)
		if a.StatusCode != 200 || !strings.Contains(a.body, code) || strings.Count(a.body, "event: next") != 1 || strings.Count(a.body, "event: complete") != 1 {
			t.Errorf("%.40s: %d %s", query, a.StatusCode, a.body)
		}
		if strings.Contains(a.body, "secret") {
			t.Errorf("tells too much: %s", a.body)
		}
	}
}

// Requests that are wrong in themselves are plain refusals, also for who takes events.
func TestEventStreamRefusals(t *testing.T) {
	d := serve(t)
	for name, c := range map[string]struct {
		request *http.Request
		status  int
	}{
		"mutation":    {d.request(t, "GET", "?query=mutation%7Bincrement%7D", "", "Accept", acceptEvents), 405},
		"bad body":    {d.request(t, "POST", "", "{", "Accept", acceptEvents, "Content-Type", "application/json"), 400},
		"form":        {d.request(t, "POST", "", "query=", "Accept", acceptEvents, "Content-Type", "application/x-www-form-urlencoded"), 415},
		"not allowed": {d.request(t, "GET", "?query=%7Bhello%7D", "", "Accept", acceptEvents, "Authorization", "Bearer expired"), 401},
	} {
		a := d.send(t, c.request)
		if a.StatusCode != c.status || a.Header.Get("Content-Type") != "application/json; charset=utf-8" || a.code(t) == "" {
			t.Errorf("%s: %d %s %s", name, a.StatusCode, a.Header.Get("Content-Type"), a.body)
		}
	}
}

// An error or a panic in one event does not end the others.
func TestEventsFailOneByOne(t *testing.T) {
	d := serve(t)
	for _, field := range []string{"mark", "crash"} {
		a := d.ask(t, "subscription { ticks(events: 4) { number "+field+" } }", "", "Accept", acceptEvents)
		if strings.Count(a.body, "event: next") != 4 || strings.Count(a.body, transport.CodeInternal) != 2 || strings.Contains(a.body, "secret") {
			t.Error(a.body)
		}
	}
}

func TestEventIDs(t *testing.T) {
	d := serve(t, func(c *transport.EngineConfig, _ *transport.HandlerConfig) {
		c.Around = func(ctx context.Context, _ *transport.Operation, next graphql.OperationHandler) graphql.ResponseHandler {
			responses := next(ctx)
			return func(ctx context.Context) *graphql.Response {
				r := responses(ctx)
				if r != nil {
					r.Extensions = map[string]any{transport.EventIDExtension: strings.Trim(string(r.Data), `{}":abelmrsu`)}
				}
				return r
			}
		}
	})
	stream := d.open(t, "subscription { resumable }", "Last-Event-ID", "3")
	body, err := io.ReadAll(stream)
	if err != nil {
		t.Fatal(err)
	}
	const want = ":\n\nevent: next\nid: 4\ndata: {\"data\":{\"resumable\":4},\"extensions\":{\"eventId\":\"4\"}}\n\n" +
		"event: next\nid: 5\ndata: {\"data\":{\"resumable\":5},\"extensions\":{\"eventId\":\"5\"}}\n\nevent: complete\ndata:\n\n"
	if string(body) != want {
		t.Errorf("got %s", body)
	}
}

func TestHeartbeatUntilTheClientLeaves(t *testing.T) {
	d := serve(t, func(_ *transport.EngineConfig, c *transport.HandlerConfig) { c.Heartbeat = time.Millisecond })
	stream := d.open(t, "subscription { silence }")
	for range 3 {
		for _, want := range []string{":\n", "\n"} {
			if line, err := stream.ReadString('\n'); err != nil || line != want {
				t.Fatalf("%q, %v", line, err)
			}
		}
	}
	if d.resolver.Streams.Load() != 1 {
		t.Error("no stream is open")
	}
	if err := stream.close(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the stream ends with its client", func() bool { return d.resolver.Streams.Load() == 0 })
}

// A client that reads nothing does not hold the server.
func TestStoppedReader(t *testing.T) {
	d := serve(t, func(_ *transport.EngineConfig, c *transport.HandlerConfig) { c.EventSend = 50 * time.Millisecond })
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", d.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	query := url.Values{"query": {"subscription { ticks(events: 2147483647) { number } }"}}
	if _, err := io.WriteString(conn, "GET /?"+query.Encode()+" HTTP/1.1\r\nHost: desk.example\r\nAccept: text/event-stream\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the stream begins", func() bool { return d.resolver.Streams.Load() == 1 })
	eventually(t, "the stream is cut", func() bool { return d.resolver.Streams.Load() == 0 })
}

// A server that shuts down cuts its streams, without "complete": clients come back.
func TestShutdownEndsStreams(t *testing.T) {
	done := make(chan struct{})
	d := serve(t, func(_ *transport.EngineConfig, c *transport.HandlerConfig) { c.Done = done })
	stream := d.open(t, "subscription { silence }")
	if _, err := stream.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	close(done)
	rest, err := io.ReadAll(stream)
	if err != nil || strings.Contains(string(rest), "complete") {
		t.Errorf("%q, %v", rest, err)
	}
	eventually(t, "the stream ends", func() bool { return d.resolver.Streams.Load() == 0 })
}

func TestStreamsAreCounted(t *testing.T) {
	d := serve(t, func(_ *transport.EngineConfig, c *transport.HandlerConfig) { c.MaxStreams = 1 })
	first := d.open(t, "subscription { silence }")
	if _, err := first.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	if second := d.open(t, "subscription { silence }"); second.status != http.StatusServiceUnavailable {
		t.Errorf("the second stream: %d", second.status)
	}
	if err := first.close(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "there is room again", func() bool {
		a := d.send(t, d.request(t, "GET", "?query=subscription%7Bcountdown(from:1)%7D", "", "Accept", acceptEvents))
		return a.StatusCode == http.StatusOK
	})
}

// The server's own deadlines for a request do not end a stream.
func TestStreamsOutliveRequestDeadlines(t *testing.T) {
	d := serve(t, func(_ *transport.EngineConfig, c *transport.HandlerConfig) { c.Heartbeat = 5 * time.Millisecond })
	handler := d.Config.Handler
	d.Close()
	d.Server = httptest.NewUnstartedServer(handler)
	d.Config.ReadTimeout, d.Config.WriteTimeout = 20*time.Millisecond, 20*time.Millisecond
	d.Start()
	t.Cleanup(d.Close)
	stream := d.open(t, "subscription { silence }")
	for range 20 {
		if _, err := stream.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
}

// Neither streams nor requests leave a goroutine behind.
func TestNothingIsLeftRunning(t *testing.T) {
	before := goleak.IgnoreCurrent()
	d := serve(t)
	for range 20 {
		stream := d.open(t, "subscription { silence }")
		if _, err := stream.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		if err := stream.close(); err != nil {
			t.Fatal(err)
		}
		d.ask(t, "{ items { nodes { siblings { name } } } }", "")
	}
	d.Client().CloseIdleConnections()
	d.Close()
	goleak.VerifyNone(t, before)
}
