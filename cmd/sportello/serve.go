package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"

	"sportello/internal/store"
)

type serveCommand struct{}

// Run serves until ctx ends.
func (*serveCommand) Run(ctx context.Context, p *program) error {
	log, err := logger(p.Log, p.errOut)
	if err != nil {
		return err
	}
	tune(p.Process)
	return p.serve(ctx, log, func(context.Context, *house) (doors, error) { return doors{}, nil })
}

// serve listens, opens the house, has it furnished, and serves until ctx ends.
func (p *program) serve(ctx context.Context, log *slog.Logger, furnish func(context.Context, *house) (doors, error)) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", p.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	p.nameItself(listener.Addr())
	h, err := openHouse(ctx, p.Config, log)
	if err != nil {
		return errors.Join(explain(err), listener.Close())
	}
	d, err := furnish(ctx, h)
	if err != nil {
		return errors.Join(err, listener.Close(), h.close())
	}
	server, err := h.server(d)
	if err != nil {
		return errors.Join(err, listener.Close(), h.close())
	}
	log.Info("serving", "url", p.PublicURL, "database", p.Database.Masked())
	// What goes on behind the doors ends after them, so that the last requests are announced too.
	behind, stop := context.WithCancel(context.WithoutCancel(ctx))
	worked := make(chan struct{})
	go func() {
		defer close(worked)
		h.work(behind)
	}()
	err = server.Serve(ctx, listener)
	stop()
	<-worked
	return errors.Join(err, h.close())
}

// nameItself puts the port that was really taken into the public address, unless that was set.
func (p *program) nameItself(at net.Addr) {
	if !p.settings.IsDefault("public-url") {
		return
	}
	host, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return // no port to name
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	p.PublicURL = "http://" + net.JoinHostPort(host, port)
}

// explain adds what to do about a database of another version.
func explain(err error) error {
	var version *store.VersionError
	if errors.As(err, &version) && !strings.Contains(err.Error(), "sportello migrate") {
		return fmt.Errorf("%w: run `sportello migrate` with the same settings", err)
	}
	return err
}
