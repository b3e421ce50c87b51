package bench

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// openFiles is how many files this process has open; 0 where the system does not tell.
func openFiles() int {
	names, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(names)
}

// tell writes a table of one scene.
func tell(w io.Writer, title string, both [sides]Fan) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s\n\n", title)
	markdownHead(&b, []string{"", "raw", "ours", "ours / raw"})
	raw, ours := both[theFloor], both[theServer]
	duration := func(what string, of func(Fan) time.Duration) {
		r, o := of(raw), of(ours)
		markdownLine(&b, []string{what, short(r), short(o), ratio(float64(o) / float64(max(r, 1)))})
	}
	duration("from the commit to a receipt, p50", func(f Fan) time.Duration { return f.P50 })
	duration("the same, p99", func(f Fan) time.Duration { return f.P99 })
	duration("the same, last receipt, median", func(f Fan) time.Duration { return f.Last })
	duration("from the request to the commit, median", func(f Fan) time.Duration { return f.Reply50 })
	duration("from the request to the last receipt, median", func(f Fan) time.Duration { return f.Whole50 })
	duration("processor time for one delivery", func(f Fan) time.Duration { return f.CPU })
	duration("until all follow", func(f Fan) time.Duration { return f.Connect })
	markdownLine(&b, []string{"KiB for an idle follower", kib(raw.Idle), kib(ours.Idle), ratio(float64(ours.Idle) / float64(max(raw.Idle, 1)))})
	markdownLine(&b, []string{"goroutines for each", ratio(raw.Goroutines), ratio(ours.Goroutines), ""})
	markdownLine(&b, []string{"left: goroutines, files, KiB in all", left(raw.Left), left(ours.Left), ""})
	_, err := io.WriteString(w, b.String())
	return err
}

func left(r Residue) string { return fmt.Sprintf("%d, %d, %s", r.Goroutines, r.Files, kib(r.Bytes)) }

func kib(bytes int64) string { return fmt.Sprintf("%.1f", float64(bytes)/1024) }

func short(d time.Duration) string {
	switch {
	case d < 100*time.Microsecond:
		return fmt.Sprintf("%.1f µs", float64(d)/float64(time.Microsecond))
	case d < time.Second:
		return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond))
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}
