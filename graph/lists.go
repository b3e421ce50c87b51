package graph

import (
	"context"
	"fmt"

	"sportello/graph/model"
	"sportello/graph/transport"
	"sportello/graph/view"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/event"
	"sportello/internal/live/list"
)

// AskedList is what is asked of a list that is followed.
type AskedList struct {
	Filter *desk.TicketFilter
	Order  []desk.TicketOrder
}

// Lists is the live feed of lists.
type Lists = list.Hub[AskedList, desk.ListedTicket]

// ListsConfig is what of the feed's configuration the use cases give. The columns that counts come from are told of each
// change before anybody counts, since they may read the journal later than the feed does.
func ListsConfig(tickets *desk.Service, counted func(ticketID, seq int64)) list.Config[AskedList, desk.ListedTicket] {
	return list.Config[AskedList, desk.ListedTicket]{
		Open: func(ctx context.Context, v *access.Viewer, asked AskedList) (list.List[desk.ListedTicket], error) {
			watched, err := tickets.WatchTickets(ctx, v, asked.Filter, asked.Order)
			return watchedList{watched}, err
		},
		Describe: func(ctx context.Context, changes []event.Change) ([]list.Happened, error) {
			for _, c := range changes {
				counted(c.TicketID, c.Seq)
			}
			described, err := tickets.DescribeChanges(ctx, changes)
			happened := make([]list.Happened, len(described))
			for i, d := range described {
				happened[i] = list.Happened{Change: d.Change, Staff: d.Newest}
				if d.Public != nil {
					happened[i].Public = *d.Public
				}
			}
			return happened, err
		},
	}
}

// watchedList is a list of the desk's, as the feed speaks of it.
type watchedList struct{ *desk.WatchedList }

// Among implements list.List.
func (w watchedList) Among(
	ctx context.Context, ids []int64,
) (map[int64]list.Row[desk.ListedTicket], map[int64]int64, error) {
	found, seqs, err := w.WatchedList.Among(ctx, ids)
	rows := make(map[int64]list.Row[desk.ListedTicket], len(found))
	for id, t := range found {
		rows[id] = list.Row[desk.ListedTicket]{Seq: t.LastSeq, Row: t}
	}
	return rows, seqs, err
}

func (r subscriptionResolver) TicketListEvents(
	ctx context.Context, filter *model.TicketFilter, orderBy []*model.TicketOrder, after *string,
) (<-chan view.TicketListEvent, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	place := text(after)
	if last := transport.LastEventID(ctx); last != "" {
		place = last
	}
	follower, err := r.lists.Follow(ctx, v, AskedList{ticketFilter(filter), ticketOrder(orderBy)}, place)
	if err != nil {
		return nil, err
	}
	return pour(ctx, follower, listEvent), nil
}

func listEvent(happened list.Event) view.TicketListEvent {
	switch e := happened.(type) {
	case list.Snapshot:
		return &view.TicketListSnapshot{Cursor: e.Cursor}
	case list.Changed[desk.ListedTicket]:
		return listChange(e)
	case list.Gap:
		return &view.TicketListGap{Cursor: e.Cursor, Reason: e.Reason}
	default:
		panic(fmt.Sprintf("graph: unknown event %T", happened))
	}
}

func listChange(e list.Changed[desk.ListedTicket]) *view.TicketListChange {
	shown := &view.TicketListChange{Cursor: e.Cursor, Change: e.Kind, TicketKey: e.TicketID}
	if e.Kind != list.Removed {
		shown.Row, shown.InList = e.Row.For(e.Viewer), e.Row.Cursor
	}
	if by, ok := e.Act.(desk.ChangeAct); ok && by.Desk != nil {
		shown.By, shown.MutationID = by.For(e.Viewer)
	}
	return shown
}

func (r subscriptionResolver) TicketCountsChanged(ctx context.Context, filter *model.TicketFilter) (<-chan *desk.TicketCounts, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	asked := ticketFilter(filter)
	counter, err := r.lists.Count(ctx, v, AskedList{Filter: asked})
	if err != nil {
		return nil, err
	}
	return pour(ctx, summed{ctx, r.desk, asked, counter}, func(c *desk.TicketCounts) *desk.TicketCounts { return c }), nil
}

// summed makes a list's counts those of the contract.
type summed struct {
	ctx     context.Context
	desk    *desk.Service
	asked   *desk.TicketFilter
	counter *list.Counter[AskedList, desk.ListedTicket]
}

func (s summed) Next() (*desk.TicketCounts, error) {
	counts, err := s.counter.Next()
	if err != nil {
		return nil, err
	}
	return s.desk.SumUp(s.ctx, counts.Viewer, counts.ByKind, s.asked)
}

func (s summed) Close() { s.counter.Close() }
