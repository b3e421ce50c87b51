package outbound_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/mail/outbound"
	"sportello/internal/problem"
)

// smarthost takes mails, or says what a test has it say.
type smarthost struct {
	mu    sync.Mutex
	taken []outbound.Parcel
	say   func(outbound.Parcel) error // nil: takes all
}

func (s *smarthost) Deliver(_ context.Context, p outbound.Parcel) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.say != nil {
		if err := s.say(p); err != nil {
			return err
		}
	}
	s.taken = append(s.taken, p)
	return nil
}

func (s *smarthost) says(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.say = func(outbound.Parcel) error { return err }
}

func (s *smarthost) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.taken)
}

func newSender(t *testing.T, change func(*outbound.Config)) (*post, *smarthost) {
	t.Helper()
	host := &smarthost{}
	return newPost(t, func(c *outbound.Config) {
		c.Smarthost = host
		if change != nil {
			change(c)
		}
	}), host
}

// sends has what is due sent, and wants so many mails to be taken.
func (p *post) sends(want int) {
	p.t.Helper()
	if got, err := p.Send(context.Background()); err != nil || got != want {
		p.t.Errorf("%d mails were taken, want %d: %v", got, want, err)
	}
}

func TestSentOnceAsItWasKept(t *testing.T) {
	p, host := newSender(t, nil)
	ids := p.put(plain("a@x.example", "one"), plain("b@x.example", "two"), plain("c@x.example", "three"), plain("d@x.example", "four"), plain("e@x.example", "five"))
	p.sends(5)
	p.sends(0)
	for _, id := range ids {
		row := p.row(id)
		i := slices.IndexFunc(host.taken, func(x outbound.Parcel) bool { return x.Recipient == row.Recipient })
		if row.State != "SENT" || row.Attempts != 1 || row.EndedAt.IsZero() || i < 0 || string(host.taken[i].Bytes) != string(*row.Raw) ||
			host.taken[i].Sender != row.Sender {
			t.Errorf("mail %d: %+v", id, row)
		}
	}
}

// What is refused for the moment is tried again, minutes and then hours later by the clock, the same bytes each time, until it is
// given up, which staff are told.
func TestTriesAgainByTheClock(t *testing.T) {
	var failures []outbound.Failure
	p, host := newSender(t, func(c *outbound.Config) {
		c.GiveUp = 48 * time.Hour
		c.Failed = func(_ context.Context, _ *ent.Tx, f outbound.Failure) error {
			failures = append(failures, f)
			return nil
		}
	})
	id := p.put(plain("a@x.example", "one"))[0]
	host.says(&outbound.Refusal{Reason: "RCPT TO: 450 4.2.1 greylisted"})
	var pauses []time.Duration
	for p.row(id).State == "QUEUED" {
		p.sends(0)
		row := p.row(id)
		if row.State != "QUEUED" {
			break
		}
		pause := row.NextAttemptAt.Time().Sub(p.clock.Now())
		pauses = append(pauses, pause)
		p.clock.Advance(pause - time.Second)
		p.sends(0)
		if again := p.row(id); again.Attempts != row.Attempts {
			t.Fatalf("tried a second too early: %d times", again.Attempts)
		}
		p.clock.Advance(time.Second)
	}
	if first, last := pauses[0], pauses[len(pauses)-1]; first < 45*time.Second || first > 75*time.Second || last < 5*time.Hour || !slices.IsSorted(pauses) {
		t.Errorf("pauses: %v", pauses)
	}
	row := p.row(id)
	if row.State != "REFUSED" || !strings.HasPrefix(row.LastError, "given up: RCPT TO: 450") || len(failures) != 1 || failures[0].MailID != id {
		t.Errorf("given up: %+v, told %+v", row, failures)
	}
	host.says(nil)
	p.sends(0)
	if err := p.Resend(t.Context(), agent(), id); err != nil {
		t.Fatal(err)
	}
	p.sends(1)
	if row := p.row(id); row.State != "SENT" || string(host.taken[0].Bytes) != string(*row.Raw) {
		t.Errorf("sent again: %+v", row)
	}
}

func TestWhatIsRefusedForGoodStops(t *testing.T) {
	told := 0
	p, host := newSender(t, func(c *outbound.Config) {
		c.Failed = func(context.Context, *ent.Tx, outbound.Failure) error { told++; return nil }
	})
	ids := p.put(plain("a@x.example", "one"), plain("b@x.example", "two"))
	host.say = func(parcel outbound.Parcel) error {
		if parcel.Recipient == "a@x.example" {
			return &outbound.Refusal{Permanent: true, Reason: "RCPT TO: 550 5.1.1 no such user"}
		}
		return nil
	}
	p.sends(1)
	p.clock.Advance(100 * 24 * time.Hour)
	p.sends(0)
	if row := p.row(ids[0]); row.State != "REFUSED" || row.Attempts != 1 || row.LastError != "RCPT TO: 550 5.1.1 no such user" || told != 1 {
		t.Errorf("refused: %+v, told %d times", row, told)
	}
}

// While there is no way to the smarthost, mails wait minutes, not hours: none is at fault.
func TestNoWayToTheSmarthost(t *testing.T) {
	p, host := newSender(t, nil)
	id := p.put(plain("a@x.example", "one"))[0]
	host.says(&outbound.Refusal{Unreachable: true, Reason: "connection refused"})
	for range 20 {
		p.sends(0)
		p.clock.Advance(6 * time.Minute)
	}
	if row := p.row(id); row.Attempts != 20 || row.State != "QUEUED" {
		t.Fatalf("tried %d times in two hours: %+v", row.Attempts, row)
	}
	host.says(nil)
	p.sends(1)
}

// Several processes on one database send each mail once.
func TestSeveralProcessesShareTheWork(t *testing.T) {
	p, host := newSender(t, nil)
	var letters []outbound.Letter
	for i := range 60 {
		letters = append(letters, plain(fmt.Sprintf("user%d@x.example", i), "x"))
	}
	p.put(letters...)
	processes := []*outbound.Outbox{p.Outbox}
	for range 3 {
		processes = append(processes, p.another(func(c *outbound.Config) { c.Smarthost = host }))
	}
	var all sync.WaitGroup
	for _, o := range processes {
		all.Go(func() {
			if _, err := o.Send(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	p.sends(0)
	seen := map[string]int{}
	for _, parcel := range host.taken {
		seen[parcel.Recipient]++
	}
	if len(seen) != 60 || host.count() != 60 {
		t.Errorf("%d mails to %d addresses, want 60 to 60", host.count(), len(seen))
	}
}

// A process that ends in between leaves its mails to others, once its lease has run out; nobody takes them before.
func TestAKilledProcessLeavesItsMails(t *testing.T) {
	p, host := newSender(t, nil)
	id := p.put(plain("a@x.example", "one"))[0]
	handed, never := make(chan struct{}), make(chan struct{})
	killed := p.another(func(c *outbound.Config) { c.Smarthost = hangs{handed, never} })
	var ended sync.WaitGroup
	ended.Go(func() { _, _ = killed.Send(context.Background()) }) // its end comes too late to count
	<-handed
	p.sends(0)
	p.clock.Advance(3 * time.Minute)
	p.sends(1)
	close(never)
	ended.Wait()
	if row := p.row(id); row.State != "SENT" || host.count() != 1 || row.Attempts != 2 {
		t.Errorf("%+v", row)
	}
}

// hangs says when a mail was handed over, and refuses it for good once nobody waits any more.
type hangs struct{ handed, never chan struct{} }

func (h hangs) Deliver(context.Context, outbound.Parcel) error {
	close(h.handed)
	<-h.never
	return &outbound.Refusal{Permanent: true, Reason: "too late"}
}

func TestSecretsGoOnceTheyAreSent(t *testing.T) {
	p, host := newSender(t, nil)
	l := plain("a@x.example", "code 123456")
	l.Secret = true
	id := p.put(l)[0]
	host.says(&outbound.Refusal{Reason: "450 later"})
	p.sends(0)
	if len(*p.row(id).Raw) == 0 {
		t.Error("gone before it was sent")
	}
	host.says(nil)
	p.clock.Advance(2 * time.Minute)
	p.sends(1)
	if row := p.row(id); len(*row.Raw) != 0 || row.Subject != "" {
		t.Errorf("kept after it was sent: %q", *row.Raw)
	}
	if err := p.Resend(t.Context(), agent(), id); !errors.Is(err, problem.MailGone()) {
		t.Errorf("sent again: %v", err)
	}
}

// A dead address is not tried any more, within its tenant, until it is cleared.
func TestBouncesMarkTheAddress(t *testing.T) {
	told := 0
	p, host := newSender(t, func(c *outbound.Config) {
		c.Failed = func(context.Context, *ent.Tx, outbound.Failure) error { told++; return nil }
	})
	first := p.put(plain("Dead@x.example", "one"))[0]
	p.sends(1)
	bounce := func(permanent bool, report string) {
		t.Helper()
		err := p.store.Tx(context.Background(), func(ctx context.Context, tx *ent.Tx) error {
			return p.Bounced(ctx, tx, first, permanent, report)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	bounce(false, "delayed")
	if row := p.row(first); row.State != "SENT" || row.BounceReport != "delayed" || told != 0 {
		t.Errorf("after a delay: %+v", row)
	}
	bounce(true, "550 no such user")
	bounce(true, "550 no such user")
	if row := p.row(first); row.State != "BOUNCED" || row.BounceReport != "550 no such user" || told != 1 {
		t.Errorf("bounced, told %d times: %+v", told, row)
	}
	elsewhere := plain("dead@x.example", "another tenant")
	elsewhere.TenantID = 77
	second := p.put(plain("dead@X.example", "two"), elsewhere)[0]
	p.sends(1)
	if row := p.row(second); row.State != "REFUSED" || !strings.Contains(row.LastError, "marked as undeliverable: 550 no such user") || told != 1 {
		t.Errorf("to a dead address, told %d times: %+v", told, row)
	}
	if err := p.Resend(t.Context(), agent(), second); !errors.Is(err, problem.MailAddressMarked()) {
		t.Errorf("sent again to a marked address: %v", err)
	}
	if err := p.ClearAddress(t.Context(), customer(), second); !errors.Is(err, problem.New(problem.NotFound)) {
		t.Errorf("cleared by a customer: %v", err)
	}
	if err := p.ClearAddress(t.Context(), agent(), second); err != nil {
		t.Fatal(err)
	}
	if err := p.Resend(t.Context(), agent(), second); err != nil {
		t.Fatal(err)
	}
	if err := p.Resend(t.Context(), agent(), second); !errors.Is(err, problem.MailWaits()) {
		t.Errorf("sent again while it waits: %v", err)
	}
	p.sends(1)
	if got := host.count(); got != 3 {
		t.Errorf("%d mails were taken", got)
	}
	fates, err := p.Fates(t.Context(), []int64{3, 4})
	if err != nil || len(fates[3]) != 3 || fates[3][0].State != outbound.Bounced || fates[3][1].State != outbound.Sent || fates[3][1].AddressMarked {
		t.Errorf("fates: %+v, %v", fates, err)
	}
}

func TestMailsOfOurs(t *testing.T) {
	p, _ := newSender(t, nil)
	other := plain("a@x.example", "of another desk")
	other.DeskID, other.TicketID = 2, 9
	ids := p.put(plain("a@x.example", "one"), plain("a@x.example", "two"), other)
	name := func(i int) string { return p.row(ids[i]).MessageID }
	for _, c := range []struct {
		desk int64
		ids  []string
		want int64
	}{
		{1, []string{name(0)}, ids[0]},
		{1, []string{strings.Trim(name(1), "<>"), name(0), "<unknown@elsewhere.example>"}, ids[1]},
		{1, []string{name(2)}, 0},
		{2, []string{name(2)}, ids[2]},
		{1, []string{"", "<>", "<unknown@elsewhere.example>"}, 0},
		{1, nil, 0},
	} {
		if got, err := p.FindByMessageID(t.Context(), c.desk, c.ids...); err != nil || got.MailID != c.want {
			t.Errorf("%q of desk %d: %+v, want mail %d: %v", c.ids, c.desk, got, c.want, err)
		}
	}
	if got, err := p.Find(t.Context(), ids[2]); err != nil || got.TicketID != 9 || got.DeskID != 2 || got.To != "a@x.example" {
		t.Errorf("found %+v: %v", got, err)
	}
	if got, err := p.Find(t.Context(), 999); err != nil || got.MailID != 0 {
		t.Errorf("found %+v: %v", got, err)
	}
}

// Without a smarthost what waits for its time goes into the trap when it comes.
func TestTheTrapTakesWhatWaited(t *testing.T) {
	p := newPost(t, nil)
	l := plain("a@x.example", "one")
	l.Same, l.Apart = "SAME", time.Hour
	ids := p.put(l, l, l)
	if ids[1] == ids[0] || ids[2] != ids[1] || p.row(ids[1]).State != "QUEUED" {
		t.Fatalf("%v: %+v", ids, p.row(ids[1]))
	}
	p.sends(0)
	p.clock.Advance(time.Hour)
	p.sends(1)
	if row := p.row(ids[1]); row.State != "TRAPPED" {
		t.Errorf("%+v", row)
	}
}

func agent() *access.Viewer {
	return &access.Viewer{UserID: 1, Desks: map[int64]access.DeskRole{1: access.DeskAgent}}
}

func customer() *access.Viewer {
	return &access.Viewer{UserID: 2, Tenants: map[int64]access.Membership{2: {TenantID: 2, DeskID: 1, Role: access.TenantAdministrator}}}
}

// Bytes go in time, what became of the mail stays; what still waits keeps them.
func TestForget(t *testing.T) {
	p, host := newSender(t, func(c *outbound.Config) { c.Keep, c.GiveUp = 48*time.Hour, 1000*time.Hour })
	ids := p.put(plain("a@x.example", "one"), plain("b@x.example", "two"))
	host.say = func(parcel outbound.Parcel) error {
		if parcel.Recipient == "b@x.example" {
			return &outbound.Refusal{Reason: "450 later"}
		}
		return nil
	}
	p.sends(1)
	for days, want := range []int{0, 0, 0, 1, 0} {
		if n, err := p.Forget(t.Context()); err != nil || n != want {
			t.Errorf("after %d days %d are forgotten, want %d: %v", days, n, want, err)
		}
		p.clock.Advance(24 * time.Hour)
	}
	if row := p.row(ids[0]); len(*row.Raw) != 0 || row.State != "SENT" || row.MessageID == "" {
		t.Errorf("forgotten: %+v", row)
	}
	if row := p.row(ids[1]); len(*row.Raw) == 0 {
		t.Error("what waits is forgotten")
	}
	if err := p.Resend(t.Context(), agent(), ids[0]); !errors.Is(err, problem.MailGone()) {
		t.Errorf("sent again: %v", err)
	}
}
