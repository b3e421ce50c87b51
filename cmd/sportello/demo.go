package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"sportello/internal/clock"
	"sportello/internal/config"
	"sportello/internal/demo"
	"sportello/internal/httpd/graphiql"
	"sportello/internal/mail/trap"
	"sportello/internal/store"
)

type demoCommand struct {
	Tickets int    `default:"400" help:"How many tickets to make."`
	Seed    uint64 `default:"1" help:"The same seed makes the same data."`
}

// Run serves a database full of demo data until ctx ends. Without --data it works in a temporary folder that it removes
// at the end; without --database too.
func (c *demoCommand) Run(ctx context.Context, p *program) (err error) {
	log, err := logger(p.Log, p.errOut)
	if err != nil {
		return err
	}
	tune(p.Process)
	p.outlastClock()
	if p.settings.IsDefault("mail-trap") {
		p.Mail.Trap = true
	}
	if p.settings.IsDefault("mail-domain") {
		p.Mail.Domain = "desk.example"
	}
	if p.settings.IsDefault("introspection") {
		p.Introspection = "everyone" // so that the query editor completes words from the start
	}
	if p.settings.IsDefault("second-factor") {
		p.SecondFactor = "off" // so that one sign-in is all it takes; --second-factor=policy shows the codes
	}
	if p.settings.IsDefault("data") {
		forget, err := p.inTemporaryFolder("sportello-demo-")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, forget()) }()
	}
	if err := os.MkdirAll(p.Data, 0o700); err != nil {
		return fmt.Errorf("the data folder: %w", err)
	}
	if _, _, err := store.Migrate(ctx, string(p.Database)); err != nil {
		return err
	}
	return p.serve(ctx, log, func(ctx context.Context, h *house) (doors, error) {
		made, err := c.fill(ctx, p, h)
		if err != nil {
			return doors{}, err
		}
		shown := made.Desks[len(made.Desks)-1]
		return doors{
			graphiql: graphiql.Config{Query: editorText(shown), Subscription: shown.Subscription()},
			routes:   map[string]http.Handler{clock.Path: &clock.Handler{Clock: h.clock, RunDue: h.jobs.RunDue, Logger: h.log}},
		}, introduce(p, made)
	})
}

// outlastClock makes sessions outlast what the clock can be moved by, unless their settings were set: whoever moves it
// wants to see what becomes of the tickets, not the sign-in page.
func (p *program) outlastClock() {
	for setting, lifetime := range map[string]*time.Duration{
		"session-lifetime": &p.Session.Lifetime, "session-remembered": &p.Session.Remembered,
	} {
		if p.settings.IsDefault(setting) {
			*lifetime = 2 * clock.Farthest
		}
	}
}

// editorText is what the query editor opens with: a sign-in that stays in a cookie, and a first query.
func editorText(d demo.DeskSummary) string {
	return fmt.Sprintf(`# 1. Run SignIn: the session stays in a cookie of this page.
mutation SignIn {
  signIn(input: {email: %q, password: %q, cookie: true}) {
    viewer { user { name } }
    errors { message }
  }
}

# 2. Run FirstLook. 3. Start the subscription in the other tab, then reply as somebody else.
%s
`, d.SignIns[0].Email, demo.Password, strings.Replace(d.Query(), "query {", "query FirstLook {", 1))
}

// inTemporaryFolder moves the data, and what is kept in it unless set otherwise, into a new folder.
func (p *program) inTemporaryFolder(prefix string) (forget func() error, err error) {
	folder, err := os.MkdirTemp("", prefix)
	if err != nil {
		return nil, fmt.Errorf("a folder for demo data: %w", err)
	}
	before := p.Data
	p.Data = folder
	move := func(setting, value string) string {
		if p.settings.IsDefault(setting) {
			return strings.Replace(value, before, folder, 1)
		}
		return value
	}
	p.Database = config.Database(move("database", string(p.Database)))
	p.Blobs = move("blobs", p.Blobs)
	return func() error { return os.RemoveAll(folder) }, nil
}

// fill makes the demo data, with a progress bar where it takes long.
func (c *demoCommand) fill(ctx context.Context, p *program, h *house) (*demo.Summary, error) {
	hash, err := h.account.HashPassword(ctx, demo.Password)
	if err != nil {
		return nil, err
	}
	options := demo.Options{
		Store: h.store, Blobs: h.blobs, Seed: c.Seed, Tickets: c.Tickets, Now: h.clock.Now(), PasswordHash: hash,
	}
	if c.Tickets >= 5000 {
		bar := progressbar.NewOptions(c.Tickets, progressbar.OptionSetWriter(p.errOut),
			progressbar.OptionSetDescription("tickets"), progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionClearOnFinish())
		options.Progress = func(done, _ int) {
			_ = bar.Set(done) // a bar that can't be drawn must not stop the work
		}
	}
	return demo.Fill(ctx, options)
}

// introduce says what to open and as whom.
func introduce(p *program, made *demo.Summary) error {
	shown := made.Desks[len(made.Desks)-1]
	out := &strings.Builder{}
	fmt.Fprintf(out, "\nSportello is open: %d desks, %d tickets, %d messages.\n\n", len(made.Desks), made.Tickets, made.Messages)
	if p.GraphiQL {
		fmt.Fprintf(out, "  Query editor   %s/graphiql\n", p.PublicURL)
	}
	fmt.Fprintf(out, "  GraphQL        %s/graphql (also as websocket)\n", p.PublicURL)
	if p.Mail.Trap {
		fmt.Fprintf(out, "  Mail           %s%s\n", p.PublicURL, trap.Path)
	}
	out.WriteString("\n")
	fmt.Fprintf(out, "Sign in with the password %q as\n\n", demo.Password)
	accounts(out, made.Desks)
	fmt.Fprintf(out, "\nA token for the Authorization header (“Bearer …”):\n\n%s\n", indent(signInMutation(shown)))
	fmt.Fprintf(out, "A first query, as anyone of %s:\n\n%s\n", shown.Name, indent(shown.Query()))
	fmt.Fprintf(out, "And a subscription; reply as somebody else and watch:\n\n%s\n", indent(shown.Subscription()))
	fmt.Fprintf(out, "To see what time does, such as a silent ticket being closed, move the demo's clock on:\n\n%s\nStop with Ctrl-C.\n",
		indent(fmt.Sprintf(`curl -d '{"advance":"P4D"}' %s%s`, p.PublicURL, clock.Path)))
	_, err := io.WriteString(p.out, out.String())
	return err
}

// accounts lists who can sign in, in columns.
func accounts(out *strings.Builder, desks []demo.DeskSummary) {
	for _, d := range desks {
		fmt.Fprintf(out, "  %s (%s)\n", d.Name, d.Slug)
		for _, s := range d.SignIns {
			fmt.Fprintf(out, "    %-34s %-26s %s\n", s.Email, s.Name, s.Who)
		}
	}
}

func signInMutation(d demo.DeskSummary) string {
	return fmt.Sprintf("mutation {\n  signIn(input: {email: %q, password: %q}) { token errors { message } }\n}", d.SignIns[0].Email, demo.Password)
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ") + "\n"
}
