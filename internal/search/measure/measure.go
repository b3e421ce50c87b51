package measure

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"entgo.io/ent/dialect/sql"

	"sportello/ent/ticket"
	"sportello/internal/search"
	"sportello/internal/store"
)

// Options say what to measure.
type Options struct {
	Store  *store.Store
	Search *search.Service
	Rounds int // how many tickets questions are made of
	Now    func() time.Time
}

// Line is what one kind of search took.
type Line struct {
	Name                 string
	Median, P95, Slowest time.Duration
	Found                int // on average
}

// work is a kind of search: it answers how many it has found.
type work struct {
	name string
	do   func(context.Context, sample) (int, error)
}

// Run measures every kind of search, and writes each line to w as soon as it is known.
func Run(ctx context.Context, o Options, w io.Writer) ([]Line, error) {
	samples, err := o.samples(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := fmt.Fprintf(w, "%-34s %10s %10s %10s %8s\n", "search", "median", "p95", "slowest", "found"); err != nil {
		return nil, fmt.Errorf("write: %w", err)
	}
	var lines []Line
	for _, work := range o.works() {
		line, err := o.measure(ctx, work, samples)
		if err != nil {
			return lines, fmt.Errorf("%s: %w", work.name, err)
		}
		lines = append(lines, line)
		_, err = fmt.Fprintf(w, "%-34s %10s %10s %10s %8d\n", line.Name, short(line.Median), short(line.P95), short(line.Slowest), line.Found)
		if err != nil {
			return lines, fmt.Errorf("write: %w", err)
		}
	}
	return lines, nil
}

func short(d time.Duration) string { return d.Round(10 * time.Microsecond).String() }

func (o Options) measure(ctx context.Context, w work, samples []sample) (Line, error) {
	line := Line{Name: w.name}
	took := make([]time.Duration, 0, len(samples))
	for _, s := range samples {
		began := o.Now()
		found, err := w.do(ctx, s)
		if err != nil {
			return line, err
		}
		took = append(took, o.Now().Sub(began))
		line.Found += found
	}
	slices.Sort(took)
	line.Found /= len(took)
	line.Median, line.P95, line.Slowest = took[len(took)/2], took[len(took)*95/100], took[len(took)-1]
	return line, nil
}

func (o Options) works() []work {
	similar := func(question func(sample) search.Question) func(context.Context, sample) (int, error) {
		return func(ctx context.Context, s sample) (int, error) {
			hits, err := o.Search.Similar(ctx, question(s))
			return len(hits), err
		}
	}
	staff := func(s sample) search.Place { return search.Place{DeskID: s.desk, Language: s.language} }
	customer := func(s sample) search.Place {
		return search.Place{DeskID: s.desk, TenantID: s.tenant, Language: s.language}
	}
	return []work{
		{"similar, whole desk", similar(func(s sample) search.Question {
			return search.Question{Text: s.text(), DeskID: s.desk, Exclude: s.id}
		})},
		{"similar, solved, whole desk", similar(func(s sample) search.Question {
			return search.Question{Text: s.text(), DeskID: s.desk, Exclude: s.id, Solved: new(true)}
		})},
		{"similar, one tenant", similar(func(s sample) search.Question {
			return search.Question{Text: s.text(), DeskID: s.desk, TenantIDs: []int64{s.tenant}, Exclude: s.id}
		})},
		{"similar, own tickets", similar(func(s sample) search.Question {
			return search.Question{Text: s.text(), DeskID: s.desk, TenantIDs: []int64{s.tenant}, RequesterID: s.requester}
		})},
		{"list, three words, staff", o.list(staff, sample.three)},
		{"list, three words, customer", o.list(customer, sample.three)},
		{"list, one word begun, staff", o.list(staff, sample.begun)},
		{"list, one word begun, customer", o.list(customer, sample.begun)},
		{"list, two letters, staff", o.list(staff, sample.letters)},
		{"list, a number, staff", o.list(staff, sample.hash)},
	}
}

// list reads the ids of a page of what has the words, newest first.
func (o Options) list(place func(sample) search.Place, text func(sample) string) func(context.Context, sample) (int, error) {
	return func(ctx context.Context, s sample) (int, error) {
		from := sql.Table(ticket.Table)
		statement := sql.Dialect(o.Store.Dialect()).Select(from.C(ticket.FieldID)).From(from)
		in := place(s)
		if in.TenantID != 0 {
			statement.Where(sql.EQ(from.C(ticket.FieldTenantID), in.TenantID))
		} else {
			statement.Where(sql.EQ(from.C(ticket.FieldDeskID), in.DeskID))
		}
		found, err := o.Search.Find(ctx, []search.Place{in}, text(s))
		if err != nil {
			return 0, err
		}
		statement.Where(found[text(s)].Condition(statement))
		statement.OrderBy(sql.Desc(from.C(ticket.FieldCreatedAt)), sql.Desc(from.C(ticket.FieldID))).Limit(51)
		query, args := statement.Query()
		return count(ctx, o.Store, query, args)
	}
}
