package httpd_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// slow is a route that answers when it is let go, or when its request ends.
type slow struct{ entered, release chan struct{} }

func newSlow() slow { return slow{make(chan struct{}, 1), make(chan struct{})} }

func (h slow) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.entered <- struct{}{}
	select {
	case <-h.release:
		_, _ = io.WriteString(w, "done") // the client tells whether it came
	case <-r.Context().Done():
	}
}

// get asks in the background.
func (s *site) get(path string) <-chan string {
	result := make(chan string, 1)
	go func() {
		r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, s.url+path, nil)
		if err != nil {
			result <- err.Error()
			return
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			result <- err.Error()
			return
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		result <- string(text) + errorText(err)
	}()
	return result
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return " error: " + err.Error()
}

// stopping begins to stop the site in the background.
func (s *site) stopping() <-chan error {
	stopped := make(chan error, 1)
	go func() { stopped <- s.stop() }()
	until(s.t, "the server begins to stop", func() bool { return strings.Contains(s.log.String(), "msg=stopping") })
	return stopped
}

// A running request is finished, sockets are told to come back, event streams end, nobody new is let in.
func TestShutdown(t *testing.T) {
	route := newSlow()
	s := open(t, func(w *wiring) { w.server.Routes = map[string]http.Handler{"GET /slow": route} })
	answered := s.get("/slow")
	<-route.entered

	conn, _, err := s.dial(nil)
	s.must(err)
	s.must(conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"connection_init"}`)))
	if _, _, err := conn.ReadMessage(); err != nil {
		t.Fatal(err)
	}
	events := s.events(t, nil)

	stopped := s.stopping()
	wantClose(t, conn, 1012)
	if rest, err := io.ReadAll(events); strings.Contains(string(rest), "complete") {
		t.Errorf("an event stream that was cut says that it is complete: %q, %v", rest, err)
	}
	until(t, "nobody is let in", func() bool {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/healthz", nil)
		s.must(err)
		client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		response, err := client.Do(r)
		if err == nil {
			response.Body.Close()
		}
		return err != nil
	})
	asked := httptest.NewRecorder() // as on a connection that was open already
	s.server.ServeHTTP(asked, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/readyz", nil))
	if asked.Code != http.StatusServiceUnavailable || !strings.Contains(asked.Body.String(), `"ready":false`) {
		t.Errorf("ready while it stops: %d %s", asked.Code, asked.Body)
	}
	select {
	case err := <-stopped:
		t.Fatalf("stopped before the running request was answered: %v", err)
	default:
	}
	close(route.release)
	if got := <-answered; got != "done" {
		t.Errorf("the running request got %q", got)
	}
	if err := <-stopped; err != nil {
		t.Errorf("stopped with %v", err)
	}
	until(t, "no subscription is left", func() bool { return s.resolver.Streams.Load() == 0 })
}

// events opens a stream that stays silent.
func (s *site) events(t *testing.T, header http.Header) io.Reader {
	t.Helper()
	body := strings.NewReader(`{"query":"subscription{silence}"}`)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/graphql", body)
	s.must(err)
	r.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {"text/event-stream"}}
	maps.Copy(r.Header, header)
	response, err := http.DefaultClient.Do(r)
	s.must(err)
	t.Cleanup(func() { response.Body.Close() })
	reader := bufio.NewReader(response.Body)
	if line, err := reader.ReadString('\n'); err != nil || line != ":\n" {
		t.Fatalf("received %q, %v", line, err)
	}
	return reader
}

// What does not end within the grace is cut off, its context ends, and Serve says so.
func TestShutdownAfterTheGrace(t *testing.T) {
	route, ended := newSlow(), make(chan struct{})
	s := open(t, func(w *wiring) {
		w.server.Times.Grace = 50 * time.Millisecond
		w.server.Routes = map[string]http.Handler{"GET /slow": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer close(ended)
			route.ServeHTTP(w, r)
		})}
	})
	answered := s.get("/slow")
	<-route.entered
	err := <-s.stopping()
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("stopped with %v", err)
	}
	<-ended
	if got := <-answered; got == "done" {
		t.Error("answered after all")
	}
	s.stop = func() error { return nil } // told already
}
