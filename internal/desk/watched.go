package desk

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"entgo.io/ent/dialect/sql"

	"sportello/ent/ticket"
	"sportello/internal/access"
	"sportello/internal/event"
	"sportello/internal/problem"
)

// WatchedList is a list of tickets that is followed, as all see it who ask for the same with the same eyes.
type WatchedList struct {
	service *Service
	viewer  *access.Viewer // any of them; without the user where what is seen does not depend on who looks
	scope   access.Scope
	query   TicketQuery
	key     string
}

// ListedTicket is a row of a watched list, with its cursor in the list's order.
type ListedTicket struct {
	*Ticket
	Cursor string
}

// For is the row as one of the viewers may know it.
func (t ListedTicket) For(v *access.Viewer) *Ticket {
	shown := *t.Ticket
	shown.Sight = &Sight{Viewer: v, Now: t.Sight.Now}
	return &shown
}

// WatchTickets checks what is asked for and is the list that the viewer sees by it now; paging is left aside. A filter that
// searches for words can't be followed: what was just written is found only once it is indexed. INVALID_FILTER,
// INVALID_VALUE, FILTER_NOT_LIVE.
func (s *Service) WatchTickets(ctx context.Context, v *access.Viewer, filter *TicketFilter, order []TicketOrder) (*WatchedList, error) {
	size := filterSize{}
	if filter != nil && !size.add(filter, 1) {
		return nil, problem.New(problem.InvalidFilter, "filter")
	}
	if len(size.texts) > 0 {
		return nil, problem.New(problem.FilterNotLive, "filter")
	}
	if _, err := newTicketOrder(order); err != nil {
		return nil, err
	}
	w := &WatchedList{
		service: s, viewer: v, scope: v.Scope(),
		query: TicketQuery{Filter: filter, Order: order, Parts: WithRequester | WithAssignee | WithTenant | WithPerson},
	}
	// Own tickets, and who may be known to have opened one, depend on who looks.
	personal := len(w.scope.OwnIn) > 0 || size.people && len(w.scope.Tenants) > 0
	if !personal {
		anybody := *v
		anybody.UserID, anybody.SessionID = 0, 0
		w.viewer, w.scope.UserID = &anybody, 0
	}
	return w, w.identify()
}

// identify makes the key, of what is asked and who asks.
func (w *WatchedList) identify() error {
	asked, err := json.Marshal(struct {
		Filter *TicketFilter
		Order  []TicketOrder
		Scope  access.Scope
	}{w.query.Filter, w.query.Order, w.scope})
	if err != nil {
		return fmt.Errorf("identify a list: %w", err)
	}
	digest := sha256.Sum256(asked)
	w.key = base64.RawURLEncoding.EncodeToString(digest[:18])
	return nil
}

// Key is the same for lists with the same rows.
func (w *WatchedList) Key() string { return w.key }

// Covers reports whether the ticket of a change is in the viewers' sight, for those who saw it all in a desk or tenant; and
// if they see it as staff do.
func (w *WatchedList) Covers(c event.Change) (covered, asStaff bool) {
	if w.scope.SeesAsStaff(c.DeskID) {
		return true, true
	}
	return has(w.scope.Tenants, c.TenantID) || has(w.scope.OwnIn, c.TenantID), false
}

func has(sorted []int64, id int64) bool {
	_, found := slices.BinarySearch(sorted, id)
	return found
}

// Members answers the ids of all tickets of the list; false where there are more than so many.
func (w *WatchedList) Members(ctx context.Context, most int) (map[int64]struct{}, bool, error) {
	statement, err := w.bare(ctx, ticket.FieldID)
	if err != nil {
		return nil, false, err
	}
	query, args := statement.Query()
	members := map[int64]struct{}{}
	var id int64
	err = w.service.each(ctx, query+" LIMIT ?", append(args, most+1), []any{(*number)(&id)}, func() {
		members[id] = struct{}{}
	})
	if err != nil {
		return nil, false, fmt.Errorf("read the members of a list: %w", err)
	}
	return members, len(members) <= most, nil
}

// bare begins a statement on the tickets of the list.
func (w *WatchedList) bare(ctx context.Context, columns ...string) (*sql.Selector, error) {
	f, err := w.service.newFilter(ctx, w.viewer, w.query.Filter)
	if err != nil {
		return nil, err
	}
	from := sql.Table(ticket.Table)
	statement := sql.Dialect(w.service.store.Dialect()).Select(from.Columns(columns...)...).From(from)
	seenIn(w.scope)(statement)
	f.add(statement)
	return statement, nil
}

// Count counts the list by status, of the columns where they are loaded.
func (w *WatchedList) Count(ctx context.Context) (map[string]int, error) {
	counts, err := w.service.TicketCounts(ctx, w.viewer, w.query.Filter)
	if err != nil {
		return nil, err
	}
	byStatus := map[string]int{}
	for _, row := range counts.ByStatus {
		if row.Count > 0 {
			byStatus[string(row.Status)] = row.Count
		}
	}
	return byStatus, nil
}

// Among answers which of some tickets are in the list now, by the list's own statement; and then how far the timelines of all
// others are, as staff count them.
func (w *WatchedList) Among(ctx context.Context, ids []int64) (map[int64]ListedTicket, map[int64]int64, error) {
	found, seqs := make(map[int64]ListedTicket, len(ids)), map[int64]int64{}
	for some := range slices.Chunk(ids, amongBatch) {
		if err := w.among(ctx, some, found, seqs); err != nil {
			return nil, nil, fmt.Errorf("look for tickets in a list: %w", err)
		}
	}
	return found, seqs, nil
}

// amongBatch is for how many tickets one statement asks.
const amongBatch = 256

func (w *WatchedList) among(ctx context.Context, ids []int64, found map[int64]ListedTicket, seqs map[int64]int64) error {
	order, err := newTicketOrder(w.query.Order)
	if err != nil {
		return err
	}
	f, err := w.service.newFilter(ctx, w.viewer, w.query.Filter)
	if err != nil {
		return err
	}
	statement, scan := w.service.selectTickets(sql.Table(ticket.Table), AllColumns, w.query.Parts)
	statement.Where(sql.In(statement.C(ticket.FieldID), anys(padded(ids))...))
	seenIn(w.scope)(statement)
	f.add(statement)
	order.join(statement)
	order.read(statement, scan)
	tickets, err := w.service.readTickets(ctx, w.viewer, statement, scan, len(ids))
	if err != nil {
		return err
	}
	if err := w.service.setDesks(ctx, tickets); err != nil {
		return err
	}
	for _, t := range tickets {
		found[t.ID] = ListedTicket{t, order.cursor(t)}
	}
	return w.readSeqs(ctx, slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { _, in := found[id]; return in }), seqs)
}

func (w *WatchedList) readSeqs(ctx context.Context, ids []int64, seqs map[int64]int64) error {
	if len(ids) == 0 {
		return nil
	}
	all := padded(ids)
	var id, seq int64
	query := "SELECT id, last_seq FROM tickets WHERE id IN (" + marks(len(all)) + ")"
	return w.service.each(ctx, query, anys(all), []any{(*number)(&id), (*number)(&seq)}, func() { seqs[id] = seq })
}

// padded repeats the last value up to a power of two, so that statements of few lengths are kept prepared.
func padded[T any](values []T) []T {
	all := slices.Clone(values)
	for len(all) > 0 && len(all)&(len(all)-1) != 0 {
		all = append(all, values[len(values)-1])
	}
	return all
}

// SumUp makes counts of a list, by status, as the viewer may know them.
func (s *Service) SumUp(ctx context.Context, v *access.Viewer, byStatus map[string]int, filter *TicketFilter) (*TicketCounts, error) {
	desks, err := s.Desks(ctx, v)
	if err != nil {
		return nil, err
	}
	counts := sumUp(statuses(byStatus), desks, v.Language)
	counts.Filter = filter
	return counts, nil
}
