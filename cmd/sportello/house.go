package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"sportello/graph"
	"sportello/internal/account"
	"sportello/internal/blob"
	"sportello/internal/bookmark"
	"sportello/internal/clock"
	"sportello/internal/config"
	"sportello/internal/desk"
	"sportello/internal/httpd/download"
	"sportello/internal/jobs"
	"sportello/internal/live"
	"sportello/internal/mail/mailbox"
	"sportello/internal/mail/outbound"
	"sportello/internal/search"
	"sportello/internal/store"
)

// house is the whole server but its doors: every room, wired.
type house struct {
	config  *config.Config
	log     *slog.Logger
	clock   *clock.Clock
	store   *store.Store
	blobs   *blob.Store
	desk    *desk.Service
	account *account.Service
	search  *search.Service
	bus     live.Bus
	relay   *live.Relay
	feed    *graph.Feed
	signer  *download.Signer
	jobs    *jobs.Runner

	mailboxes *mailbox.Book
	outbox    *outbound.Outbox
}

// openHouse opens the database and the attachments, and wires the rooms. They all live by one clock, the
// machine's; only a demo lets anybody move it.
func openHouse(ctx context.Context, c *config.Config, log *slog.Logger) (_ *house, err error) {
	h := &house{config: c, log: log, clock: clock.New(nil), bus: live.NewLocal()}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.close())
		}
	}()
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder: %w", err)
	}
	h.store, err = store.Open(ctx, string(c.Database), store.Options{Synchronous: store.Synchronous(c.SQLiteSynchronous)})
	if err != nil {
		return nil, err
	}
	if h.blobs, err = blob.Open(ctx, c.Blobs); err != nil {
		return nil, err
	}
	if err := h.wire(); err != nil {
		return nil, err
	}
	return h, nil
}

func (h *house) wire() (err error) {
	c := h.config
	h.search = search.New(search.Config{Store: h.store, Logger: h.log})
	outbox := &lateOutbox{}
	h.relay = live.NewRelay(live.RelayConfig{Outbox: outbox, Bus: h.bus, Logger: h.log})
	h.desk = desk.New(desk.Config{
		Store: h.store, Now: h.clock.Now, Blobs: h.blobs, Logger: h.log, Committed: h.committed, UploadTTL: c.Upload.TTL,
	})
	outbox.Service = h.desk
	h.account, err = account.New(account.Config{
		Store: h.store, Now: h.clock.Now, Logger: h.log, Argon2: argon2(c.Argon2),
		SessionLifetime: c.Session.Lifetime, RememberedLifetime: c.Session.Remembered,
	})
	if err != nil {
		return err
	}
	h.feed = live.NewHub(live.Config[*desk.Ticket, *desk.Entry]{Read: h.feedPage, Refresh: h.account.Refresh, Now: h.clock.Now})
	// Before the doors open, since what is published while nobody listens counts as told. It ends with the bus.
	if _, err := h.bus.Subscribe(h.feed.Announce); err != nil {
		return fmt.Errorf("listen to the bus: %w", err)
	}
	secret, err := download.KeptSecret(filepath.Join(c.Data, "secret"))
	if err != nil {
		return err
	}
	if h.signer, err = download.NewSigner(secret, c.PublicURL, h.clock.Now); err != nil {
		return err
	}
	h.mailboxes = mailbox.New(h.store, h.clock.Now)
	if h.outbox, err = h.openOutbox(); err != nil {
		return err
	}
	h.jobs, err = jobs.New(jobs.Config{Logger: h.log, Now: h.clock.Now, Jobs: h.chores()})
	return err
}

// committed tells of a change after its commit.
func (h *house) committed(ctx context.Context, n desk.Announcement) {
	h.relay.Committed(ctx, n)
	h.search.Wake()
}

// lateOutbox is the desk's outbox, before the desk that announces through the relay is there.
type lateOutbox struct{ *desk.Service }

func (h *house) feedPage(
	ctx context.Context, ticketID int64, audience bookmark.Audience, after int64, limit int,
) (live.Page[*desk.Ticket, *desk.Entry], error) {
	return h.desk.FeedPage(ctx, ticketID, audience, after, limit)
}

// chores are what the clock drives.
func (h *house) chores() []jobs.Job {
	counted := func(done string, do func(context.Context) (int, error)) func(context.Context) error {
		return func(ctx context.Context) error {
			n, err := do(ctx)
			if n > 0 {
				h.log.InfoContext(ctx, done, "count", n)
			}
			return err
		}
	}
	return []jobs.Job{
		{Name: "due times", Every: time.Minute, Run: counted("noted due times", h.desk.NoteDue)},
		{Name: "close silent tickets", Every: time.Minute, Run: counted("closed silent tickets", h.desk.AutoClose)},
		{Name: "index for the search", Every: time.Second, Run: counted("indexed for the search", h.search.Index)},
		{Name: "remove stale uploads", Every: 10 * time.Minute, Run: counted("removed stale uploads", h.desk.RemoveStaleUploads)},
		{Name: "remove expired sessions", Every: time.Minute, Run: counted("removed expired sessions", h.account.RemoveExpired)},
		{Name: "remove old idempotency keys", Every: time.Hour, Run: counted("removed old idempotency keys", h.desk.RemoveOldKeys)},
		{Name: "sweep attachments", Every: 6 * time.Hour, Run: counted("removed orphaned attachments", h.sweepBlobs)},
	}
}

// sweepBlobs removes attachments' bytes that no row knows, left by a process that was killed in between. Files
// bear the machine's time, so it is asked here, wherever our clock has been moved.
func (h *house) sweepBlobs(ctx context.Context) (int, error) {
	return h.blobs.Sweep(ctx, time.Now().Add(-h.config.Upload.TTL), h.desk.BlobsInUse)
}

// work runs what goes on behind the doors until ctx ends and all of it is done.
func (h *house) work(ctx context.Context) {
	var all sync.WaitGroup
	all.Go(func() { h.relay.Run(ctx) })
	all.Go(func() { h.search.Run(ctx) })
	h.jobs.Run(ctx)
	all.Wait()
}

func (h *house) close() error {
	var errs []error
	if h.feed != nil {
		h.feed.Close()
	}
	h.bus.Close()
	if h.blobs != nil {
		errs = append(errs, h.blobs.Close())
	}
	if h.store != nil {
		errs = append(errs, h.store.Close())
	}
	return errors.Join(errs...)
}

func argon2(c config.Argon2) account.Argon2 {
	return account.Argon2{Memory: uint32(c.Memory >> 10), Time: uint32(c.Time), Threads: uint8(c.Threads), Concurrent: c.Concurrent}
}
