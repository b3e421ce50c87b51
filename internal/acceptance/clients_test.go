//go:build node

// These tests want Node and the packages of docs/examples: npm ci --prefix docs/examples

package acceptance

import (
	"bufio"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

const examples = "../../docs/examples"

// example is a running client of docs/examples.
type example struct {
	t     *testing.T
	name  string
	lines chan string
}

// C.6, M2.10: the examples of docs/clients.md are typed as the schema is, and each goes on after the server's restart with
// what it missed.
func TestExamples(t *testing.T) {
	for _, command := range [][]string{{"npm", "run", "--silent", "generate", "--", "--check"}, {"npm", "run", "--silent", "build"}} {
		check := exec.CommandContext(t.Context(), command[0], command[1:]...)
		check.Dir = examples
		if said, err := check.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", strings.Join(command, " "), err, said)
		}
	}
	o := newOffice(t, "saas", "Support Example", "en")
	address, err := url.Parse(o.url)
	if err != nil {
		t.Fatal(err)
	}
	o.settings = append(o.settings, "SPORTELLO_LISTEN="+address.Host) // it comes back where it was
	o.stop()
	o.start()
	opened := o.customer.open("Followed by examples", "By each of them.")
	var clients []*example
	for _, command := range []string{
		"node build/graphql-ws.js", "node build/apollo.js", "node build/urql.js", "node build/graphql-sse.js",
		"node build/graphql-sse.js --single", "bash src/curl.sh",
	} {
		clients = append(clients, o.example(command, opened.ID))
	}
	all := func(line string) {
		t.Helper()
		for _, c := range clients {
			c.prints(line)
		}
	}
	says := func(text string) {
		t.Helper()
		o.agent.does("replyToTicket", opened, vars{"text": text})
	}
	all("snapshot: Followed by examples")
	says("one")
	all("message: one")
	o.stop()
	o.start()
	says("two") // before some of them are back
	all("message: two")
	o.kill()
	o.start()
	says("three")
	all("message: three")
	says("four")
	all("message: four")
}

// example starts a client, which ends with the test.
func (o *office) example(command, ticket string) *example {
	o.t.Helper()
	words := strings.Fields(command)
	client := exec.CommandContext(o.t.Context(), words[0], words[1:]...)
	client.Dir = examples
	client.Env = append(os.Environ(), "SPORTELLO_URL="+o.url, "SPORTELLO_TOKEN="+o.customer.token, "SPORTELLO_TICKET="+ticket)
	client.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // with all that it starts
	client.Stderr = o.t.Output()
	client.Cancel = func() error { return syscall.Kill(-client.Process.Pid, syscall.SIGKILL) }
	out, err := client.StdoutPipe()
	if err == nil {
		err = client.Start()
	}
	if err != nil {
		o.t.Fatalf("%s: %v", command, err)
	}
	e := &example{t: o.t, name: command, lines: make(chan string, 100)}
	read := make(chan struct{})
	go func() {
		defer close(read)
		e.read(out)
	}()
	o.t.Cleanup(func() {
		_ = client.Cancel() // it may have ended
		<-read
		_ = client.Wait()
	})
	return e
}

func (e *example) read(out io.Reader) {
	defer close(e.lines)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		e.lines <- lines.Text()
	}
}

// prints wants this to be the client's next line.
func (e *example) prints(want string) {
	e.t.Helper()
	select {
	case got, more := <-e.lines:
		if !more {
			e.t.Fatalf("%s has ended, instead of %q", e.name, want)
		}
		if got != want {
			e.t.Fatalf("%s prints %q, want %q", e.name, got, want)
		}
	case <-time.After(patience):
		e.t.Fatalf("%s does not print %q", e.name, want)
	}
}
