package export

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/node"
)

const selectTickets = `SELECT t.id, t.desk_id, d.slug, t.tenant_id, n.name, t.number, t.status, t.priority, t.channel, t.source,
	t.requester_id, t.assignee_id, t.follows_id, t.merged_into_id, t.created_at, t.updated_at, t.first_responded_at, t.last_reply_at,
	t.resolved_at, t.closed_at, t.first_due_at, t.resolution_due_at, t.message_count, t.attachment_count, t.reopen_count
FROM tickets t JOIN desks d ON d.id = t.desk_id JOIN tenants n ON n.id = t.tenant_id
WHERE t.status <> 'DRAFT' AND t.id IN (`

// ticketRow is a ticket as it is read.
type ticketRow struct {
	id, desk, tenant, requester int64
	assignee, follows, merged   sql.NullInt64
	name, source                string
	at                          [8]moment.Moment
}

// tickets reads tickets as the scope may know them; of one that is not there any more, that it is not.
func (s *Service) tickets(ctx context.Context, scope Scope, all []change) (map[int64]Ticket, error) {
	in, args := keys(all)
	found := make(map[int64]Ticket, len(args))
	for _, id := range args {
		found[id.(int64)] = Ticket{ID: node.Encode(node.Ticket, id.(int64)), Deleted: true, Fields: json.RawMessage("{}")}
	}
	var t Ticket
	var r ticketRow
	desks := map[int64]int64{}
	targets := []any{&r.id, &r.desk, &t.Desk, &r.tenant, &r.name, &t.Number, &t.Status, &t.Priority, &t.Channel, &r.source,
		&r.requester, &r.assignee, &r.follows, &r.merged}
	for i := range r.at {
		targets = append(targets, &r.at[i])
	}
	targets = append(targets, &t.Messages, &t.Attachments, &t.Reopened)
	within, scoped := scope.condition("t.")
	err := s.each(ctx, selectTickets+in+") AND "+within, append(args, scoped...), targets, func() {
		found[r.id] = r.told(t, scope)
		desks[r.id] = r.desk
	})
	if err != nil {
		return nil, err
	}
	return found, s.addFields(ctx, found, desks)
}

// told is the row as the scope may know it.
func (r *ticketRow) told(t Ticket, scope Scope) Ticket {
	t.ID, t.Tenant, t.Requester = node.Encode(node.Ticket, r.id), node.Encode(node.Tenant, r.tenant), node.Encode(node.User, r.requester)
	t.Follows, t.MergedInto = idOf(node.Ticket, r.follows), idOf(node.Ticket, r.merged)
	t.Fields = json.RawMessage("{}")
	if scope.named(r.desk, r.tenant) {
		name := r.name
		t.TenantName = &name
	}
	if scope.staffOf(r.desk) {
		t.Assignee = idOf(node.User, r.assignee)
	}
	if r.source != "" {
		source := r.source
		t.Source = &source
	}
	for i, to := range []**time.Time{&t.OpenedAt, &t.UpdatedAt, &t.FirstRespondedAt, &t.LastReplyAt, &t.ResolvedAt, &t.ClosedAt,
		&t.FirstDueAt, &t.ResolutionDueAt} {
		*to = instant(r.at[i])
	}
	return t
}

// addFields adds the answers that were chosen from options.
func (s *Service) addFields(ctx context.Context, tickets map[int64]Ticket, desks map[int64]int64) error {
	if len(desks) == 0 {
		return nil
	}
	args := make([]any, 0, len(desks))
	for id := range desks {
		args = append(args, id)
	}
	var ticket int64
	var key, value string
	answers := map[int64]map[string]string{}
	query := "SELECT ticket_id, `key`, value FROM ticket_fields WHERE ticket_id IN (" + marks(len(args)) + ")"
	err := s.each(ctx, query, args, []any{&ticket, &key, &value}, func() {
		if answers[ticket] == nil {
			answers[ticket] = map[string]string{}
		}
		answers[ticket][key] = value
	})
	if err != nil {
		return err
	}
	for id, answered := range answers {
		d, err := s.Desk(ctx, desks[id])
		if err != nil {
			return err
		}
		for key := range answered {
			if field := d.Policy.Form.Field(key); field == nil || !field.Kind.HasOptions() {
				delete(answered, key) // what somebody typed, or what the desk tells nothing of any more
			}
		}
		t := tickets[id]
		if t.Fields, err = json.Marshal(answered); err != nil {
			return fmt.Errorf("write the answers: %w", err)
		}
		tickets[id] = t
	}
	return nil
}

// addIntervals reads the times in each status, from the timeline.
func (s *Service) addIntervals(ctx context.Context, all []change) error {
	in, args := keys(all)
	args = append(args, event.TicketOpened, event.StatusChanged)
	var ticket int64
	var status string
	var at moment.Moment
	found := map[int64][]Interval{}
	query := "SELECT ticket_id, to_value, created_at FROM timeline_entries WHERE ticket_id IN (" + in + ") AND kind IN (?, ?) ORDER BY ticket_id, seq"
	err := s.each(ctx, query, args, []any{&ticket, &status, &at}, func() {
		before := found[ticket]
		if n := len(before); n > 0 {
			before[n-1].To = instant(at)
		}
		found[ticket] = append(before, Interval{
			Ticket: node.Encode(node.Ticket, ticket), Number: int64(len(before)) + 1, Status: status, From: instant(at),
		})
	})
	for i := range all {
		if !all[i].ticket.Deleted {
			all[i].intervals = found[all[i].id]
		}
	}
	return err
}

// addMessages reads what was written between the place before and this one: all of it, where that is not known.
func (s *Service) addMessages(ctx context.Context, scope Scope, all []change) error {
	in, args := keys(all)
	var m Message
	var id, ticket, desk, seq int64
	var author sql.NullInt64
	var at moment.Moment
	found := map[int64][]said{}
	staff, scoped := Scope{Desks: scope.Desks}.condition("t.")
	if len(scope.Desks) == 0 {
		staff, scoped = "1 = 0", nil
	}
	query := `SELECT m.id, m.ticket_id, t.desk_id, m.seq, m.kind, m.author_kind, m.author_id, m.created_at,
	(SELECT COUNT(*) FROM attachments a WHERE a.message_id = m.id)
FROM messages m JOIN tickets t ON t.id = m.ticket_id
WHERE m.ticket_id IN (` + in + ") AND (m.staff_only = ? OR " + staff + ") ORDER BY m.ticket_id, m.seq"
	args = append(append(args, false), scoped...)
	err := s.each(ctx, query, args, []any{&id, &ticket, &desk, &seq, &m.Kind, &m.AuthorKind, &author, &at, &m.Attachments}, func() {
		told := m
		told.ID, told.Ticket, told.CreatedAt = node.Encode(node.Message, id), node.Encode(node.Ticket, ticket), instant(at)
		if scope.staffOf(desk) || m.AuthorKind != string(event.Staff) {
			told.Author = idOf(node.User, author)
		}
		found[ticket] = append(found[ticket], said{seq, told})
	})
	for i := range all {
		for _, m := range found[all[i].id] {
			if m.seq > all[i].since && m.seq <= all[i].seq && !all[i].ticket.Deleted {
				all[i].messages = append(all[i].messages, m.row)
			}
		}
	}
	return err
}

// said is a message with its place in its ticket's timeline.
type said struct {
	seq int64
	row Message
}

func instant(m moment.Moment) *time.Time {
	if m == 0 {
		return nil
	}
	t := m.Time()
	return &t
}

// idOf is a global id, nil for none.
func idOf(kind node.Kind, key sql.NullInt64) *string {
	if !key.Valid {
		return nil
	}
	id := node.Encode(kind, key.Int64)
	return &id
}
