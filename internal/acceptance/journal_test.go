package acceptance

import (
	"bytes"
	"encoding/json"
	"strings"
	"sync"
	"time"
)

// journal is what a server logs, line by line. It is the process's standard error.
type journal struct {
	mu    sync.Mutex
	rest  []byte // of a line that is not at its end
	lines []string
	more  chan struct{} // closed with the next line
}

// logged is an entry of the journal, as far as tests look at it.
type logged struct {
	Level, Msg, URL string
}

func newJournal() *journal { return &journal{more: make(chan struct{})} }

// Write implements io.Writer.
func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.rest = append(j.rest, p...)
	for {
		line, rest, whole := bytes.Cut(j.rest, []byte("\n"))
		if !whole {
			return len(p), nil
		}
		j.lines, j.rest = append(j.lines, string(line)), rest
		close(j.more)
		j.more = make(chan struct{})
	}
}

// await waits for the first entry with a message. ok false: the process ended, or patience did.
func (j *journal) await(msg string, exited <-chan struct{}) (found logged, ok bool) {
	deadline := time.After(patience)
	for seen, over := 0, false; ; {
		j.mu.Lock()
		lines, more := j.lines[seen:], j.more
		j.mu.Unlock()
		for _, line := range lines {
			seen++
			if entry := parse(line); entry.Msg == msg {
				return entry, true
			}
		}
		if over {
			return logged{}, false
		}
		select {
		case <-more:
		case <-exited:
			over = true // what it said last is there
		case <-deadline:
			over = true
		}
	}
}

// parse reads an entry; what is none has no message.
func parse(line string) (entry logged) {
	if err := json.Unmarshal([]byte(line), &entry); err != nil {
		return logged{Level: "ERROR"}
	}
	return entry
}

// failures are the lines that should not be there: errors, and whatever the log did not write.
func (j *journal) failures() (lines []string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, line := range j.lines {
		if parse(line).Level == "ERROR" {
			lines = append(lines, line)
		}
	}
	return lines
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Join(append(j.lines, string(j.rest)), "\n")
}
