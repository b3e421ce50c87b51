package bench

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Report is what was measured. Numbers are medians of the rounds.
type Report struct {
	Rounds   int           // of each side
	Duration time.Duration // of a round
	Rows     []Row
	Push     *Pushed // nil: not measured
	Pushes   int     // of each side
}

// Row compares one work at one concurrency.
type Row struct {
	Work          string
	Concurrency   int
	Floor, Server Rate
	Ratio         float64 // of the server's requests per second to the floor's in the same round
}

// Rate is how fast one side answers.
type Rate struct {
	PerSecond float64
	P50, P99  time.Duration // of a request
	Bytes     int           // of an answer's body
}

// Pushed compares how soon followers are told of a reply, from its request on.
type Pushed struct {
	Followers     int
	Floor, Server Delay
	Ratio         float64 // of the floor's median delay to the server's: 1 is as soon as the floor
}

// Delay is from the request of a reply to its receipt by followers.
type Delay struct {
	P50, P99 time.Duration // of all receipts
	Last     time.Duration // until all followers have it
}

func rowHead() []string {
	return []string{
		"work", "at once", "floor req/s", "ours req/s", "ratio", "floor p50 ms", "ours p50 ms", "floor p99 ms", "ours p99 ms",
		"floor bytes", "ours bytes",
	}
}

func (r Row) cells() []string {
	return []string{
		r.Work, strconv.Itoa(r.Concurrency), whole(r.Floor.PerSecond), whole(r.Server.PerSecond), ratio(r.Ratio),
		millis(r.Floor.P50), millis(r.Server.P50), millis(r.Floor.P99), millis(r.Server.P99),
		strconv.Itoa(r.Floor.Bytes), strconv.Itoa(r.Server.Bytes),
	}
}

func pushHead() []string {
	return []string{
		"work", "followers", "ratio", "floor p50 ms", "ours p50 ms", "floor p99 ms", "ours p99 ms", "floor last ms", "ours last ms",
	}
}

func (p *Pushed) cells() []string {
	return []string{
		Push, strconv.Itoa(p.Followers), ratio(p.Ratio),
		millis(p.Floor.P50), millis(p.Server.P50), millis(p.Floor.P99), millis(p.Server.P99),
		millis(p.Floor.Last), millis(p.Server.Last),
	}
}

func whole(f float64) string { return strconv.FormatFloat(f, 'f', 0, 64) }

func ratio(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) }

func millis(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 2, 64)
}

// writeLine writes cells in columns, on a terminal.
func writeLine(w io.Writer, cells []string) error {
	var b strings.Builder
	for _, cell := range cells {
		fmt.Fprintf(&b, "%-14s", cell)
	}
	_, err := fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	return err
}

// Markdown is the report as tables for docs/performance.md.
func (r *Report) Markdown() string {
	var b strings.Builder
	if len(r.Rows) > 0 {
		fmt.Fprintf(&b, "Medians of %d rounds of %s each, in turns.\n\n", r.Rounds, r.Duration)
		markdownHead(&b, rowHead())
		for _, row := range r.Rows {
			markdownLine(&b, row.cells())
		}
	}
	if r.Push != nil {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "Medians of %d replies each, in turns; from the request to the receipt.\n\n", r.Pushes)
		markdownHead(&b, pushHead())
		markdownLine(&b, r.Push.cells())
	}
	return b.String()
}

func markdownHead(b *strings.Builder, cells []string) {
	markdownLine(b, cells)
	rule := make([]string, len(cells))
	for i := range rule {
		rule[i] = "---:"
	}
	rule[0] = "---"
	markdownLine(b, rule)
}

func markdownLine(b *strings.Builder, cells []string) {
	b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}
