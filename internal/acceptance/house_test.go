package acceptance

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"sportello/internal/desktest"
)

// house is what outlives a process of the server: its database, its folder, and the settings of both.
type house struct {
	t        *testing.T
	database string
	settings []string
	*server  // the process that serves now; nil before start
}

// newHouse makes an empty house: nobody has migrated its database.
func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, database: desktest.NewEmptyDatabase(t)}
	h.settings = []string{
		"PATH=" + os.Getenv("PATH"), "TMPDIR=" + t.TempDir(),
		"SPORTELLO_DATA=" + t.TempDir(), "SPORTELLO_DATABASE=" + h.database, "SPORTELLO_LISTEN=127.0.0.1:0",
		"SPORTELLO_LOG_FORMAT=json", "SPORTELLO_ARGON2_MEMORY=8MiB", "SPORTELLO_ARGON2_TIME=1", "SPORTELLO_ARGON2_THREADS=1",
		"SPORTELLO_SECOND_FACTOR=off",     // but in the stories of getting in
		"SPORTELLO_COST_BUCKET=100000000", // a story asks more in a second than a person in an hour
	}
	return h
}

// command is a run of the program in this house, ended with the test.
func (h *house) command(ctx context.Context, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, program, arguments...)
	command.Env = h.settings
	return command
}

// run carries out a command that must succeed, and returns what it printed.
func (h *house) run(input string, arguments ...string) string {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	var out, problems bytes.Buffer
	command := h.command(ctx, arguments...)
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(input), &out, &problems
	if err := command.Run(); err != nil {
		h.t.Fatalf("sportello %s: %v\n%s%s", strings.Join(arguments, " "), err, &out, &problems)
	}
	return out.String()
}

// found carries out a command that makes something, and returns its id.
func (h *house) found(input string, arguments ...string) string {
	h.t.Helper()
	said := h.run(input, arguments...)
	id := regexp.MustCompile(`has the id (\S+)\.\n$`).FindStringSubmatch(said)
	if id == nil {
		h.t.Fatalf("sportello %s names no id: %q", strings.Join(arguments, " "), said)
	}
	return id[1]
}
