package acceptance

import (
	"context"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// server is one process that serves.
type server struct {
	t       *testing.T
	url     string
	journal *journal
	process *os.Process
	exited  chan struct{} // closed when state is there
	state   *os.ProcessState
	waited  error // what came of waiting for it
	ending  bool  // somebody has ended it
}

// start serves the house on a free port. At the test's end the process must still be there, and stop in good order.
func (h *house) start() {
	h.t.Helper()
	h.launch(nil, "serve")
}

// launch is start by another command that serves; what it prints goes to out.
func (h *house) launch(out *os.File, arguments ...string) {
	h.t.Helper()
	command := h.command(context.Background(), arguments...) // ended by stop, kill or the cleanup
	s := &server{t: h.t, journal: newJournal(), exited: make(chan struct{})}
	command.Stderr = s.journal
	if out != nil {
		command.Stdout = out
	}
	if err := command.Start(); err != nil {
		h.t.Fatalf("start the server: %v", err)
	}
	s.process = command.Process
	go s.await(command)
	h.t.Cleanup(func() {
		if !s.ending {
			s.stop()
		}
	})
	entry, ok := s.journal.await("serving", s.exited)
	if !ok {
		s.ending = true
		h.t.Fatalf("the server does not serve:\n%s", s.journal)
	}
	s.url, h.server = entry.URL, s
}

func (s *server) await(command *exec.Cmd) {
	defer close(s.exited)
	s.waited = command.Wait()
	s.state = command.ProcessState
}

func (s *server) signal(signal os.Signal) {
	s.t.Helper()
	s.ending = true
	if err := s.process.Signal(signal); err != nil {
		s.t.Fatalf("signal the server: %v", err)
	}
}

// gone waits for the end of the process.
func (s *server) gone() *os.ProcessState {
	s.t.Helper()
	select {
	case <-s.exited:
	case <-time.After(patience):
		s.signal(syscall.SIGQUIT) // it says what it waits for, and ends
		select {
		case <-s.exited:
		case <-time.After(patience):
			s.signal(syscall.SIGKILL)
			<-s.exited
		}
		s.t.Errorf("the server does not end:\n%s", s.journal)
	}
	return s.state
}

// stop ends the process in good order.
func (s *server) stop() {
	s.t.Helper()
	s.signal(syscall.SIGTERM)
	s.endedWell()
}

func (s *server) endedWell() {
	s.t.Helper()
	if state := s.gone(); !state.Success() {
		s.t.Errorf("the server ended with %v (%v):\n%s", state, s.waited, s.journal)
	}
	s.failedNowhere()
}

// failedNowhere wants nothing to have gone wrong by the server's own account.
func (s *server) failedNowhere() {
	s.t.Helper()
	for _, line := range s.journal.failures() {
		s.t.Errorf("the server logged: %s", line)
	}
}

// kill ends the process as a power cut would.
func (s *server) kill() {
	s.t.Helper()
	s.signal(syscall.SIGKILL)
	s.gone()
	s.failedNowhere()
}
