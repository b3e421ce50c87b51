package acceptance

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"sportello/internal/desktest"
)

// Told to stop, the server finishes what runs, tells sockets to come back later (1012), and ends with 0.
func TestGracefulShutdown(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "guided", "Assistenza Example", "en")
	opened := o.customer.open("Before the stop", "Followed by two.")
	heard, worked := o.customer.follow(opened.ID, ""), o.agent.follow(opened.ID, "")
	heard.snapshot()
	worked.snapshot()

	running, release := make(chan struct{}), make(chan struct{})
	finished := make(chan error)
	go func() {
		a, err := o.customer.send(
			document(`mutation($input: OpenTicketInput!) { openTicket(input: $input) { ticket { subject } errors { code } } }`),
			vars{"input": vars{
				"subject": "While it stops", "description": "Sent slowly.", "fields": o.customer.form,
				"attachments": files(upload{"slow.txt", strings.Repeat("slow ", 10_000)}),
			}}, slowly(t, running, release))
		if err == nil && !strings.Contains(string(a.body), `"While it stops"`) {
			err = errors.New(string(a.body))
		}
		finished <- err
	}()
	<-running
	o.signal(syscall.SIGTERM)
	if _, ok := o.journal.await("stopping", o.exited); !ok {
		t.Fatalf("the server does not say that it stops:\n%s", o.journal)
	}
	heard.hungUp(websocket.CloseServiceRestart)
	worked.hungUp(websocket.CloseServiceRestart)
	close(release)
	if err := <-finished; err != nil {
		t.Errorf("the running request: %v", err)
	}
	o.endedWell()
	if _, err := o.customer.send("{ viewer { user { name } } }", nil); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("after the end: %v", err)
	}
	o.start()
	o.customer.sees(nil, "While it stops", "Before the stop")
}

// slowly sends the second half of a body when it is released. Running is closed when the server has asked for the body
// and the first half is on its way.
func slowly(t *testing.T, running, release chan struct{}) func(*http.Request) {
	return func(r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("read the body: %v", err)
		}
		half := len(body) / 2
		wait := readerFunc(func([]byte) (int, error) {
			close(running)
			<-release
			return 0, io.EOF
		})
		r.Header.Set("Expect", "100-continue") // so that the body is not sent before a handler reads it
		r.Body = io.NopCloser(io.MultiReader(strings.NewReader(string(body[:half])), wait, strings.NewReader(string(body[half:]))))
	}
}

type readerFunc func([]byte) (int, error)

// Read implements io.Reader.
func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// A database of another version is not served, older or newer, and the way out is said.
func TestRefusesAnotherVersion(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.refusesToServe("sportello migrate")
	h.run("", "migrate")
	if said := h.run("", "migrate"); !strings.Contains(said, "already") {
		t.Errorf("migrated twice: %q", said)
	}
	h.start()
	h.stop()
	desktest.Exec(t, h.database, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999999999999, 1)")
	h.refusesToServe("99999999999999", "newer")
}

// refusesToServe wants serve to end at once, not well, and to say these words.
func (h *house) refusesToServe(words ...string) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	command := h.command(ctx, "serve")
	command.WaitDelay = time.Second
	said, err := command.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() <= 0 {
		h.t.Errorf("serve ends with %v: %s", err, said)
	}
	for _, word := range words {
		if !strings.Contains(string(said), word) {
			h.t.Errorf("serve does not say %q: %s", word, said)
		}
	}
}
