package demo_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"sportello/ent"
	"sportello/ent/message"
	"sportello/ent/timelineentry"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/store"
)

// audit compares what is kept on one ticket with what its messages, files and timeline say.
type audit struct {
	ticket   *ent.Ticket
	entries  []*ent.TimelineEntry
	messages []*ent.Message
	files    []*ent.Attachment
	faults   []string
}

// auditAll audits every ticket, and the count of each desk.
func auditAll(t testing.TB, s *store.Store) (faults []string) {
	t.Helper()
	ctx := store.System(context.Background())
	rows, err := s.Read().Ticket.Query().
		WithTimeline(func(q *ent.TimelineEntryQuery) { q.Order(ent.Asc(timelineentry.FieldSeq)) }).
		WithMessages(func(q *ent.MessageQuery) { q.Order(ent.Asc(message.FieldSeq)).WithAttachments() }).
		All(ctx)
	if err != nil {
		t.Fatal(err)
	}
	numbers := map[int64]map[int64]bool{}
	for _, row := range rows {
		a := &audit{ticket: row, entries: row.Edges.Timeline, messages: row.Edges.Messages}
		for _, m := range a.messages {
			a.files = append(a.files, m.Edges.Attachments...)
		}
		a.run()
		faults = append(faults, a.faults...)
		if numbers[row.DeskID] == nil {
			numbers[row.DeskID] = map[int64]bool{}
		}
		numbers[row.DeskID][row.Number] = true
	}
	for _, d := range s.Read().Desk.Query().AllX(ctx) {
		for n := int64(1); n <= d.LastNumber; n++ {
			if !numbers[d.ID][n] {
				faults = append(faults, fmt.Sprintf("%s has no ticket %d", d.Slug, n))
			}
		}
		if int64(len(numbers[d.ID])) != d.LastNumber {
			faults = append(faults, fmt.Sprintf("%s counts %d, has %d", d.Slug, d.LastNumber, len(numbers[d.ID])))
		}
	}
	return faults
}

func (a *audit) same(what string, got, want any) {
	if got != want {
		a.faults = append(a.faults, fmt.Sprintf("ticket %d: %s is %v, its rows say %v", a.ticket.ID, what, got, want))
	}
}

func (a *audit) run() {
	a.order()
	a.talk()
	a.values()
	a.links()
}

// order: both audiences count without a gap, time goes on, each message stands where its entry says.
func (a *audit) order() {
	bySeq := map[int64]*ent.Message{}
	for _, m := range a.messages {
		bySeq[m.Seq] = m
	}
	var public, version int64
	var updated, act moment.Moment
	for i, e := range a.entries {
		a.same("seq", e.Seq, int64(i)+1)
		if e.CreatedAt < act || e.CreatedAt > moment.Of(present()) {
			a.same("time of entry", e.CreatedAt, act)
		}
		if e.PublicSeq != 0 {
			public++
			a.same("public seq", e.PublicSeq, public)
			updated = e.CreatedAt
		}
		due := e.Kind == string(event.DueWarned) || e.Kind == string(event.DueBreached)
		if e.Kind != string(event.NoteAdded) && !due && e.CreatedAt != act {
			version++
		}
		act = e.CreatedAt
		a.same("actor of entry", e.ActorID == nil, e.ActorKind == string(event.System))
		m := bySeq[e.Seq]
		a.same("entry tells of a message", e.MessageID != nil, m != nil)
		if m != nil && e.MessageID != nil {
			a.same("message of entry", *e.MessageID, m.ID)
			a.same("time of message", m.CreatedAt, e.CreatedAt)
			a.same("author of message", m.AuthorKind, e.ActorKind)
			a.same("audience of message", m.StaffOnly, e.PublicSeq == 0)
		}
	}
	t := a.ticket
	a.same("last seq", t.LastSeq, int64(len(a.entries)))
	a.same("last public seq", t.LastPublicSeq, public)
	a.same("version", t.Version, version)
	a.same("updated at", t.UpdatedAt, updated)
}

func (a *audit) talk() {
	var want ent.Ticket
	for i, m := range a.messages {
		if m.StaffOnly {
			want.NoteCount++
			a.same("kind of a note", m.Kind, "NOTE")
			continue
		}
		want.MessageCount++
		want.LastMessageAt, want.LastMessageBy = m.CreatedAt, m.AuthorKind
		want.LastMessageExcerpt = strings.Join(strings.Fields(m.Text), " ")
		if i == 0 {
			a.same("kind of the first message", m.Kind, "DESCRIPTION")
			want.Excerpt, _, _ = strings.Cut(m.Text, "\n")
		} else {
			want.LastReplyAt = m.CreatedAt
		}
		if m.AuthorKind != string(event.Staff) {
			want.LastCustomerMessageAt = m.CreatedAt
			continue
		}
		want.LastStaffMessageAt = m.CreatedAt
		if want.FirstRespondedAt == 0 {
			want.FirstRespondedAt = m.CreatedAt
		}
	}
	t := a.ticket
	a.same("message count", t.MessageCount, want.MessageCount)
	a.same("note count", t.NoteCount, want.NoteCount)
	a.same("attachment count", t.AttachmentCount, len(a.files))
	a.same("last message at", t.LastMessageAt, want.LastMessageAt)
	a.same("last message by", t.LastMessageBy, want.LastMessageBy)
	a.same("last reply at", t.LastReplyAt, want.LastReplyAt)
	a.same("last customer message at", t.LastCustomerMessageAt, want.LastCustomerMessageAt)
	a.same("last staff message at", t.LastStaffMessageAt, want.LastStaffMessageAt)
	a.same("first responded at", t.FirstRespondedAt, want.FirstRespondedAt)
	a.excerpt("excerpt", t.Excerpt, want.Excerpt)
	a.excerpt("last message", t.LastMessageExcerpt, want.LastMessageExcerpt)
}

func (a *audit) excerpt(what, got, whole string) {
	start, cut := strings.CutSuffix(got, "…")
	if len([]rune(got)) > 200 || got == "" || !strings.HasPrefix(whole, start) || !cut && got != whole {
		a.same(what, got, whole)
	}
}

// values: what the entries say one after the other leads to where the ticket stands.
func (a *audit) values() {
	var want ent.Ticket
	assignee := ""
	for _, e := range a.entries {
		switch event.Kind(e.Kind) {
		case event.TicketOpened:
			want.Status, want.StatusSince, want.CreatedAt = e.ToValue, e.CreatedAt, e.CreatedAt
		case event.StatusChanged:
			a.same("status before", e.FromValue, want.Status)
			was := policy.Status(want.Status)
			want.Status, want.StatusSince = e.ToValue, e.CreatedAt
			switch to := policy.Status(e.ToValue); {
			case to == policy.Closed:
				want.ClosedAt, want.CloseReason = e.CreatedAt, e.Reason
			case to == policy.Resolved:
				want.ResolvedAt = e.CreatedAt
			case was.Over():
				want.ReopenCount++
				want.ResolvedAt, want.ClosedAt, want.CloseReason = 0, 0, ""
			}
		case event.AssigneeChanged:
			a.same("assignee before", e.FromValue, assignee)
			assignee = e.ToValue
		case event.PriorityChanged:
			want.Priority = e.ToValue
		}
	}
	t := a.ticket
	a.same("created at", t.CreatedAt, want.CreatedAt)
	a.same("status", t.Status, want.Status)
	a.same("status since", t.StatusSince, want.StatusSince)
	a.same("resolved at", t.ResolvedAt, want.ResolvedAt)
	a.same("closed at", t.ClosedAt, want.ClosedAt)
	a.same("close reason", t.CloseReason, want.CloseReason)
	a.same("reopen count", t.ReopenCount, want.ReopenCount)
	a.same("assignee", decimal(t.AssigneeID), assignee)
	a.same("priority rank", int(t.PriorityRank), policy.Priority(t.Priority).Rank())
	if want.Priority != "" {
		a.same("priority", t.Priority, want.Priority)
	}
}

// links: a ticket that continues another says so.
func (a *audit) links() {
	said := ""
	for _, e := range a.entries {
		if e.Kind == string(event.TicketLinked) && e.Seq == 2 {
			said = e.ToValue
		}
	}
	if a.ticket.FollowsID != nil {
		a.same("what it continues", decimal(a.ticket.FollowsID), said)
	}
}

func decimal(id *int64) string {
	if id == nil {
		return ""
	}
	return strconv.FormatInt(*id, 10)
}
