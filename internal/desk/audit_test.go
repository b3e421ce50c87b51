package desk_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"sportello/ent"
	"sportello/ent/attachment"
	"sportello/ent/message"
	"sportello/ent/ticket"
	"sportello/ent/timelineentry"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/richtext"
	"sportello/internal/store"
	"sportello/internal/workflow"
)

// audit goes through the messages, attachments and timeline of tickets (of all, when none is named) as if nothing were
// kept on them, and answers what disagrees.
func (o *office) audit(ids ...int64) (faults []string, err error) {
	ctx := store.System(context.Background())
	query := o.store.Read().Ticket.Query()
	if len(ids) > 0 {
		query.Where(ticket.IDIn(ids...))
	}
	tickets, err := query.All(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range tickets {
		a := &audit{ticket: t}
		if err := a.read(ctx, o.store.Read()); err != nil {
			return nil, err
		}
		a.run()
		if err := o.auditDue(a); err != nil {
			return nil, err
		}
		faults = append(faults, a.faults...)
	}
	return faults, nil
}

// audit is that of one ticket.
type audit struct {
	ticket   *ent.Ticket
	entries  []*ent.TimelineEntry
	messages map[int64]*ent.Message // written on it, by seq
	talked   []*ent.Message         // in its conversation, in order of time
	files    []*ent.Attachment
	faults   []string
}

func (a *audit) read(ctx context.Context, db *ent.Client) (err error) {
	a.entries, err = db.TimelineEntry.Query().Where(timelineentry.TicketID(a.ticket.ID)).Order(ent.Asc(timelineentry.FieldSeq)).All(ctx)
	if err != nil {
		return err
	}
	rows, err := db.Message.Query().Where(message.TicketID(a.ticket.ID)).All(ctx)
	if err != nil {
		return err
	}
	a.messages = map[int64]*ent.Message{}
	for _, m := range rows {
		a.messages[m.Seq] = m
	}
	a.talked, err = db.Message.Query().Where(message.ConversationID(a.ticket.ID)).
		Order(ent.Asc(message.FieldCreatedAt, message.FieldID)).All(ctx)
	if err != nil {
		return err
	}
	a.files, err = db.Attachment.Query().Where(attachment.TicketID(a.ticket.ID)).All(ctx)
	return err
}

func (a *audit) run() {
	a.counts()
	a.talk()
	a.acts()
	a.values()
}

// counts: both audiences count without a gap, and each message stands where its entry says.
func (a *audit) counts() {
	publicSeq, told := int64(0), 0
	for i, e := range a.entries {
		a.same("seq", e.Seq, int64(i)+1)
		if e.PublicSeq != 0 {
			publicSeq++
			a.same("public seq", e.PublicSeq, publicSeq)
		}
		m := a.messages[e.Seq]
		a.same("entry tells of a message", e.MessageID != nil, m != nil)
		if m != nil && e.MessageID != nil {
			told++
			a.same("message of the entry", *e.MessageID, m.ID)
			a.same("audience of the message", m.StaffOnly, e.PublicSeq == 0)
		}
	}
	a.same("messages in the timeline", told, len(a.messages))
	a.same("last seq", a.ticket.LastSeq, int64(len(a.entries)))
	a.same("last public seq", a.ticket.LastPublicSeq, publicSeq)
}

// talk: the messages, their files and their times.
func (a *audit) talk() {
	var public, notes, files int
	var last, reply, customer, staff, first moment.Moment
	var by, text string
	for _, m := range a.talked {
		if m.StaffOnly {
			notes++
			continue
		}
		public++
		last, by, text = m.CreatedAt, m.AuthorKind, richtext.New().Text(richtext.Format(m.Format), m.Text)
		if m.Kind == "REPLY" {
			reply = m.CreatedAt
		}
		if m.AuthorKind != string(event.Staff) {
			customer = m.CreatedAt
			continue
		}
		staff = m.CreatedAt
		if first == 0 && m.Kind == "REPLY" {
			first = m.CreatedAt
		}
	}
	for _, f := range a.files {
		if !f.StaffOnly {
			files++
		}
	}
	t := a.ticket
	a.same("message count", t.MessageCount, public)
	a.same("note count", t.NoteCount, notes)
	a.same("attachment count", t.AttachmentCount, files)
	a.same("last message at", t.LastMessageAt, last)
	a.same("last message by", t.LastMessageBy, by)
	a.same("last message", t.LastMessageExcerpt, strings.Join(strings.Fields(text), " ")) // the tests write short ones
	a.same("last reply at", t.LastReplyAt, reply)
	a.same("last customer message at", t.LastCustomerMessageAt, customer)
	a.same("last staff message at", t.LastStaffMessageAt, staff)
	if len(a.talked) > 0 { // else its conversation is elsewhere
		a.same("first responded at", t.FirstRespondedAt, first)
	}
}

// acts: the version counts the changes but notes; updated_at is the last that customers see. An act's entries share the
// instant, and in the test each act has its own.
func (a *audit) acts() {
	var version int64
	var updated, at moment.Moment
	for _, e := range a.entries {
		if e.PublicSeq != 0 {
			updated = e.CreatedAt
		}
		noted := e.Kind == string(event.DueWarned) || e.Kind == string(event.DueBreached)
		if e.Kind != string(event.NoteAdded) && !noted && e.CreatedAt != at {
			version, at = version+1, e.CreatedAt
		}
	}
	a.same("version", a.ticket.Version, version)
	a.same("updated at", a.ticket.UpdatedAt, updated)
}

// values: what the entries say one after the other leads to where the ticket stands.
func (a *audit) values() {
	var status, assignee, reason string
	var since, resolved, closed moment.Moment
	reopened := 0
	for _, e := range a.entries {
		switch event.Kind(e.Kind) {
		case event.TicketOpened:
			status, since = e.ToValue, e.CreatedAt
		case event.StatusChanged:
			a.same("status before", e.FromValue, status)
			from := policy.Status(status)
			status, since, reason = e.ToValue, e.CreatedAt, ""
			switch to := policy.Status(status); {
			case e.Reason == workflow.MergedBack:
				closed = 0
			case to == policy.Closed:
				closed, reason = e.CreatedAt, e.Reason
			case to == policy.Resolved:
				resolved = e.CreatedAt
			case from.Over():
				reopened++
				resolved, closed = 0, 0
			}
		case event.AssigneeChanged:
			a.same("assignee before", e.FromValue, assignee)
			assignee = e.ToValue
		}
	}
	t := a.ticket
	a.same("status", t.Status, status)
	a.same("status since", t.StatusSince, since)
	a.same("assignee", decimal(t.AssigneeID), assignee)
	a.same("reopen count", t.ReopenCount, reopened)
	a.same("resolved at", t.ResolvedAt, resolved)
	a.same("closed at", t.ClosedAt, closed)
	a.same("close reason", t.CloseReason, reason)
	a.same("priority rank", int(t.PriorityRank), policy.Priority(t.Priority).Rank())
	a.chain(event.PriorityChanged, t.Priority)
	a.chain(event.PersonChanged, decimal(t.PersonID))
}

// chain: each change of a kind starts where the one before ended, and the last leads to the ticket's value.
func (a *audit) chain(kind event.Kind, now string) {
	value, known := "", false
	for _, e := range a.entries {
		if e.Kind != string(kind) {
			continue
		}
		if known {
			a.same(string(kind)+" from", e.FromValue, value)
		}
		value, known = e.ToValue, true
	}
	if known {
		a.same(string(kind), now, value)
	}
}

func (a *audit) same(what string, got, want any) {
	if got != want {
		a.faults = append(a.faults, fmt.Sprintf("ticket %d: %s is %v, its rows say %v", a.ticket.ID, what, got, want))
	}
}

func decimal(id *int64) string {
	if id == nil {
		return ""
	}
	return strconv.FormatInt(*id, 10)
}
