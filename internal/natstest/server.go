package natstest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// variable names the program; where it is set, as in CI, a test that finds no program fails instead of being skipped.
const variable = "SPORTELLO_TEST_NATS"

// patience is how long a server may take to start or to stop.
const patience = 20 * time.Second

// Server is a NATS server that can be stopped and started again at the same address.
type Server struct {
	URL string // nats://127.0.0.1:PORT

	t       testing.TB
	program string
	port    string
	said    bytes.Buffer
	command *exec.Cmd
}

// Start starts a server that ends with the test. Without the program the test is skipped, unless the variable
// SPORTELLO_TEST_NATS says that there is one.
func Start(t testing.TB) *Server {
	t.Helper()
	program := os.Getenv(variable)
	required := program != ""
	if !required {
		program = "nats-server"
	}
	found, err := exec.LookPath(program)
	switch {
	case err != nil && required:
		t.Fatalf("%s: %v", variable, err)
	case err != nil:
		t.Skipf("no nats-server is installed (Debian: apt install nats-server): %v", err)
	}
	s := &Server{t: t, program: found, port: "-1"} // of its own choice
	t.Cleanup(func() {
		if s.command != nil {
			s.Stop()
		}
	})
	s.Start()
	return s
}

// Start starts it again, at the address that it had.
func (s *Server) Start() {
	s.t.Helper()
	folder := s.t.TempDir()
	s.command = exec.CommandContext(context.Background(), s.program, "--addr", "127.0.0.1", "--port", s.port, "--ports_file_dir", folder)
	s.command.Stderr = &s.said
	s.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := s.command.Start(); err != nil {
		s.t.Fatalf("start nats-server: %v", err)
	}
	deadline := time.After(patience)
	for err := s.look(folder); err != nil; err = s.look(folder) {
		select {
		case <-time.After(10 * time.Millisecond):
		case <-deadline:
			s.t.Fatalf("nats-server does not listen: %v\n%s", err, s.said.String())
		}
	}
}

// look finds out where it listens.
func (s *Server) look(folder string) error {
	if s.port == "-1" {
		files, err := filepath.Glob(filepath.Join(folder, "*.ports"))
		if err != nil || len(files) != 1 {
			return fmt.Errorf("%d files of ports: %w", len(files), err)
		}
		text, err := os.ReadFile(files[0])
		if err != nil {
			return err
		}
		var ports struct{ NATS []string }
		if err := json.Unmarshal(text, &ports); err != nil {
			return err
		}
		for _, address := range ports.NATS {
			if port, ok := strings.CutPrefix(address, "nats://127.0.0.1:"); ok {
				s.port, s.URL = port, address
			}
		}
	}
	conn, err := new(net.Dialer).DialContext(context.Background(), "tcp", "127.0.0.1:"+s.port)
	if err != nil {
		return err
	}
	return conn.Close()
}

// Stop ends it; whoever is connected is cut off.
func (s *Server) Stop() {
	s.t.Helper()
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatalf("stop nats-server: %v", err)
	}
	ended := make(chan struct{})
	go func(command *exec.Cmd) {
		defer close(ended)
		_ = command.Wait() // with whatever state: it was told to end
	}(s.command)
	select {
	case <-ended:
	case <-time.After(patience):
		s.t.Fatalf("nats-server does not end:\n%s", s.said.String())
	}
	s.command = nil
}

// Hang stops it from answering, as a broken network does, until Resume.
func (s *Server) Hang() {
	s.t.Helper()
	s.signal(syscall.SIGSTOP)
	deadline := time.After(patience)
	for state := s.state(); state != "T"; state = s.state() { // the signal is on its way
		select {
		case <-time.After(time.Millisecond):
		case <-deadline:
			s.t.Fatalf("nats-server does not stand still, but is in state %s", state)
		}
	}
}

// state is the process's state as the kernel has it.
func (s *Server) state() string {
	s.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.command.Process.Pid))
	if err != nil {
		s.t.Fatalf("the state of nats-server: %v", err)
	}
	_, after, _ := strings.Cut(string(text), ") ")
	return after[:1]
}

// Resume lets it go on.
func (s *Server) Resume() { s.signal(syscall.SIGCONT) }

func (s *Server) signal(signal syscall.Signal) {
	s.t.Helper()
	if err := s.command.Process.Signal(signal); err != nil {
		s.t.Fatalf("signal nats-server: %v", err)
	}
}
