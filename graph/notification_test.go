package graph_test

import (
	"testing"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/problem"
)

// reply has somebody write on the world's ticket.
func (w *world) reply(v *access.Viewer, text string) {
	w.t.Helper()
	_, err := w.desk.Reply(w.ctx(), v, desk.ReplyInput{TicketID: w.ticket.ID, Text: text})
	w.must(err)
}

// What happens concerns whom it is about and nobody else; to who may not see the ticket, a notification of it does not exist,
// be it theirs or another's (M2.10, M2.7).
func TestNotificationsAreTheirs(t *testing.T) {
	w := newWorld(t)
	before, err := w.journal.Head(w.ctx())
	w.must(err)
	_, err = w.desk.Take(w.ctx(), w.agent, desk.TakeInput{TicketID: w.ticket.ID})
	w.must(err)
	w.reply(w.victim, "One more thing to say")
	_, err = w.desk.AddNote(w.ctx(), w.agent, desk.AddNoteInput{TicketID: w.ticket.ID, Text: "For staff alone"})
	w.must(err)
	w.reply(w.agent, "An answer")
	_, err = w.journal.Place(w.ctx())
	w.must(err)
	changes, err := w.journal.After(w.ctx(), before, 100)
	w.must(err)
	count := desktest.CountStatements(w.store)
	found, err := w.desk.Notifications(w.ctx(), changes)
	w.must(err)
	if n := count(); n != 1 {
		t.Errorf("%d statements", n)
	}
	if len(changes) < 3 || len(found) != 2 || found[0].UserID != w.agent.UserID || found[1].UserID != w.victim.UserID ||
		found[0].Kinds[0] != desk.NotifyCustomer || found[1].Kinds[0] != desk.NotifyAnswered {
		t.Fatalf("%d changes concern %+v", len(changes), found)
	}
	for _, n := range found {
		for who, v := range map[string]*access.Viewer{
			"customer of another tenant": w.neighbour.Viewer, "customer of another desk": w.outsider.Viewer,
			"staff of another desk": w.otherStaff.Viewer, "analyst": w.analyst.Viewer,
		} {
			if shown, err := w.desk.ShowNotification(w.ctx(), v, n); !problem.Is(err, problem.NotFound) {
				t.Errorf("%s is shown %+v (%v)", who, shown, err)
			}
		}
	}
}

// A change of a list that many follow takes as many statements as of one that one follows (M2.10, issue 6).
func TestListsShareTheirStatements(t *testing.T) {
	w := newWorld(t)
	w.goLive()
	change := func(followers []func() listEvent) int {
		count := desktest.CountStatements(w.store)
		w.reply(w.victim, "One more thing to say")
		for _, next := range followers {
			if got := next(); got.Change != "UPDATED" {
				t.Fatalf("told %+v", got)
			}
		}
		return count()
	}
	const many = 60
	var followers []func() listEvent
	for range many {
		next := w.followList(w.agent, "")
		next() // the snapshot
		followers = append(followers, next)
	}
	alike := change(followers) // the first tells what was on its way, too
	for range 3 {
		alike = min(alike, change(followers))
	}
	t.Logf("%d statements for %d followers", alike, many)
	const own = 30 // of the reply, the journal, the look, and of polls meanwhile
	if alike > own {
		t.Errorf("%d statements for %d followers", alike, many)
	}
}
