//go:build node

// These tests want node and the packages of ./client-test: npm ci --prefix client-test

package socket_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"sync/atomic"
	"testing"

	"sportello/graph/transport/socket"
	"sportello/graph/transport/testschema"
)

// TestNodeClients runs the clients that people use, npm graphql-ws and npm
// subscriptions-transport-ws, against the real server.
func TestNodeClients(t *testing.T) {
	for script, tests := range map[string]int{"graphql-ws.test.mjs": 13, "subscriptions-transport-ws.test.mjs": 7} {
		t.Run(script, func(t *testing.T) {
			server := httptest.NewServer(newRestartable(t))
			defer server.Close()
			// The older client leaves a timer behind after it has reconnected:
			// force-exit ends it.
			node := exec.CommandContext(t.Context(), "node", "--test", "--test-force-exit",
				"--test-timeout=60000", "--test-reporter=tap", "client-test/"+script)
			node.Env = append(os.Environ(), "SOCKET_TEST_URL="+server.URL)
			out, err := node.CombinedOutput()
			if err != nil {
				t.Fatalf("node: %v\n%s", err, out)
			}
			passed := regexp.MustCompile(`(?m)^# pass (\d+)$`).FindSubmatch(out)
			if len(passed) != 2 || string(passed[1]) != strconv.Itoa(tests) {
				t.Errorf("not all of %d tests passed:\n%s", tests, out)
			}
		})
	}
}

// restartable serves /graphql with a socket server that /restart replaces.
type restartable struct {
	t        *testing.T
	resolver *testschema.Resolver
	current  atomic.Pointer[socket.Server]
}

func newRestartable(t *testing.T) http.Handler {
	r := &restartable{t: t, resolver: &testschema.Resolver{Read: readViewer}}
	r.current.Store(socket.New(r.config()))
	t.Cleanup(func() { r.shutdown(r.current.Load()) })
	mux := http.NewServeMux()
	mux.HandleFunc("GET /graphql", func(w http.ResponseWriter, request *http.Request) {
		r.current.Load().ServeHTTP(w, request)
	})
	mux.HandleFunc("GET /streams", func(w http.ResponseWriter, _ *http.Request) {
		if _, err := fmt.Fprint(w, r.resolver.Streams.Load()); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("POST /restart", func(http.ResponseWriter, *http.Request) {
		r.shutdown(r.current.Swap(socket.New(r.config())))
	})
	return mux
}

func (r *restartable) config() socket.Config { return configure(r.t, r.resolver) }

func (r *restartable) shutdown(s *socket.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		r.t.Errorf("shutdown: %v", err)
	}
}
