package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"sportello/graph"
	"sportello/internal/account"
	"sportello/internal/blob"
	"sportello/internal/bookmark"
	"sportello/internal/clock"
	"sportello/internal/config"
	"sportello/internal/contact"
	"sportello/internal/desk"
	"sportello/internal/event"
	"sportello/internal/httpd/download"
	"sportello/internal/jobs"
	"sportello/internal/journal"
	"sportello/internal/live"
	"sportello/internal/mail/compose"
	"sportello/internal/mail/mailbox"
	"sportello/internal/mail/notify"
	"sportello/internal/mail/outbound"
	"sportello/internal/search"
	"sportello/internal/stats"
	"sportello/internal/store"
)

// house is the whole server but its doors: every room, wired.
type house struct {
	config    *config.Config
	log       *slog.Logger
	clock     *clock.Clock
	store     *store.Store
	blobs     *blob.Store
	desk      *desk.Service
	account   *account.Service
	contact   *contact.Service
	search    *search.Service
	journal   *journal.Journal
	bus       live.Bus
	relay     *live.Relay
	published atomic.Value // of func(): told of each commit, while somebody measures
	feed      *graph.Feed
	stats     *stats.Engine
	signer    *download.Signer
	jobs      *jobs.Runner

	mailboxes *mailbox.Book
	outbox    *outbound.Outbox
	notifier  *notify.Notifier
}

// openHouse opens the database and the attachments, and wires the rooms. They all live by one clock, the
// machine's; only a demo lets anybody move it.
func openHouse(ctx context.Context, c *config.Config, log *slog.Logger) (_ *house, err error) {
	h := &house{config: c, log: log, clock: clock.New(nil)}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.close())
		}
	}()
	if h.bus, err = openBus(c, log); err != nil {
		return nil, err
	}
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
	if err := h.wire(ctx); err != nil {
		return nil, err
	}
	return h, nil
}

func (h *house) wire(ctx context.Context) (err error) {
	c := h.config
	h.search = search.New(search.Config{Store: h.store, Logger: h.log})
	// What other processes do is looked for all the time: statistics are a tenth of a second behind them at most.
	h.journal, err = journal.Open(ctx, journal.Config{Store: h.store, Now: h.clock.Now, Logger: h.log, Poll: 50 * time.Millisecond})
	if err != nil {
		return err
	}
	if err := h.wireMail(); err != nil {
		return err
	}
	h.desk = desk.New(desk.Config{
		Store: h.store, Now: h.clock.Now, Blobs: h.blobs, Logger: h.log, Committed: h.committed, UploadTTL: c.Upload.TTL, Notify: h.notifier.Happened,
	})
	h.stats = stats.New(stats.Config{Store: h.store, Desk: h.desk, Now: h.clock.Now, Logger: h.log, Journal: h.journal})
	h.desk.CountBy(h.stats)
	secret, err := download.KeptSecret(filepath.Join(c.Data, "secret"))
	if err != nil {
		return err
	}
	if h.account, err = h.openAccounts(secret); err != nil {
		return err
	}
	keys, err := h.mailKeys()
	if err != nil {
		return err
	}
	h.contact, err = contact.New(contact.Config{
		Store: h.store, Guests: h.account, Desks: h.desk, Now: h.clock.Now, Logger: h.log, Secrets: keys,
	})
	if err != nil {
		return err
	}
	h.feed = live.NewHub(live.Config[*desk.Ticket, *desk.Entry]{Read: h.feedPage, Refresh: h.account.Refresh, Now: h.clock.Now})
	// Before the doors open: what is committed after this is told.
	h.relay, err = live.NewRelay(live.RelayConfig{Journal: h.journal, Bus: h.bus, Announce: h.announce, Logger: h.log})
	if err != nil {
		return fmt.Errorf("listen to the bus: %w", err)
	}
	if h.signer, err = download.NewSigner(secret, c.PublicURL, h.clock.Now); err != nil {
		return err
	}
	h.jobs, err = jobs.New(jobs.Config{Logger: h.log, Now: h.clock.Now, Jobs: h.chores()})
	return err
}

// openAccounts wires the room of accounts.
func (h *house) openAccounts(secret []byte) (*account.Service, error) {
	c := h.config
	composer, err := compose.New()
	if err != nil {
		return nil, err
	}
	return account.New(account.Config{
		Store: h.store, Now: h.clock.Now, Logger: h.log, Argon2: argon2(c.Argon2), Blobs: h.blobs, Key: secret,
		SessionLifetime: c.Session.Lifetime, RememberedLifetime: c.Session.Remembered,
		Post:         &post{outbox: h.outbox, mailboxes: h.mailboxes, composer: composer, domain: c.MailDomain()},
		Pages:        func(page account.Page) string { return c.AccountPage(string(page)) },
		SecondFactor: c.SecondFactor == "policy",
	})
}

// committed tells of a change after its commit.
func (h *house) committed(ctx context.Context, n desk.Announcement) {
	h.stats.Touch(n.TicketID, n.Seq) // before anybody is answered
	if published, ok := h.published.Load().(func()); ok {
		published()
	}
	h.relay.Committed(ctx, n)
	h.search.Wake()
	h.outbox.Wake()
}

// announce tells of a change, here or in another process: first whoever is asked for numbers by those who follow it.
func (h *house) announce(a event.Announcement) {
	h.stats.Touch(a.TicketID, a.Seq)
	h.feed.Announce(a)
}

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
		{Name: "send mail", Every: time.Minute, Run: counted("sent mails", h.outbox.Send)},
		{Name: "audit the statistics", Every: time.Minute, Run: counted("put statistics right", h.stats.Audit)},
		{Name: "remove stale uploads", Every: 10 * time.Minute, Run: counted("removed stale uploads", h.desk.RemoveStaleUploads)},
		{Name: "carry out what was asked of accounts", Every: time.Second, Run: counted("carried out requests", h.account.CarryOut)},
		{Name: "remove stale links and codes", Every: 10 * time.Minute, Run: counted("removed stale links and codes", h.account.RemoveStale)},
		{Name: "remove expired sessions", Every: time.Minute, Run: counted("removed expired sessions", h.account.RemoveExpired)},
		{Name: "remove old idempotency keys", Every: time.Hour, Run: counted("removed old idempotency keys", h.desk.RemoveOldKeys)},
		{Name: "forget spent challenges", Every: time.Hour, Run: counted("forgot spent challenges", h.contact.Forget)},
		{Name: "thin the journal out", Every: time.Hour, Run: counted("thinned the journal out", h.journal.Thin)},
		{Name: "sweep attachments", Every: 6 * time.Hour, Run: counted("removed orphaned attachments", h.sweepBlobs)},
	}
}

// sweepBlobs removes attachments' bytes that no row knows, left by a process that was killed in between. Files
// bear the machine's time, so it is asked here, wherever our clock has been moved.
func (h *house) sweepBlobs(ctx context.Context) (int, error) {
	return h.blobs.Sweep(ctx, time.Now().Add(-h.config.Upload.TTL), h.blobsInUse)
}

// blobsInUse asks every room that keeps bytes.
func (h *house) blobsInUse(ctx context.Context, keys []string) (map[string]bool, error) {
	attached, err := h.desk.BlobsInUse(ctx, keys)
	if err != nil {
		return nil, err
	}
	pictures, err := h.account.BlobsInUse(ctx, keys)
	maps.Copy(attached, pictures)
	return attached, err
}

// work runs what goes on behind the doors until ctx ends and all of it is done.
func (h *house) work(ctx context.Context) {
	var all sync.WaitGroup
	all.Go(func() { h.journal.Run(ctx) })
	all.Go(func() { h.relay.Run(ctx) })
	all.Go(func() { h.search.Run(ctx) })
	all.Go(func() { h.stats.Run(ctx) })
	all.Go(func() { h.account.Run(ctx) })
	all.Go(func() { h.outbox.Run(ctx) })
	h.jobs.Run(ctx)
	all.Wait()
}

func (h *house) close() error {
	var errs []error
	if h.feed != nil {
		h.feed.Close()
	}
	if h.bus != nil {
		h.bus.Close()
	}
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
