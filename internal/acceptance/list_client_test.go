package acceptance

import (
	"fmt"
	"maps"
	"slices"
)

// listEvent is what a follower of a list is told.
type listEvent struct {
	Typename                         string `json:"__typename"`
	Cursor, Change, Reason, TicketID string
	Ticket                           *listRow
	Actor                            *actor
	ClientMutationID                 *string
}

// listRow is a ticket as a list holds it.
type listRow struct {
	ID, Status, Priority string
	Version              int
}

const (
	listState = "id status priority version"

	listSubscription = `subscription($filter: TicketFilter, $after: String) { event: ticketListEvents(filter: $filter, after: $after) {
		__typename cursor
		... on TicketListChange { change ticketId ticket { ` + listState + ` } actor { kind name isSupport isViewer user { name } } clientMutationId }
		... on TicketListGap { reason } } }`

	countSubscription = `subscription($filter: TicketFilter) { event: ticketCountsChanged(filter: $filter) { total open closed } }`
)

// heldList is a list as a frontend holds it, brought up to date by events.
type heldList struct {
	rows   map[string]listRow
	cursor string
}

// take brings it up to date. True: it is to be read anew, and then events go on from its cursor.
func (h *heldList) take(e listEvent) (stale bool, err error) {
	if e.Cursor == "" || e.Cursor == h.cursor && e.Typename == "TicketListChange" {
		return false, fmt.Errorf("%w: cursor %q after %q", errWrong, e.Cursor, h.cursor)
	}
	if h.rows == nil {
		h.rows = map[string]listRow{}
	}
	switch {
	case e.Typename == "TicketListSnapshot" && h.cursor != "":
		err = fmt.Errorf("%w: a snapshot for who resumed", errWrong)
	case e.Typename == "TicketListSnapshot", e.Typename == "TicketListGap":
		stale = true
	case e.Change == "REMOVED" && e.Ticket == nil:
		delete(h.rows, e.TicketID)
	case e.Ticket != nil && e.Ticket.ID == e.TicketID && (e.Change == "ADDED" || e.Change == "UPDATED"):
		h.rows[e.TicketID] = *e.Ticket
	default:
		err = fmt.Errorf("%w: %+v", errWrong, e)
	}
	h.cursor = e.Cursor
	return stale, err
}

// readList reads a list whole, by pages.
func (u *user) readList(filter any) (map[string]listRow, error) {
	rows, after := map[string]listRow{}, any(nil)
	for {
		a, err := u.send(`query($filter: TicketFilter, $after: String) { tickets(filter: $filter, first: 100, after: $after) {
			nodes { `+listState+` } pageInfo { hasNextPage endCursor } } }`, vars{"filter": filter, "after": after})
		if err != nil {
			return nil, err
		}
		var got struct {
			Tickets struct {
				Nodes    []listRow
				PageInfo struct {
					HasNextPage bool
					EndCursor   string
				}
			}
		}
		if err := a.into(&got); err != nil {
			return nil, err
		}
		for _, row := range got.Tickets.Nodes {
			rows[row.ID] = row
		}
		if !got.Tickets.PageInfo.HasNextPage {
			return rows, nil
		}
		after = got.Tickets.PageInfo.EndCursor
	}
}

// differs says how what is held differs from what there is; "" when it does not.
func (h *heldList) differs(rows map[string]listRow) string {
	if maps.Equal(h.rows, rows) {
		return ""
	}
	return fmt.Sprintf("holds %v, but there is %v", slices.Collect(maps.Values(h.rows)), slices.Collect(maps.Values(rows)))
}
