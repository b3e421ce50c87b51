package acceptance

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

const (
	// patience is how long a test waits for what must come.
	patience = 30 * time.Second
	// together is how many servers run at once.
	together = 3
)

// program is the server's binary, built once for all tests.
var program string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "sportello-acceptance")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(folder, "sportello")
	build := exec.CommandContext(context.Background(), "go", append(append([]string{"build", "-o", program}, buildFlags()...), "sportello/cmd/sportello")...)
	if said, err := build.CombinedOutput(); err != nil {
		panic(fmt.Errorf("build the server: %w\n%s", err, said))
	}
	flag.Parse()
	if parallel := flag.Lookup("test.parallel"); parallel != nil {
		if n, err := strconv.Atoi(parallel.Value.String()); err == nil && n > together {
			if err := parallel.Value.Set(strconv.Itoa(together)); err != nil {
				panic(err)
			}
		}
	}
	m.Run()
	if err := os.RemoveAll(folder); err != nil {
		panic(err)
	}
}
