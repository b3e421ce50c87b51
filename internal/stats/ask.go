package stats

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/problem"
)

// Query is what is asked.
type Query struct {
	Filter   *desk.TicketFilter // nil: all
	Measures []Measure
	GroupBy  []Group
	From, To *time.Time // what happened in between, To outside; nil: from the first ticket, to the present
	Interval Interval   // empty: none
	TimeZone string     // IANA name; empty: UTC
	Hours    Hours      // what durations count; empty: elapsed time
	Order    []Order    // none: by time, then by group
	First    int        // rows at most
}

// Hours is what time counts in durations.
type Hours string

// The kinds of time.
const (
	Elapsed Hours = "ELAPSED"
	Working Hours = "WORKING" // of the desk
)

// Order sorts rows.
type Order struct {
	By      OrderBy
	Measure Measure // of ByMeasure
	Desc    bool
}

// OrderBy is what rows are sorted by.
type OrderBy string

// What rows can be sorted by.
const (
	OrderTime    OrderBy = "TIME"
	OrderGroup   OrderBy = "GROUP"
	OrderMeasure OrderBy = "MEASURE" // what could not be measured comes last
)

// Result is the answer.
type Result struct {
	Rows     []*Row
	Count    int       // of rows before the first ones were taken
	From, To time.Time // covered; zero From: the beginning of time
	Zone     *time.Location
	AsOf     time.Time
}

// Row is the numbers of one group in one stretch of time.
type Row struct {
	From, To time.Time // zero unless an interval was asked for
	Groups   []Value   // as they were asked for
	Values   []*float64
}

// Ask answers a question with all that was committed through this process before the call, and what other processes had
// committed a tenth of a second before. LOADING while the columns are loaded, INVALID_FILTER, INVALID_VALUE, TOO_MANY.
func (e *Engine) Ask(ctx context.Context, v *access.Viewer, q Query) (*Result, error) {
	asked, err := e.check(q)
	if err != nil {
		return nil, err
	}
	question, err := e.desk.Question(ctx, v, q.Filter)
	if err != nil {
		return nil, err
	}
	desks, err := e.desk.Desks(ctx, v)
	if err != nil {
		return nil, err
	}
	if err := e.wait(ctx); err != nil {
		return nil, err
	}
	if err := e.holdKeys(ctx, desks, q.GroupBy); err != nil {
		return nil, err
	}
	if err := e.catchUp(ctx); err != nil {
		return nil, err
	}
	found, err := e.ask(ctx, question)
	if err != nil {
		return nil, err
	}
	asked.reading = reading{engine: e, question: question, answers: found, shows: map[int64]bool{}}
	for _, d := range desks {
		asked.shows[d.ID] = d.ShowsStaffTo(v)
	}
	asked.scope = v.StatisticsScope()
	if q.Hours == Working {
		if asked.byDesk, err = e.hoursOf(desks, asked.now); err != nil {
			return nil, err
		}
	}
	result, err := asked.run()
	if err != nil {
		return nil, err
	}
	return result, e.label(ctx, v, desks, q.GroupBy, result.Rows)
}

// wait waits a little for the columns.
func (e *Engine) wait(ctx context.Context) error {
	e.mu.RLock()
	loaded, ready := e.loaded, e.ready
	e.mu.RUnlock()
	if ready {
		return nil
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-loaded:
		return nil
	case <-timer.C:
	case <-ctx.Done():
	}
	return problem.New(problem.Loading)
}

// patience is how long a question waits for the columns.
const patience = 3 * time.Second

// asking is a checked question, being answered.
type asking struct {
	Query
	reading
	recipes []recipe
	zone    *time.Location
	now     time.Time
	scope   access.Scope
	byDesk  map[int64]*hours // nil: elapsed time counts
}

// run gathers and sums up, while the columns are held.
func (a *asking) run() (*Result, error) {
	e := a.engine
	cores := e.gate.enter(e.workers)
	defer e.gate.leave()
	e.mu.RLock()
	p, err := a.plan()
	var workers []*worker
	if err == nil {
		workers, err = p.gather(e.chunks, cores)
	}
	e.mu.RUnlock()
	if errors.Is(err, errTooMany) {
		return nil, problem.New(problem.TooMany, "groupBy").With("max", fmt.Sprint(maxResult))
	}
	if err != nil {
		return nil, err
	}
	return a.sum(p, workers, cores), nil
}

// plan makes the question ready.
func (a *asking) plan() (*plan, error) {
	a.places = a.engine.tenants.all()
	p := &plan{which: a.tests(a.scope), perGroup: 1}
	for _, r := range a.recipes {
		p.wanted[r.of] = true
		p.values[r.of] = p.values[r.of] || r.as == percentile
		p.wanted[ofDone] = p.wanted[ofDone] || r.as == share
	}
	p.walks = p.wanted[ofSolved] || p.wanted[ofClosed] || p.wanted[ofReopened] || p.wanted[ofMerged] || p.wanted[ofBacklog] ||
		p.wanted[ofRepliesIn] || p.wanted[ofRepliesOut] || p.wanted[ofBreachedFirst] || p.wanted[ofBreachedNext] ||
		p.wanted[ofBreachedResolution] || p.wanted[ofWaiting] || p.wanted[ofResolution] && a.byDesk != nil
	if a.byDesk != nil {
		p.hours = make([]*hours, len(a.places))
		for code, place := range a.places {
			if p.hours[code] = a.byDesk[place.desk]; p.hours[code] == nil && code != 0 {
				p.hours[code] = newHours(nil, 0, 0) // a desk of this very moment, without a ticket
			}
		}
	}
	if err := a.times(p); err != nil {
		return nil, err
	}
	return p, a.groups(p)
}

// groups makes the axes.
func (a *asking) groups(p *plan) error {
	most := 1.0
	for i, g := range a.GroupBy {
		if g.By == ByHourOfWeek {
			continue
		}
		axis, known := a.axisOf(g)
		if !known {
			return problem.New(problem.InvalidValue, "groupBy", fmt.Sprint(i), "fieldKey")
		}
		p.axes = append(p.axes, axis)
		most *= float64(len(axis.values))
	}
	if most > math.MaxInt64 {
		return problem.New(problem.TooMany, "groupBy").With("max", fmt.Sprint(maxResult))
	}
	if most <= 1<<20 {
		p.most = int(most)
	}
	return nil
}

// times makes the stretches.
func (a *asking) times(p *plan) error {
	from, to := a.period(p)
	if a.Interval == "" {
		p.stretches = one(from, to)
	} else {
		made, fits := newStretches(time.Unix(int64(from), 0).In(a.zone), time.Unix(int64(to), 0).In(a.zone), a.Interval)
		if !fits {
			return problem.New(problem.TooMany, "interval").With("max", fmt.Sprint(maxStretch))
		}
		p.stretches = made
	}
	p.perGroup = p.stretches.count()
	if slices.ContainsFunc(a.GroupBy, func(g Group) bool { return g.By == ByHourOfWeek }) {
		first := max(from, a.engine.oldest())
		p.week = newWeek(a.zone, first, max(first, min(to, second(a.now.UnixMicro())+1)))
		p.perGroup *= hoursOfWeek
	}
	if p.perGroup > maxResult {
		return problem.New(problem.TooMany, "interval").With("max", fmt.Sprint(maxResult))
	}
	return nil
}

// period is the time that is asked for; without a beginning and with intervals, from the first ticket that the filter finds.
func (a *asking) period(p *plan) (from, to uint32) {
	switch {
	case a.To != nil:
		to = seconds(*a.To)
	case a.Interval != "":
		to = uint32(a.now.Unix()) + 1
	default:
		to = math.MaxUint32
	}
	switch {
	case a.From != nil:
		from = seconds(*a.From)
	case a.Interval != "":
		from = min(p.earliest(a.engine.chunks), to)
	}
	return from, to
}

// seconds is an instant as columns have it, rounded up: what happened in the same second before it is not behind it.
func seconds(at time.Time) uint32 {
	s := at.Unix()
	if at.Nanosecond() > 0 {
		s++
	}
	return uint32(max(0, min(s, math.MaxUint32)))
}

// earliest is when the first of the tickets was opened that are asked for; never: the end of time.
func (p *plan) earliest(chunks []*chunk) uint32 {
	first := uint32(math.MaxUint32)
	found := scratch()
	defer free(found)
	for n, c := range chunks {
		if c == nil || c.first >= first {
			continue
		}
		p.which(c, n, found)
		found.each(func(row int) { first = min(first, c.created[row]) })
	}
	return first
}
