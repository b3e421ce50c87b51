package bench

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// sample is one round of one side.
type sample struct {
	perSecond float64
	times     []time.Duration // of each request, sorted
	bytes     int             // of the last answer's body
}

// measure keeps so many requests under way for a while.
func (w *work) measure(ctx context.Context, s side, concurrency int, duration time.Duration) (sample, error) {
	workers := make([]*worker, concurrency)
	for i := range workers {
		l, err := dial(ctx, w.address[s], time.Now().Add(duration+10*time.Second))
		if err != nil {
			return sample{}, fmt.Errorf("%s: %w", s, err)
		}
		defer l.close()
		workers[i] = &worker{work: w, side: s, line: l}
	}
	var group sync.WaitGroup
	start := time.Now()
	for _, one := range workers {
		group.Go(func() { one.run(ctx, start.Add(duration)) })
	}
	group.Wait()
	elapsed := time.Since(start)
	var all sample
	for _, one := range workers {
		if one.err != nil {
			return sample{}, fmt.Errorf("%s, %s: %w", w.name, s, one.err)
		}
		all.times = append(all.times, one.times...)
		all.bytes = one.bytes
	}
	slices.Sort(all.times)
	all.perSecond = float64(len(all.times)) / elapsed.Seconds()
	return all, nil
}

// worker asks on one line.
type worker struct {
	work  *work
	side  side
	line  *line
	times []time.Duration
	bytes int
	err   error
}

func (one *worker) run(ctx context.Context, end time.Time) {
	for start := time.Now(); start.Before(end) || len(one.times) == 0; {
		if one.err = ctx.Err(); one.err != nil {
			return
		}
		answer, err := one.line.do(one.work.request(one.side))
		now := time.Now()
		if err == nil {
			err = one.work.check(answer)
		}
		if err != nil {
			one.err = err
			return
		}
		one.times, one.bytes = append(one.times, now.Sub(start)), len(answer)
		start = now
	}
}

// inTurns measures the sides one after the other, round by round; who begins alternates too.
func (w *work) inTurns(ctx context.Context, concurrency int, o Options) (Row, error) {
	var samples [sides][]sample
	for s := range samples {
		if _, err := w.measure(ctx, side(s), concurrency, o.Warmup); err != nil {
			return Row{}, err
		}
	}
	for round := range o.Rounds {
		for turn := range sides {
			s := (round + turn) % sides
			one, err := w.measure(ctx, side(s), concurrency, o.Duration)
			if err != nil {
				return Row{}, err
			}
			samples[s] = append(samples[s], one)
		}
	}
	return newRow(w.name, concurrency, samples), nil
}

func newRow(name string, concurrency int, samples [sides][]sample) Row {
	var ratios []float64
	for i, floor := range samples[theFloor] {
		ratios = append(ratios, samples[theServer][i].perSecond/floor.perSecond)
	}
	return Row{
		Work: name, Concurrency: concurrency,
		Floor: newRate(samples[theFloor]), Server: newRate(samples[theServer]), Ratio: median(ratios),
	}
}

func newRate(samples []sample) Rate {
	var perSecond []float64
	var p50, p99 []time.Duration
	for _, s := range samples {
		perSecond = append(perSecond, s.perSecond)
		p50, p99 = append(p50, percentile(s.times, 50)), append(p99, percentile(s.times, 99))
	}
	return Rate{PerSecond: median(perSecond), P50: median(p50), P99: median(p99), Bytes: samples[0].bytes}
}

func median[T float64 | time.Duration](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// percentile is the value below which so many of a hundred lie; the values are sorted and not none.
func percentile(sorted []time.Duration, of int) time.Duration {
	return sorted[min(len(sorted)*of/100, len(sorted)-1)]
}
