package demo_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sportello/ent"
	"sportello/ent/policyversion"
	"sportello/ent/ticket"
	"sportello/internal/blob"
	"sportello/internal/demo"
	"sportello/internal/desktest"
	"sportello/internal/journal"
	"sportello/internal/policy"
	"sportello/internal/store"
)

func present() time.Time { return time.Date(2026, time.November, 22, 15, 30, 0, 0, time.UTC) }

func newBlobs(t testing.TB) *blob.Store {
	t.Helper()
	b, err := blob.Open(t.Context(), "file:"+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func fill(t testing.TB, seed uint64, tickets int) (*store.Store, *blob.Store, *demo.Summary) {
	t.Helper()
	s, b := desktest.NewStore(t), newBlobs(t)
	sum, err := demo.Fill(t.Context(), demo.Options{
		Store: s, Blobs: b, Seed: seed, Tickets: tickets, Now: present(), PasswordHash: "$argon2id$not-checked-here",
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, b, sum
}

func allTickets(t testing.TB, s *store.Store) []*ent.Ticket {
	t.Helper()
	rows, err := s.Read().Ticket.Query().Order(ent.Asc(ticket.FieldID)).All(store.System(context.Background()))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// All five desks come with everything that can become of a ticket there.
func TestFill(t *testing.T) {
	var told []int
	s, b := desktest.NewStore(t), newBlobs(t)
	o := demo.Options{
		Store: s, Blobs: b, Seed: 7, Tickets: 1500, Now: present(), PasswordHash: "hash",
		Progress: func(done, total int) {
			if total != 1500 {
				t.Errorf("%d of %d", done, total)
			}
			told = append(told, done)
		},
	}
	sum, err := demo.Fill(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(told) != "[1000 1500]" {
		t.Errorf("told %v", told)
	}
	if faults := auditAll(t, s); len(faults) > 0 {
		t.Errorf("%d faults, such as\n%s", len(faults), strings.Join(faults[:min(len(faults), 10)], "\n"))
	}
	found := map[string]int{}
	for _, row := range allTickets(t, s) {
		slug := sum.Desks[row.DeskID-1].Slug
		found[slug+" "+row.Status]++
		found[row.CloseReason]++
		if row.ReopenCount > 0 {
			found[slug+" reopened"]++
		}
		if row.FollowsID != nil {
			found[slug+" follows"]++
		}
		if row.PersonID != nil {
			found[slug+" person"]++
		}
		found["notes"] += row.NoteCount
		found["files"] += row.AttachmentCount
		found["priority "+row.Priority]++
	}
	want := []string{
		"auto-close", "notes", "files", "priority LOW", "priority NORMAL", "priority HIGH", "priority URGENT",
		"guided OPEN", "guided IN_PROGRESS", "guided WAITING_ON_CUSTOMER", "guided CLOSED", "guided reopened",
		"ams OPEN", "ams IN_PROGRESS", "ams WAITING_ON_CUSTOMER", "ams CLOSED", "ams follows", "ams person",
		"autofattura OPEN", "autofattura IN_PROGRESS", "autofattura CLOSED", "autofattura reopened",
		"ticketera OPEN", "ticketera IN_PROGRESS", "ticketera WAITING_ON_CUSTOMER", "ticketera RESOLVED",
		"ticketera CLOSED", "ticketera follows", "ticketera reopened",
		"nts OPEN", "nts IN_PROGRESS", "nts WAITING_ON_CUSTOMER", "nts IN_DEVELOPMENT", "nts CLOSED", "nts reopened",
		"nts follows", "nts person",
	}
	for _, what := range want {
		if found[what] == 0 {
			t.Errorf("there is no %s; there are %v", what, found)
		}
	}
	if found["autofattura WAITING_ON_CUSTOMER"]+found["ams reopened"]+found["guided follows"] > 0 {
		t.Errorf("the desks' rules are not kept: %v", found)
	}
}

// The same seed and present give the same rows; another seed gives others.
func TestSeed(t *testing.T) {
	dump := func(seed uint64) string {
		s, _, sum := fill(t, seed, 120)
		var b strings.Builder
		fmt.Fprintf(&b, "%+v\n", sum)
		ctx := store.System(t.Context())
		read := s.Read()
		for _, all := range []func() (any, error){
			func() (any, error) { return read.User.Query().All(ctx) },
			func() (any, error) { return read.Tenant.Query().All(ctx) },
			func() (any, error) { return read.Person.Query().All(ctx) },
			func() (any, error) { return read.Membership.Query().All(ctx) },
			func() (any, error) { return read.Desk.Query().All(ctx) },
			func() (any, error) { return read.Ticket.Query().All(ctx) },
			func() (any, error) { return read.Message.Query().All(ctx) },
			func() (any, error) { return read.TimelineEntry.Query().All(ctx) },
		} {
			rows, err := all()
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&b, rows)
		}
		files, err := read.Attachment.Query().All(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			f.BlobKey = "" // from the system's randomness: nobody must guess it
			fmt.Fprintln(&b, f)
		}
		return b.String()
	}
	one, two, other := dump(1), dump(1), dump(2)
	if one != two {
		t.Error("the same seed gave other rows")
	}
	if one == other {
		t.Error("another seed gave the same rows")
	}
}

// A fill never mixes with what is there, and refuses what it can't do.
func TestFillRefuses(t *testing.T) {
	s, b, _ := fill(t, 1, 5)
	again := demo.Options{Store: s, Blobs: b, Tickets: 5, Now: present()}
	if _, err := demo.Fill(t.Context(), again); !errors.Is(err, demo.ErrNotEmpty) {
		t.Errorf("on a full database: %v", err)
	}
	few := demo.Options{Store: desktest.NewStore(t), Blobs: b, Tickets: 4, Now: present()}
	if _, err := demo.Fill(t.Context(), few); err == nil {
		t.Error("four tickets were enough for five desks")
	}
}

// Who stops a fill is told so, and nothing goes on.
func TestFillStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	last := 0
	_, err := demo.Fill(ctx, demo.Options{
		Store: desktest.NewStore(t), Tickets: 20_000, Now: present(),
		Progress: func(done, _ int) {
			last = done
			cancel()
		},
	})
	if !errors.Is(err, context.Canceled) || last != 1000 {
		t.Errorf("stopped after %d: %v", last, err)
	}
}

// Whatever the seed, the stories keep to the desks' rules: workflow refuses none of their acts, and rows agree. Without a
// place for files there are none.
func TestManySeeds(t *testing.T) {
	for seed := range uint64(6) {
		s := desktest.NewStore(t)
		if _, err := demo.Fill(t.Context(), demo.Options{Store: s, Seed: 100 + seed, Tickets: 300, Now: present()}); err != nil {
			t.Fatal(err)
		}
		if faults := auditAll(t, s); len(faults) > 0 {
			t.Errorf("seed %d: %d faults, such as %s", seed, len(faults), faults[0])
		}
		if n := s.Read().Attachment.Query().CountX(store.System(t.Context())); n > 0 {
			t.Errorf("seed %d: %d files from nowhere", seed, n)
		}
	}
}

// After a fill the server goes on from there: ids, numbers and the history of the rules continue.
func TestGoesOn(t *testing.T) {
	s, _, _ := fill(t, 3, 50)
	ctx := store.System(t.Context())
	for _, d := range s.Read().Desk.Query().AllX(ctx) {
		newest := s.Read().Ticket.Query().Where(ticket.DeskID(d.ID)).Order(ent.Desc(ticket.FieldNumber)).FirstX(ctx)
		if d.LastNumber != newest.Number {
			t.Errorf("%s goes on after %d, its newest ticket is %d", d.Slug, d.LastNumber, newest.Number)
		}
		if newest.Status == string(policy.Closed) || newest.MessageCount < 4 {
			t.Errorf("the talk on %s is over", d.Slug)
		}
		first := s.Read().PolicyVersion.Query().Where(policyversion.DeskID(d.ID)).OnlyX(ctx)
		if first.Version != d.PolicyVersion || first.Policy != d.Policy || first.AuthorID != nil || first.CreatedAt != d.CreatedAt {
			t.Errorf("the history of %s begins with %+v", d.Slug, first)
		}
	}
	err := s.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error {
		u, err := tx.User.Create().SetEmail("new@example.test").SetCreatedAt(1).Save(ctx)
		if err != nil {
			return err
		}
		if n := tx.User.Query().CountX(ctx); u.ID != int64(n) {
			t.Errorf("the %dth user has id %d", n, u.ID)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// Each ticket has one place in the journal, and the next change gets the next one.
func TestPlacesInTheJournal(t *testing.T) {
	s, _, _ := fill(t, 3, 1200)
	j, err := journal.Open(t.Context(), journal.Config{Store: s})
	if err != nil {
		t.Fatal(err)
	}
	changes, err := j.After(t.Context(), 0, 2000)
	if head, _ := j.Grown(); err != nil || head != 1200 || len(changes) != 1200 {
		t.Fatalf("%d changes up to %d: %v", len(changes), head, err)
	}
	tickets := map[int64]*ent.Ticket{}
	for _, row := range allTickets(t, s) {
		tickets[row.ID] = row
	}
	for i, c := range changes {
		row := tickets[c.TicketID]
		delete(tickets, c.TicketID)
		if row == nil {
			t.Fatalf("%+v is of no ticket, or of one that has a place already", c)
		}
		want := journal.Change{
			Pos: int64(i) + 1, DeskID: row.DeskID, TenantID: row.TenantID, TicketID: row.ID, Seq: row.LastSeq, At: row.UpdatedAt,
		}
		if c != want {
			t.Errorf("place %+v, want %+v", c, want)
		}
	}
}
