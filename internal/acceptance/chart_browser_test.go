//go:build node

package acceptance

import (
	"os"
	"os/exec"
	"testing"
	"time"
)

// The demo's page draws what the API counts (C.7), in a browser. Needs Node, `make chart` and Debian's chromium (or CHROMIUM with the
// path of another). PAGE_SHOT, an absolute path, has it leave a picture there.
func TestNumbersInABrowser(t *testing.T) {
	d := newDemo(t)
	node := exec.CommandContext(t.Context(), "node", "--test", "--test-timeout=60000", "page.test.mjs")
	node.Dir = "../httpd/chart/web"
	node.Env = append(os.Environ(), "PAGE_SERVER="+d.url, "PAGE_PASSWORD="+d.password)
	node.WaitDelay = 5 * time.Second
	if output, err := node.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
}
