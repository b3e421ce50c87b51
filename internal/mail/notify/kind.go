package notify

import (
	"slices"
	"strconv"
	"time"

	"sportello/internal/desk"
	"sportello/internal/duetime"
	"sportello/internal/event"
	"sportello/internal/mail/compose"
	"sportello/internal/notice"
	"sportello/internal/policy"
	"sportello/internal/workflow"
)

// toCustomers is the notice for which a change is cause to write to the ticket's customers; empty: none. What staff write and
// do is told, and what the clock closes; what customers do among themselves is not.
func toCustomers(h desk.Happening) compose.Kind {
	if has(h, event.TicketOpened) {
		return compose.Opened
	}
	to, reason, moved := statusOf(h)
	switch {
	case h.Actor.Kind == event.System && moved && to == policy.Closed && reason == workflow.AutoClosed:
		return compose.ClosedByClock
	case h.Actor.Kind != event.Staff, moved && (reason == workflow.MergedAway || reason == workflow.MergedBack):
		return ""
	case moved && to == policy.Resolved:
		return compose.Resolved
	case moved && to == policy.Closed:
		return compose.StatusChanged
	case has(h, event.MessageAdded):
		return compose.StaffReplied
	case moved:
		return compose.StatusChanged
	}
	return ""
}

// told is what one of the staff is told.
type told struct {
	kind notice.Kind
	due  compose.Due
}

// toStaff is the notice for which a change is cause to write to staff: to whom the ticket is assigned, perhaps since now.
// Empty: none.
func toStaff(h desk.Happening) told {
	if i := index(h, event.AssigneeChanged); i >= 0 && h.Events[i].To != "" && h.Events[i].To != strconv.FormatInt(h.Actor.UserID, 10) {
		return told{kind: notice.Assigned}
	}
	if (h.Actor.Kind == event.Customer || h.Actor.Kind == event.Guest) && has(h, event.MessageAdded) {
		return told{kind: notice.CustomerReplied}
	}
	for _, what := range []struct {
		happened event.Kind
		kind     notice.Kind
	}{{event.DueBreached, notice.DueBreached}, {event.DueWarned, notice.DueSoon}} {
		if i := index(h, what.happened); i >= 0 {
			e := h.Events[i]
			at, err := time.Parse(time.RFC3339, e.To)
			if err != nil {
				at = h.At
			}
			return told{what.kind, compose.Due{Promise: duetime.Promise(e.From), At: at}}
		}
	}
	return told{}
}

// statusOf is the last change of status.
func statusOf(h desk.Happening) (to policy.Status, reason string, moved bool) {
	for _, e := range h.Events {
		if e.Kind == event.StatusChanged {
			to, reason, moved = policy.Status(e.To), e.Reason, true
		}
	}
	return to, reason, moved
}

func has(h desk.Happening, kind event.Kind) bool { return index(h, kind) >= 0 }

func index(h desk.Happening, kind event.Kind) int {
	return slices.IndexFunc(h.Events, func(e event.Event) bool { return e.Kind == kind })
}
