package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"

	"sportello/internal/account"
	"sportello/internal/bench"
	"sportello/internal/bench/floor"
	"sportello/internal/demo"
	"sportello/internal/node"
	"sportello/internal/store"
)

type benchCommand struct {
	Works       []string `arg:"" optional:"" help:"What to measure: list, customer-list, detail, reply, push; or stats, alone. All but customer-list and stats unless told."`
	Tickets     int      `default:"200000" help:"Size of the demo database, which is made for it and must be empty; stats measure one that is not as it is."`
	Seed        uint64   `default:"1" help:"The same seed makes the same data."`
	Concurrency []int    `default:"1,32" help:"Requests at once."`
	Rounds      int      `default:"5" help:"Rounds of each side."`
	Watchers    []int    `default:"1000,5000" help:"With push alone: followers of one ticket."`
	Own         int      `default:"10000" help:"With push alone: followers, each of a ticket of their own."`
	Markdown    bool     `help:"End with the tables of docs/performance.md."`
}

// Run fills a database and measures the server against the floor on it.
func (c *benchCommand) Run(ctx context.Context, p *program) (err error) {
	alone, err := c.onlyStats()
	if err != nil {
		return err
	}
	tune(p.Process)
	if p.settings.IsDefault("data") {
		forget, err := p.inTemporaryFolder("sportello-bench-")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, forget()) }()
	}
	// What is measured is the work, not how much of it one caller may ask for.
	p.Cost.Bucket, p.Cost.Rate, p.Socket.PerUser = 1_000_000_000, 1_000_000_000, 10_000
	p.Cost.TenantBucket, p.Cost.TenantRate = 1_000_000_000, 1_000_000_000
	p.SecondFactor = "off"
	if _, _, err := store.Migrate(ctx, string(p.Database)); err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	p.PublicURL = "http://" + listener.Addr().String()
	h, err := openHouse(ctx, p.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, h.close()) }()
	fill := demoCommand{Tickets: c.Tickets, Seed: c.Seed}
	made, err := fill.fill(ctx, p, h)
	if alone && errors.Is(err, demo.ErrNotEmpty) { // somebody's own tickets are measured just as well
		return errors.Join(c.stats(ctx, p, h), listener.Close())
	}
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := h.sendNothing(ctx, made); err != nil {
		return errors.Join(err, listener.Close())
	}
	if alone {
		return errors.Join(c.stats(ctx, p, h), listener.Close())
	}
	if err := h.rebuildSearch(ctx, p); err != nil { // or both sides would wait for the index to be made
		return errors.Join(err, listener.Close())
	}
	targets, err := h.targets(ctx, made.Desks[len(made.Desks)-1])
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	for range sessions {
		token, err := h.signInStaff(ctx, made.Desks[len(made.Desks)-1])
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		targets.Followers = append(targets.Followers, token)
	}
	return c.measure(ctx, p, h, listener, targets)
}

// sendNothing takes the desks' addresses away, without which they write no mails: the floor writes none, and both sides are to
// write the same rows.
func (h *house) sendNothing(ctx context.Context, made *demo.Summary) error {
	for _, d := range made.Desks {
		if err := h.mailboxes.Remove(ctx, d.Slug, demo.MailAddress(d.Slug)); err != nil {
			return err
		}
	}
	return nil
}

// measure serves the house and the floor side by side and compares them.
func (c *benchCommand) measure(ctx context.Context, p *program, h *house, listener net.Listener, targets bench.Targets) error {
	server, err := h.server(doors{})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	served, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 2)
	go func() {
		h.work(served)
		ended <- nil
	}()
	go func() { ended <- server.Serve(served, listener) }()
	plain, floorURL, closeFloor, err := h.openFloor(served, targets.Desk)
	if err != nil {
		stop()
		return errors.Join(err, <-ended, <-ended)
	}
	targets.Server, targets.Floor = p.PublicURL+"/graphql", floorURL
	if c.fansOut() {
		err := c.push(ctx, p, h, plain, targets)
		stop()
		return errors.Join(err, closeFloor(), <-ended, <-ended)
	}
	report, err := bench.Run(ctx, bench.Options{
		Targets: targets, Works: c.Works, Concurrency: c.Concurrency, Rounds: c.Rounds,
	}, p.out)
	if err == nil && c.Markdown {
		_, err = fmt.Fprintf(p.out, "\n%s\n%s tickets on %s\n", report.Markdown(), fmt.Sprint(c.Tickets), h.store.Dialect())
	}
	stop()
	return errors.Join(err, closeFloor(), <-ended, <-ended)
}

// openFloor serves the floor on the same database.
func (h *house) openFloor(ctx context.Context, deskID string) (plain *floor.Server, url string, shut func() error, err error) {
	id, err := node.Key(node.Desk, deskID)
	if err != nil {
		return nil, "", nil, err
	}
	plain, err = floor.New(ctx, floor.Config{Store: h.store, DeskID: id})
	if err != nil {
		return nil, "", nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", nil, fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{Handler: plain, ReadHeaderTimeout: h.config.HTTP.HeaderTimeout}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	return plain, "http://" + listener.Addr().String(), func() error {
		err := server.Close()
		plain.Close()
		if served := <-served; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		return err
	}, nil
}

// signIn opens a session.
func (h *house) signIn(ctx context.Context, email string) (string, error) {
	in, err := h.account.SignIn(ctx, account.SignInInput{Email: email, Password: demo.Password})
	if err != nil {
		return "", fmt.Errorf("sign %s in: %w", email, err)
	}
	return in.Token, nil
}

// signInStaff opens another session of the desk's first agent.
func (h *house) signInStaff(ctx context.Context, d demo.DeskSummary) (string, error) {
	email, err := emailOf(d, "agent")
	if err != nil {
		return "", err
	}
	return h.signIn(ctx, email)
}

// emailOf is the address of the first account whose description says so.
func emailOf(d demo.DeskSummary, who string) (string, error) {
	for _, s := range d.SignIns {
		if strings.Contains(strings.ToLower(s.Who), who) {
			return s.Email, nil
		}
	}
	return "", fmt.Errorf("the demo's desk %s has no %s", d.Slug, who)
}
