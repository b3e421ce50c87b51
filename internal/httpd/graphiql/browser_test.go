//go:build node

package graphiql_test

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"sportello/internal/httpd/graphiql"
)

// The page works in a browser: queries, subscriptions, headers, and nothing from any other host.
// Needs Node, `make graphiql` and Debian's chromium (or CHROMIUM with the path of another).
func TestPageInABrowser(t *testing.T) {
	server := serve(t, graphiql.Config{
		Query:        `{ greeting(name: "Ada") }`,
		Subscription: `subscription Counting { count(to: 3) }`,
	})
	node := exec.CommandContext(t.Context(), "node", "--test", "--test-timeout=60000", "page.test.mjs")
	node.Dir = "web"
	node.Env = append(os.Environ(), "PAGE_SERVER="+server.URL)
	node.WaitDelay = 5 * time.Second
	if output, err := node.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
}
