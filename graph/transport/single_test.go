package transport_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sportello/graph/transport"
)

const streamToken = "X-GraphQL-Event-Stream-Token"

// single is an event stream in the single connection mode, as a client holds it.
type single struct {
	*desk
	t     *testing.T
	token string
	as    string // who speaks
	lines *bufio.Reader
	close func() error
}

func byUser(_ *transport.EngineConfig, c *transport.HandlerConfig) {
	c.UserKey = func(ctx context.Context) string {
		name, _ := ctx.Value(viewerKey{}).(string)
		return name
	}
}

func (d *desk) reserve(t *testing.T, as string) *single {
	t.Helper()
	a := d.send(t, d.request(t, "PUT", "", "", "Authorization", as))
	if a.StatusCode != http.StatusCreated || len(a.body) < 20 {
		t.Fatalf("reserved %d %s", a.StatusCode, a.body)
	}
	return &single{desk: d, t: t, token: a.body, as: as}
}

// open opens the stream and reads its first sign of life.
func (s *single) open() {
	s.t.Helper()
	response, err := s.Client().Do(s.request(s.t, "GET", "", "", "Accept", acceptEvents, streamToken, s.token, "Authorization", s.as))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { response.Body.Close() })
	if response.StatusCode != http.StatusOK {
		s.t.Fatalf("opened %d", response.StatusCode)
	}
	s.lines, s.close = bufio.NewReader(response.Body), response.Body.Close
	if got := s.event(); got != ":" {
		s.t.Fatalf("begins with %q", got)
	}
}

// event reads one event, its lines joined.
func (s *single) event() string {
	s.t.Helper()
	var all []string
	for {
		line, err := s.lines.ReadString('\n')
		if err != nil {
			return strings.Join(append(all, "error: "+err.Error()), "|")
		}
		if line == "\n" {
			return strings.Join(all, "|")
		}
		all = append(all, strings.TrimSuffix(line, "\n"))
	}
}

func (s *single) operate(id, query string) answer {
	s.t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "extensions": map[string]any{"operationId": id}})
	if err != nil {
		s.t.Fatal(err)
	}
	return s.post(s.t, string(body), streamToken, s.token, "Authorization", s.as)
}

func (s *single) want(events ...string) {
	s.t.Helper()
	for _, want := range events {
		if got := s.event(); got != want {
			s.t.Errorf("told %s, want %s", got, want)
		}
	}
}

func nextOf(id, payload string) string {
	return `event: next|data: {"id":"` + id + `","payload":` + payload + `}`
}

func completeOf(id string) string { return `event: complete|data: {"id":"` + id + `"}` }

// C.6: what many operations tell comes on one stream, each under its id.
func TestSingleConnection(t *testing.T) {
	d := serve(t, byUser)
	s := d.reserve(t, "Bearer ada")
	if a := s.operate("early", "{ hello }"); a.StatusCode != http.StatusAccepted || a.body != "" {
		t.Errorf("before it is open: %d %s", a.StatusCode, a.body)
	}
	s.open()
	s.want(nextOf("early", `{"data":{"hello":"hello world"}}`), completeOf("early"))
	for _, id := range []string{"1", `odd "id"`, "1"} { // an id is free again once its end was told
		if a := s.operate(id, "subscription { countdown(from: 1) }"); a.StatusCode != http.StatusAccepted {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
		shown := strings.ReplaceAll(id, `"`, `\"`)
		s.want(nextOf(shown, `{"data":{"countdown":1}}`), completeOf(shown))
	}
	// What is refused is told at once, and not on the stream.
	for query, code := range map[string]string{"{ nope }": transport.CodeValidationFailed, "{": transport.CodeParseFailed} {
		a := s.operate("bad", query)
		a.want(t, http.StatusBadRequest, code)
	}
	s.operate("refused", "subscription { refused }")
	if told := s.event(); !strings.Contains(told, `"id":"refused"`) || !strings.Contains(told, "FORBIDDEN") {
		t.Error(told)
	}
	s.want(completeOf("refused"))
	s.operate("panicking", "subscription { panicking }")
	if told := s.event(); !strings.Contains(told, transport.CodeInternal) || strings.Contains(told, "secret") {
		t.Error(told)
	}
	s.want(completeOf("panicking"))
	s.operate("counted", "mutation { increment }")
	s.want(nextOf("counted", `{"data":{"increment":1}}`), completeOf("counted"))
}

// A stopped operation ends, and all of them with their stream.
func TestSingleConnectionEnds(t *testing.T) {
	d := serve(t, byUser)
	s := d.reserve(t, "Bearer ada")
	s.open()
	for i := range 3 {
		s.operate(fmt.Sprint(i), "subscription { silence }")
	}
	eventually(t, "they run", func() bool { return d.resolver.Streams.Load() == 3 })
	a := d.send(t, d.request(t, "DELETE", "?operationId=1", "", streamToken, s.token, "Authorization", s.as))
	if a.StatusCode != http.StatusOK {
		t.Errorf("stopped: %d", a.StatusCode)
	}
	eventually(t, "one has ended", func() bool { return d.resolver.Streams.Load() == 2 })
	s.want(completeOf("1"))
	d.send(t, d.request(t, "DELETE", "?operationId=none", "", streamToken, s.token, "Authorization", s.as)).wantBody(t, "")
	if err := s.close(); err != nil {
		t.Error(err)
	}
	eventually(t, "all have ended", func() bool { return d.resolver.Streams.Load() == 0 })
	eventually(t, "the stream is gone", func() bool { return s.operate("late", "{ hello }").StatusCode == http.StatusNotFound })
}

// A stream is its user's, opened once, and nobody learns of another's.
func TestSingleConnectionIsOnesOwn(t *testing.T) {
	d := serve(t, byUser)
	s := d.reserve(t, "Bearer ada")
	s.open()
	for name, r := range map[string]*http.Request{
		"opened by another":  d.request(t, "GET", "", "", "Accept", acceptEvents, streamToken, s.token, "Authorization", "Bearer bea"),
		"used by another":    d.request(t, "POST", "", `{"query":"{hello}","extensions":{"operationId":"1"}}`, "Content-Type", "application/json", streamToken, s.token, "Authorization", "Bearer bea"),
		"stopped by another": d.request(t, "DELETE", "?operationId=1", "", streamToken, s.token, "Authorization", "Bearer bea"),
		"unknown":            d.request(t, "GET", "?token=nothing", "", "Accept", acceptEvents),
	} {
		if a := d.send(t, r); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.body)
		}
	}
	for name, c := range map[string]struct {
		request *http.Request
		status  int
	}{
		"opened twice":     {d.request(t, "GET", "?token="+s.token, "", "Accept", acceptEvents, "Authorization", s.as), 409},
		"no event stream":  {d.request(t, "GET", "?token="+s.token, "", "Accept", "application/json", "Authorization", s.as), 406},
		"no id":            {d.request(t, "POST", "", `{"query":"{hello}"}`, "Content-Type", "application/json", streamToken, s.token, "Authorization", s.as), 400},
		"a long id":        {d.request(t, "POST", "", `{"query":"{hello}","extensions":{"operationId":"`+strings.Repeat("x", 257)+`"}}`, "Content-Type", "application/json", streamToken, s.token, "Authorization", s.as), 400},
		"stops nothing":    {d.request(t, "DELETE", "", "", streamToken, s.token, "Authorization", s.as), 400},
		"a form":           {d.request(t, "POST", "", "query=x", "Content-Type", "application/x-www-form-urlencoded", streamToken, s.token, "Authorization", s.as), 415},
		"an ended session": {d.request(t, "PUT", "", "", "Authorization", "Bearer expired"), 401},
	} {
		if a := d.send(t, c.request); a.StatusCode != c.status {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.body)
		}
	}
}

// So many operations on one stream, so many streams of one user, so long until a reserved one is opened.
func TestSingleConnectionLimits(t *testing.T) {
	d := serve(t, byUser, func(_ *transport.EngineConfig, c *transport.HandlerConfig) {
		c.StreamOperations, c.UserStreams, c.Reserved = 2, 2, 200*time.Millisecond
	})
	s := d.reserve(t, "Bearer ada")
	s.open()
	for i, status := range []int{202, 202, 429} {
		if a := s.operate(fmt.Sprint(i), "subscription { silence }"); a.StatusCode != status || status == 429 && a.Header.Get("Retry-After") == "" {
			t.Errorf("operation %d: %d %s", i, a.StatusCode, a.body)
		}
	}
	if a := s.operate("0", "subscription { silence }"); a.StatusCode != http.StatusConflict {
		t.Errorf("an id that is taken: %d %s", a.StatusCode, a.body)
	}
	d.reserve(t, "Bearer ada")
	for _, r := range []*http.Request{
		d.request(t, "PUT", "", "", "Authorization", "Bearer ada"),
		d.request(t, "GET", "?query=subscription%7Bsilence%7D", "", "Accept", acceptEvents, "Authorization", "Bearer ada"),
	} {
		if a := d.send(t, r); a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Retry-After") == "" {
			t.Errorf("a third stream: %d %s", a.StatusCode, a.body)
		}
	}
	other := d.reserve(t, "Bearer bea")
	eventually(t, "what nobody opens goes", func() bool { return other.operate("x", "{ hello }").StatusCode == http.StatusNotFound })
	eventually(t, "its place is free", func() bool {
		return d.send(t, d.request(t, "PUT", "", "", "Authorization", "Bearer ada")).StatusCode == 201
	})
}

// Streams of either mode end with their session; and, without being complete, when the server shuts down: told when to
// come back, and not all at once.
func TestStreamsEndWithSessionAndServer(t *testing.T) {
	revoked, done := make(chan struct{}), make(chan struct{})
	d := serve(t, byUser, func(_ *transport.EngineConfig, c *transport.HandlerConfig) {
		c.Done, c.Drain = done, 50*time.Millisecond
		c.Revoked = func(ctx context.Context) <-chan struct{} {
			if ctx.Value(viewerKey{}) == "ada" {
				return revoked
			}
			return nil
		}
	})
	ended, stays := d.reserve(t, "Bearer ada"), d.reserve(t, "Bearer bea")
	ended.open()
	stays.open()
	distinct := d.open(t, "subscription { silence }", "Authorization", "Bearer ada")
	if line, err := distinct.ReadString('\n'); line != ":\n" {
		t.Fatalf("%q, %v", line, err)
	}
	close(revoked)
	for _, told := range []*bufio.Reader{ended.lines, distinct.Reader} {
		var rest strings.Builder
		if _, err := told.WriteTo(&rest); err != nil || strings.Contains(rest.String(), "complete") {
			t.Errorf("after the session: %q, %v", rest.String(), err)
		}
	}
	stays.operate("1", "{ hello }")
	stays.want(nextOf("1", `{"data":{"hello":"hello world"}}`), completeOf("1"))
	close(done)
	if told := stays.event(); !strings.HasPrefix(told, "retry: ") {
		t.Errorf("at the end: %q", told)
	}
}
