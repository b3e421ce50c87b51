package desk

import (
	"slices"
	"strconv"

	"sportello/internal/problem"
)

// WidgetKind is what a widget shows (M4.5).
type WidgetKind string

// The kinds.
const (
	TicketListWidget   WidgetKind = "TICKET_LIST"   // priority, status, title, requester, operator
	TicketStatusWidget WidgetKind = "TICKET_STATUS" // open, closed, total
)

const (
	// maxWidgets is how many widgets a dashboard holds.
	maxWidgets = 24
	// maxWidgetID is the longest name that a frontend gives a widget, in characters.
	maxWidgetID = 64
	// maxWidgetTitle is the longest title, in characters.
	maxWidgetTitle = 100
)

// Widget is one of a dashboard's. The names of its JSON are those of the table.
type Widget struct {
	ID    string     `json:"id"` // a frontend's own name, one of a kind on its dashboard
	Kind  WidgetKind `json:"kind"`
	Title string     `json:"title"` // empty: what the frontend calls the kind
	Place
	ViewID     int64      `json:"view,omitempty"` // a saved view that it shows; else its own choice
	ListChoice ListChoice `json:"choice"`
}

// cleanWidgets returns the widgets as they are kept, or all that is wrong with them.
func cleanWidgets(asked []Widget) ([]Widget, error) {
	if len(asked) > maxWidgets {
		return nil, problem.New(problem.TooMany, "widgets").With("max", maxWidgets)
	}
	var faults problem.List
	clean := make([]Widget, len(asked))
	places := make([]Place, len(asked))
	names := map[string]bool{}
	for i, w := range asked {
		id, title := readLine(w.ID), readLine(w.Title)
		found := problem.List{id.check(1, maxWidgetID, "id"), title.check(0, maxWidgetTitle, "title")}
		if names[id.text] && !id.empty() {
			found = append(found, problem.New(problem.InvalidValue, "id"))
		}
		if w.ViewID != 0 && (w.ListChoice.Meaning != nil || len(w.ListChoice.Order) > 0) {
			found = append(found, problem.New(problem.InvalidValue, "view"))
		}
		faults = append(faults, within(i, append(found, problem.Of(w.ListChoice.check())...))...)
		names[id.text] = true
		w.ID, w.Title = id.text, title.text
		clean[i], places[i] = w, w.Place
	}
	return clean, append(faults, checkGrid(places)...).Err()
}

// within points faults at a widget; those that are none are left out.
func within(i int, faults problem.List) (found problem.List) {
	for _, fault := range faults {
		if fault != nil {
			found = append(found, fault.At(slices.Concat([]string{"widgets", strconv.Itoa(i)}, fault.Field)...))
		}
	}
	return found
}
