package numbers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/stats"
	"sportello/internal/store"
)

// Options say what to measure.
type Options struct {
	Store  *store.Store
	Desk   *desk.Service
	Engine *stats.Engine // not loaded yet
	Viewer *access.Viewer
	Rounds int
	DuckDB bool // compare with it, which is installed from npm
	Crowd  int  // how many ask at once beside lists; 0: 20, negative: that is not measured
	Now    time.Time
}

// outcome is how one side answered a question.
type outcome struct {
	times []time.Duration
	rows  int
	sum   float64 // of the last number of each row
}

func (o outcome) median() time.Duration {
	sorted := slices.Sorted(slices.Values(o.times))
	if len(sorted) == 0 {
		return 0
	}
	return sorted[len(sorted)/2]
}

// errDiffer says that the sides do not answer the same, so that their times compare nothing.
var errDiffer = errors.New("the answers differ")

// Run measures and prints. It fails where the sides do not agree.
func Run(ctx context.Context, o Options, out io.Writer) error {
	start := time.Now()
	if err := o.Engine.Load(ctx); err != nil {
		return err
	}
	took, size := time.Since(start), o.Engine.Size()
	per := func(bytes int) float64 { return float64(bytes) / float64(size.Tickets) }
	allowed := 40 + 25*float64(size.Intervals)/float64(size.Tickets)
	var head strings.Builder
	fmt.Fprintf(&head, "%d tickets, %d intervals of status, %d events loaded from %s in %v\n", size.Tickets, size.Intervals, size.Events, o.Store.Dialect(),
		took.Round(time.Millisecond))
	fmt.Fprintf(&head, "memory: %.1f bytes a ticket, %.1f of them its history; 40 and 25 for each interval are %.1f\n\n",
		per(size.TicketBytes+size.EventBytes), per(size.EventBytes), allowed)
	if _, err := io.WriteString(out, head.String()); err != nil {
		return err
	}
	asked := questions(o.Now)
	columns, plain := map[string]outcome{}, map[string]outcome{}
	for range o.Rounds { // in turns
		for _, q := range asked {
			if err := o.ask(ctx, q, columns); err != nil {
				return err
			}
		}
		for _, q := range asked {
			if n := len(plain[q.name].times); n > 0 && plain[q.name].times[0] > 2*time.Second {
				continue // once is enough
			}
			if err := o.askPlain(ctx, q, plain); err != nil {
				return err
			}
		}
	}
	duck := map[string]outcome{}
	if o.DuckDB {
		var err error
		if duck, err = askDuckDB(ctx, o.Store, asked, o.Rounds); err != nil {
			return err
		}
	}
	if err := report(out, asked, columns, plain, duck); err != nil {
		return err
	}
	if o.Crowd < 0 {
		return nil
	}
	return o.crowd(ctx, out)
}

// ask asks the columns.
func (o Options) ask(ctx context.Context, q question, into map[string]outcome) error {
	q.asked.First = 5000
	start := time.Now()
	r, err := o.Engine.Ask(ctx, o.Viewer, q.asked)
	took := time.Since(start)
	if err != nil {
		return fmt.Errorf("%s: %w", q.name, err)
	}
	found := outcome{times: append(into[q.name].times, took)}
	for _, row := range r.Rows {
		if v := row.Values[0]; v != nil && (*v != 0 || q.asked.Interval != "") {
			found.rows++
			found.sum += *v
		}
	}
	into[q.name] = found
	return nil
}

// askPlain asks the tables.
func (o Options) askPlain(ctx context.Context, q question, into map[string]outcome) (err error) {
	start := time.Now()
	rows, err := o.Store.Query(ctx, q.plainOn(o.Store.Dialect()))
	if err != nil {
		return fmt.Errorf("%s: %w", q.name, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	found, value := outcome{}, 0.0
	targets := make([]any, len(names))
	for i := range targets {
		targets[i] = new(any)
	}
	targets[len(targets)-1] = &value
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		found.rows, found.sum = found.rows+1, found.sum+value
	}
	found.times = slices.Concat(into[q.name].times, []time.Duration{time.Since(start)})
	into[q.name] = found
	return rows.Err()
}

// report prints the medians, and holds the answers against each other.
func report(out io.Writer, asked []question, columns, plain, duck map[string]outcome) error {
	var table strings.Builder
	fmt.Fprintf(&table, "| question | rows | columns, ms | GROUP BY, ms | DuckDB, ms | columns : DuckDB |\n|---|---|---|---|---|---|\n")
	var faults []error
	for _, q := range asked {
		c, p, d := columns[q.name], plain[q.name], duck[q.name]
		told, ratio := "–", "–"
		if len(d.times) > 0 {
			told, ratio = ms(d.median()), fmt.Sprintf("%.2f", float64(c.median())/float64(d.median()))
			faults = append(faults, differ(q.name+" by DuckDB", c, d))
		}
		fmt.Fprintf(&table, "| %s | %d | %s | %s | %s | %s |\n", q.name, c.rows, ms(c.median()), ms(p.median()), told, ratio)
		faults = append(faults, differ(q.name+" by the tables", c, p))
	}
	table.WriteString("\n")
	_, err := io.WriteString(out, table.String())
	return errors.Join(append(faults, err)...)
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f", float64(d)/float64(time.Millisecond)) }

// differ is an error unless two sides have as many rows, and the same in them.
func differ(what string, a, b outcome) error {
	if a.rows == b.rows && math.Abs(a.sum-b.sum) <= 1e-6*math.Abs(b.sum)+1e-3*float64(b.rows) {
		return nil
	}
	return fmt.Errorf("%w: %s: %d rows with %v, and %d rows with %v", errDiffer, what, a.rows, a.sum, b.rows, b.sum)
}
