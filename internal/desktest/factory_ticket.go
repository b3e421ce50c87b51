package desktest

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"sportello/ent"
	"sportello/ent/ticket"
	"sportello/internal/access"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/policy"
)

// batch is how many rows go into one statement.
const batch = 200

// Ticket makes a ticket of a requester's, open and untouched.
func (f *Factory) Ticket(tenantID int64, requester *access.Viewer) *ent.Ticket {
	f.t.Helper()
	t := &ent.Ticket{TenantID: tenantID, RequesterID: requester.UserID}
	f.Tickets(t)
	return t
}

// Tickets makes tickets, many at a time, each with its description and the entry of its opening. TenantID and
// RequesterID must be set; what else is zero gets a value, and all get their id.
func (f *Factory) Tickets(tickets ...*ent.Ticket) {
	f.t.Helper()
	for _, t := range tickets {
		f.complete(t)
	}
	f.do("tickets", func(ctx context.Context, tx *ent.Tx) error {
		for some := range slices.Chunk(tickets, batch) {
			if err := insertTickets(ctx, tx, some); err != nil {
				return err
			}
		}
		for deskID, number := range f.numbers {
			if err := tx.Desk.UpdateOneID(deskID).SetLastNumber(number).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// complete fills in what is zero.
func (f *Factory) complete(t *ent.Ticket) {
	t.DeskID = f.deskOf[t.TenantID]
	f.numbers[t.DeskID]++
	t.Number = cmp.Or(t.Number, f.numbers[t.DeskID])
	t.Subject = cmp.Or(t.Subject, fmt.Sprintf("Subject %d", f.next()))
	t.Excerpt = cmp.Or(t.Excerpt, "Description of "+t.Subject)
	t.Status = cmp.Or(t.Status, string(policy.Open))
	t.Priority = cmp.Or(t.Priority, string(policy.Normal))
	t.PriorityRank = int8(policy.Priority(t.Priority).Rank())
	t.Channel = cmp.Or(t.Channel, "WEB")
	t.CreatedAt = cmp.Or(t.CreatedAt, f.instant())
	t.UpdatedAt = cmp.Or(t.UpdatedAt, t.CreatedAt)
	t.StatusSince = cmp.Or(t.StatusSince, t.CreatedAt)
	t.Version = cmp.Or(t.Version, 1)
	t.LastSeq, t.LastPublicSeq, t.MessageCount = 1, 1, 1
	t.LastMessageExcerpt, t.LastMessageBy, t.LastMessageAt = t.Excerpt, string(event.Customer), t.CreatedAt
}

func insertTickets(ctx context.Context, tx *ent.Tx, tickets []*ent.Ticket) error {
	rows, err := tx.Ticket.MapCreateBulk(tickets, func(c *ent.TicketCreate, i int) {
		t := tickets[i]
		c.SetDeskID(t.DeskID).SetTenantID(t.TenantID).SetNumber(t.Number).SetSubject(t.Subject).SetStatus(t.Status).
			SetPriority(t.Priority).SetPriorityRank(t.PriorityRank).SetChannel(t.Channel).SetRequesterID(t.RequesterID).
			SetNillableAssigneeID(t.AssigneeID).SetNillablePersonID(t.PersonID).SetNillableFollowsID(t.FollowsID).
			SetVersion(t.Version).SetLastSeq(t.LastSeq).SetLastPublicSeq(t.LastPublicSeq).SetMessageCount(t.MessageCount).
			SetReopenCount(t.ReopenCount).SetExcerpt(t.Excerpt).SetLastMessageExcerpt(t.LastMessageExcerpt).
			SetLastMessageBy(t.LastMessageBy).SetLastMessageAt(t.LastMessageAt).SetCreatedAt(t.CreatedAt).
			SetUpdatedAt(t.UpdatedAt).SetLastReplyAt(t.LastReplyAt).SetStatusSince(t.StatusSince).
			SetFirstRespondedAt(t.FirstRespondedAt).SetResolvedAt(t.ResolvedAt).SetClosedAt(t.ClosedAt).
			SetCloseReason(t.CloseReason)
	}).Save(ctx)
	if err != nil {
		return err
	}
	messages, err := tx.Message.MapCreateBulk(rows, func(c *ent.MessageCreate, i int) {
		tickets[i].ID = rows[i].ID
		c.SetTicketID(rows[i].ID).SetConversationID(rows[i].ID).SetSeq(1).SetKind("DESCRIPTION").SetStaffOnly(false).
			SetCreatedAt(rows[i].CreatedAt).
			SetAuthorKind(string(event.Customer)).SetAuthorID(rows[i].RequesterID).SetText(tickets[i].Excerpt)
	}).Save(ctx)
	if err != nil {
		return err
	}
	return tx.TimelineEntry.MapCreateBulk(rows, func(c *ent.TimelineEntryCreate, i int) {
		c.SetTicketID(rows[i].ID).SetSeq(1).SetPublicSeq(1).SetKind(string(event.TicketOpened)).
			SetActorKind(string(event.Customer)).SetActorID(rows[i].RequesterID).SetMessageID(messages[i].ID).
			SetToValue(string(policy.Open)).SetCreatedAt(rows[i].CreatedAt)
	}).Exec(ctx)
}

// Line is one more entry of a ticket's log.
type Line struct {
	Kind             event.Kind
	By               *access.Viewer // nil: the system
	StaffOnly        bool           // notes are, said or not
	Text             string         // makes a message of it: a reply, or with NOTE_ADDED a note
	Files            int            // on the message
	From, To, Reason string
	ClientMutationID string
}

// Add writes lines at the end of a ticket's log, and keeps the ticket's row in step.
func (f *Factory) Add(ticketID int64, lines ...Line) {
	f.t.Helper()
	f.do("lines", func(ctx context.Context, tx *ent.Tx) error {
		t, err := tx.Ticket.Get(ctx, ticketID)
		if err != nil {
			return err
		}
		for _, line := range lines {
			if err := f.add(ctx, tx, t, line); err != nil {
				return err
			}
		}
		return tx.Ticket.Update().Where(ticket.ID(t.ID)).SetLastSeq(t.LastSeq).SetLastPublicSeq(t.LastPublicSeq).
			SetVersion(t.Version).SetMessageCount(t.MessageCount).SetNoteCount(t.NoteCount).
			SetAttachmentCount(t.AttachmentCount).SetUpdatedAt(t.UpdatedAt).SetLastReplyAt(t.LastReplyAt).
			SetLastMessageAt(t.LastMessageAt).SetLastMessageBy(t.LastMessageBy).
			SetLastMessageExcerpt(t.LastMessageExcerpt).Exec(ctx)
	})
}

func (f *Factory) add(ctx context.Context, tx *ent.Tx, t *ent.Ticket, line Line) error {
	now := f.instant()
	line.StaffOnly = line.StaffOnly || line.Kind == event.NoteAdded
	actor := event.System
	if line.By != nil {
		actor = event.Customer
		if line.By.WorksOn(t.DeskID) {
			actor = event.Staff
		}
	}
	t.LastSeq++
	t.Version++
	entry := tx.TimelineEntry.Create().SetTicketID(t.ID).SetSeq(t.LastSeq).SetKind(string(line.Kind)).
		SetActorKind(string(actor)).SetFromValue(line.From).SetToValue(line.To).SetReason(line.Reason).
		SetClientMutationID(line.ClientMutationID).SetCreatedAt(now).SetPublicSeq(0)
	if line.By != nil {
		entry.SetActorID(line.By.UserID)
	}
	if !line.StaffOnly {
		t.LastPublicSeq++
		t.UpdatedAt = now
		entry.SetPublicSeq(t.LastPublicSeq)
	}
	if line.Text != "" {
		id, err := f.say(ctx, tx, t, line, actor, now)
		if err != nil {
			return err
		}
		entry.SetMessageID(id)
	}
	return entry.Exec(ctx)
}

// say writes a line's message, with its files.
func (f *Factory) say(
	ctx context.Context, tx *ent.Tx, t *ent.Ticket, line Line, actor event.ActorKind, now moment.Moment,
) (int64, error) {
	kind := "REPLY"
	if line.Kind == event.NoteAdded {
		kind = "NOTE"
		t.NoteCount++
	} else {
		t.MessageCount++
		t.AttachmentCount += line.Files
		t.LastReplyAt, t.LastMessageAt, t.LastMessageBy, t.LastMessageExcerpt = now, now, string(actor), line.Text
	}
	m, err := tx.Message.Create().SetTicketID(t.ID).SetConversationID(t.ID).SetSeq(t.LastSeq).SetKind(kind).
		SetStaffOnly(line.StaffOnly).SetAuthorKind(string(actor)).SetAuthorID(line.By.UserID).SetText(line.Text).SetCreatedAt(now).Save(ctx)
	if err != nil {
		return 0, err
	}
	for range line.Files {
		n := f.next()
		err := tx.Attachment.Create().SetTicketID(t.ID).SetMessageID(m.ID).SetStaffOnly(line.StaffOnly).
			SetUploaderID(line.By.UserID).SetName(fmt.Sprintf("file-%d.txt", n)).SetContentType("text/plain").
			SetSize(int64(n)).SetSha256(fmt.Sprintf("%064x", n)).SetBlobKey(fmt.Sprintf("blob-%d", n)).
			SetCreatedAt(now).Exec(ctx)
		if err != nil {
			return 0, err
		}
	}
	return m.ID, nil
}
