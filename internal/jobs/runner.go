package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// Job is work to be done every so often.
type Job struct {
	Name  string
	Every time.Duration
	// Run does it once. It must be able to run again after any failure.
	Run func(ctx context.Context) error
}

// Config is what a Runner is made of.
type Config struct {
	Jobs   []Job
	Logger *slog.Logger // default: none
	// Now and After are the clock; default: the machine's.
	Now   func() time.Time
	After func(time.Duration) <-chan time.Time
}

// Runner runs jobs, each on its own: a slow one delays no other, and none ever overlaps itself. The first run is due at
// once.
type Runner struct {
	jobs  []*scheduled
	log   *slog.Logger
	now   func() time.Time
	after func(time.Duration) <-chan time.Time
}

// scheduled is a job with its next time; the place in turn belongs to whoever runs it.
type scheduled struct {
	Job
	turn chan struct{}
	mu   sync.Mutex
	due  time.Time
}

// New makes a runner. A job without a name, a span or a function, or a name that comes twice, is an error.
func New(c Config) (*Runner, error) {
	r := &Runner{log: c.Logger, now: c.Now, after: c.After}
	if r.log == nil {
		r.log = slog.New(slog.DiscardHandler)
	}
	if r.now == nil {
		r.now = time.Now //nolint:forbidigo // the clock comes in here
	}
	if r.after == nil {
		r.after = time.After
	}
	names := make(map[string]bool, len(c.Jobs))
	for _, job := range c.Jobs {
		if job.Name == "" || job.Every <= 0 || job.Run == nil || names[job.Name] {
			return nil, fmt.Errorf("jobs: %q every %v can't be run", job.Name, job.Every)
		}
		names[job.Name] = true
		r.jobs = append(r.jobs, &scheduled{Job: job, turn: make(chan struct{}, 1), due: r.now()})
	}
	return r, nil
}

// Run runs the jobs as they fall due until ctx ends, and returns when the last one has returned. Jobs are told of the end
// by their context.
func (r *Runner) Run(ctx context.Context) {
	var all sync.WaitGroup
	for _, job := range r.jobs {
		all.Go(func() { r.loop(ctx, job) })
	}
	all.Wait()
}

func (r *Runner) loop(ctx context.Context, job *scheduled) {
	for {
		select {
		case <-r.after(job.until(r.now())):
		case <-ctx.Done():
			return
		}
		if err := r.runIfDue(ctx, job); err != nil && ctx.Err() == nil {
			r.log.ErrorContext(ctx, "a job failed", "job", job.Name, "error", err)
		}
	}
}

// RunDue runs all jobs that are due by the clock, one after the other, and returns when they are done: for tests, and
// for a clock that was moved on. Errors are returned and not logged.
func (r *Runner) RunDue(ctx context.Context) error {
	var faults []error
	for _, job := range r.jobs {
		if err := r.runIfDue(ctx, job); err != nil {
			faults = append(faults, fmt.Errorf("job %s: %w", job.Name, err))
		}
	}
	return errors.Join(faults...)
}

// runIfDue waits until nobody else runs the job, and runs it if it is still due then.
func (r *Runner) runIfDue(ctx context.Context, job *scheduled) error {
	select {
	case job.turn <- struct{}{}:
		defer func() { <-job.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	began := r.now()
	if ctx.Err() != nil || job.until(began) > 0 {
		return ctx.Err()
	}
	err := r.runOnce(ctx, job)
	job.next(began, r.now())
	r.log.DebugContext(ctx, "a job ran", "job", job.Name, "took", r.now().Sub(began))
	return err
}

// runOnce turns a panic into an error: one broken job must not take the server down.
func (r *Runner) runOnce(ctx context.Context, job *scheduled) (err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("panic: %v\n%s", caught, debug.Stack())
		}
	}()
	return job.Run(ctx)
}

// until is how long the job has to wait.
func (j *scheduled) until(now time.Time) time.Duration {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.due.Sub(now)
}

// next keeps to the beat of the beginnings; what a slow run has missed is not made up for.
func (j *scheduled) next(began, ended time.Time) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.due = began.Add(j.Every)
	if j.due.Before(ended) {
		j.due = ended
	}
}
