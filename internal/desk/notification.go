package desk

import (
	"context"
	"fmt"
	"slices"

	"sportello/internal/access"
	"sportello/internal/event"
	"sportello/internal/moment"
)

// NotificationKind is why somebody is notified.
type NotificationKind string

// The kinds.
const (
	NotifyAssigned NotificationKind = "ASSIGNED"         // the ticket was given to them
	NotifyCustomer NotificationKind = "CUSTOMER_REPLIED" // the other side wrote on a ticket that was theirs
	NotifyAnswered NotificationKind = "ANSWERED"         // staff wrote on a ticket that they opened
	NotifyDueSoon  NotificationKind = "DUE_SOON"         // a promise on a ticket of theirs falls due
	NotifyOverdue  NotificationKind = "OVERDUE"          // it was broken
)

// Notification is what of a change concerns somebody, by the newest of its entries that do.
type Notification struct {
	Pos, UserID, TicketID int64
	Kinds                 []NotificationKind // in the order in which it happened
	At                    moment.Moment
	by                    User // as stored
	actorKind             event.ActorKind
}

// ShownNotification is a notification as the viewer may know it now.
type ShownNotification struct {
	*Notification
	Ticket *Ticket
	Actor  Actor
}

// notified reads the entries of changes that may concern somebody, with who worked on the ticket when they were written.
const notified = `SELECT j.id, j.ticket_id, e.kind, e.public_seq, e.actor_kind, e.actor_id, e.to_value, e.created_at, t.requester_id,
		COALESCE((SELECT a.to_value FROM timeline_entries a WHERE a.ticket_id = e.ticket_id AND a.kind = 'ASSIGNEE_CHANGED' AND a.seq <= e.seq
			ORDER BY a.seq DESC LIMIT 1), ''), u.name, u.email
	FROM journal_entries j
	JOIN timeline_entries e ON e.ticket_id = j.ticket_id AND e.seq <= j.seq AND e.seq > COALESCE((
		SELECT p.seq FROM journal_entries p WHERE p.ticket_id = j.ticket_id AND p.id < j.id ORDER BY p.id DESC LIMIT 1), 0)
	JOIN tickets t ON t.id = j.ticket_id
	LEFT JOIN users u ON u.id = e.actor_id
	WHERE e.kind IN ('ASSIGNEE_CHANGED', 'MESSAGE_ADDED', 'DUE_WARNED', 'DUE_BREACHED') AND j.id IN (`

// notifiedRow is one of them.
type notifiedRow struct {
	pos, ticketID, publicSeq, requester int64
	kind                                event.Kind
	actorKind                           event.ActorKind
	to, assignee                        string
	at                                  int64
	by                                  User
}

// concerns is whom the entry concerns, and why; 0: nobody. What somebody did themselves does not concern them.
func (r *notifiedRow) concerns() (userID int64, why NotificationKind) {
	switch r.kind {
	case event.AssigneeChanged:
		userID, why = idIn(r.to), NotifyAssigned
	case event.DueWarned:
		userID, why = idIn(r.assignee), NotifyDueSoon
	case event.DueBreached:
		userID, why = idIn(r.assignee), NotifyOverdue
	case event.MessageAdded:
		switch {
		case r.actorKind == event.Staff && r.publicSeq > 0:
			userID, why = r.requester, NotifyAnswered
		case r.actorKind == event.Customer, r.actorKind == event.Guest:
			userID, why = idIn(r.assignee), NotifyCustomer
		}
	}
	if userID == r.by.ID {
		return 0, ""
	}
	return userID, why
}

// Notifications finds out whom changes of the journal concern, in the order of the changes, each user once for a change: by one
// statement for 256 of them. It is a function of the timeline alone, so that who asks later is answered the same.
func (s *Service) Notifications(ctx context.Context, changes []event.Change) ([]*Notification, error) {
	var found []*Notification
	var r notifiedRow
	targets := []any{
		(*number)(&r.pos), (*number)(&r.ticketID), (*word)(&r.kind), (*number)(&r.publicSeq), (*word)(&r.actorKind), (*number)(&r.by.ID),
		(*text)(&r.to), (*number)(&r.at), (*number)(&r.requester), (*text)(&r.assignee), (*text)(&r.by.Name), (*text)(&r.by.Email),
	}
	ids := make([]int64, len(changes))
	for i, c := range changes {
		ids[i] = c.Pos
	}
	for some := range slices.Chunk(ids, amongBatch) {
		all := padded(some)
		err := s.each(ctx, notified+marks(len(all))+") ORDER BY j.id, e.seq", anys(all), targets, func() {
			userID, why := r.concerns()
			if userID == 0 {
				return
			}
			i := slices.IndexFunc(found, func(n *Notification) bool { return n.Pos == r.pos && n.UserID == userID })
			if i < 0 {
				i = len(found)
				found = append(found, &Notification{Pos: r.pos, UserID: userID, TicketID: r.ticketID})
			}
			n := found[i]
			n.Kinds, n.At, n.by, n.actorKind = append(n.Kinds, why), moment.Moment(r.at), r.by, r.actorKind
		})
		if err != nil {
			return nil, fmt.Errorf("find out whom changes concern: %w", err)
		}
	}
	return found, nil
}

// ShowNotification is a notification as the viewer may know it now. NOT_FOUND where they see the ticket no more.
func (s *Service) ShowNotification(ctx context.Context, v *access.Viewer, n *Notification) (*ShownNotification, error) {
	t, err := s.Ticket(ctx, v, n.TicketID, WithRequester|WithAssignee|WithTenant|WithPerson)
	if err != nil {
		return nil, err
	}
	return &ShownNotification{n, t, t.Desk.actor(t.Sight, n.actorKind, n.by)}, nil
}
