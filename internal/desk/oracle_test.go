package desk_test

import (
	"cmp"
	"slices"
	"strings"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/moment"
	"sportello/internal/policy"
)

// list is what Tickets should list, worked out row by row.
func (w *world) list(v *access.Viewer, f *desk.TicketFilter, order []desk.TicketOrder) []int64 {
	scope := v.Scope()
	var found []*ent.Ticket
	for _, t := range w.tickets {
		draft := t.Status == string(policy.Draft) && t.RequesterID != v.UserID
		if !draft && scope.Sees(t.DeskID, t.TenantID, t.RequesterID) && w.matches(v, f, t) {
			found = append(found, t)
		}
	}
	slices.SortFunc(found, func(a, b *ent.Ticket) int { return w.compare(order, a, b) })
	ids := make([]int64, len(found))
	for i, t := range found {
		ids[i] = t.ID
	}
	return ids
}

// compare sorts by the orders; the id breaks ties in the direction of the last one.
func (w *world) compare(orders []desk.TicketOrder, a, b *ent.Ticket) int {
	desc := true
	seen := map[desk.TicketOrder]bool{}
	if len(orders) == 0 {
		orders = []desk.TicketOrder{{Field: desk.ByCreatedAt, Desc: true}}
	}
	for _, o := range orders {
		named := desk.TicketOrder{Field: o.Field, FieldKey: o.FieldKey}
		if seen[named] {
			continue
		}
		seen[named] = true
		desc = o.Desc
		if c := cmp.Compare(w.answers[a.ID][o.FieldKey], w.answers[b.ID][o.FieldKey]); o.Field == desk.ByField && c != 0 {
			return flip(c, desc)
		}
		if c := cmp.Compare(sortKey(o.Field, a), sortKey(o.Field, b)); c != 0 {
			return flip(c, desc)
		}
	}
	return flip(cmp.Compare(a.ID, b.ID), desc)
}

func flip(c int, desc bool) int {
	if desc {
		return -c
	}
	return c
}

func sortKey(field desk.TicketOrderField, t *ent.Ticket) int64 {
	switch field {
	case desk.ByCreatedAt:
		return int64(t.CreatedAt)
	case desk.ByUpdatedAt:
		return int64(t.UpdatedAt)
	case desk.ByLastReplyAt:
		return int64(t.LastReplyAt)
	case desk.ByPriority:
		return int64(t.PriorityRank)
	case desk.ByNumber:
		return t.Number
	}
	return 0
}

func (w *world) matches(v *access.Viewer, f *desk.TicketFilter, t *ent.Ticket) bool {
	if f == nil {
		return true
	}
	for _, inner := range f.And {
		if !w.matches(v, inner, t) {
			return false
		}
	}
	if f.Or != nil && !slices.ContainsFunc(f.Or, func(inner *desk.TicketFilter) bool { return w.matches(v, inner, t) }) {
		return false
	}
	if f.Not != nil && w.matches(v, f.Not, t) {
		return false
	}
	rank := int64(t.PriorityRank)
	if p := f.Priority; p != nil {
		if !chosen(&p.Choice, policy.Priority(t.Priority)) || p.GTE != nil && rank < int64(p.GTE.Rank()) ||
			p.LTE != nil && rank > int64(p.LTE.Rank()) {
			return false
		}
	}
	if n := f.Number; n != nil && (!chosen(&n.Choice, t.Number) || !within(t.Number, n.GTE, n.GT, n.LTE, n.LT)) {
		return false
	}
	return chosen(f.Status, policy.Status(t.Status)) && chosen(f.Desk, t.DeskID) && chosen(f.Tenant, t.TenantID) &&
		chosen(f.Requester, t.RequesterID) && chosen(f.Channel, t.Channel) &&
		(f.IsMerged == nil || *f.IsMerged == (t.MergedIntoID != nil)) && w.assigned(v, f.Assignee, t) &&
		inTime(f.CreatedAt, t.CreatedAt) && inTime(f.UpdatedAt, t.UpdatedAt) &&
		inNullableTime(f.LastReplyAt, t.LastReplyAt) && inNullableTime(f.ClosedAt, t.ClosedAt) && w.answered(f.Fields, t) &&
		(f.Search == nil || found(*f.Search, t))
}

// found judges a search for codes, of which the last may be begun. Nobody looks for drafts.
func found(text string, t *ent.Ticket) bool {
	words := strings.Fields(strings.ToLower(text))
	has := func(i int) bool {
		return slices.ContainsFunc(strings.Fields(strings.ToLower(t.Subject)), func(word string) bool {
			return word == words[i] || i == len(words)-1 && len(words[i]) > 1 && strings.HasPrefix(word, words[i])
		})
	}
	for i := range words {
		if t.Status == string(policy.Draft) || !has(i) {
			return false
		}
	}
	return true
}

// answered judges conditions on fields of the form; a space at the end of a value counts nowhere.
func (w *world) answered(filters []*desk.FieldFilter, t *ent.Ticket) bool {
	for _, f := range filters {
		value, there := w.answers[t.ID][f.Key]
		is := func(asked string) bool { return there && value == strings.TrimRight(asked, " ") }
		below := func(asked string) bool {
			return is(asked) || there && strings.HasPrefix(value, strings.TrimRight(asked, " ")+"/")
		}
		if f.Eq != nil && !is(*f.Eq) || f.In != nil && !slices.ContainsFunc(f.In, is) || slices.ContainsFunc(f.NotIn, is) ||
			f.Under != nil && !slices.ContainsFunc(f.Under, below) || f.IsNull != nil && *f.IsNull == there {
			return false
		}
	}
	return true
}

func (w *world) assigned(v *access.Viewer, f *desk.NullableChoice, t *ent.Ticket) bool {
	if f == nil {
		return true
	}
	if !v.WorksOn(t.DeskID) && t.DeskID != w.desks[0] && t.DeskID != w.desks[2] { // the saas desk hides its staff
		return false
	}
	if f.IsNull != nil && *f.IsNull != (t.AssigneeID == nil) {
		return false
	}
	if t.AssigneeID == nil {
		return f.Eq == nil && f.In == nil
	}
	return chosen(&f.Choice, *t.AssigneeID)
}

func chosen[T comparable](c *desk.Choice[T], value T) bool {
	return c == nil || (c.Eq == nil || *c.Eq == value) && (c.In == nil || slices.Contains(c.In, value)) &&
		!slices.Contains(c.NotIn, value)
}

func within(value int64, gte, gt, lte, lt *int64) bool {
	return (gte == nil || value >= *gte) && (gt == nil || value > *gt) &&
		(lte == nil || value <= *lte) && (lt == nil || value < *lt)
}

func inTime(f *desk.TimeFilter, m moment.Moment) bool {
	at := m.Time()
	return f == nil || (f.GTE == nil || !at.Before(*f.GTE)) && (f.GT == nil || at.After(*f.GT)) &&
		(f.LTE == nil || !at.After(*f.LTE)) && (f.LT == nil || at.Before(*f.LT))
}

func inNullableTime(f *desk.NullableTimeFilter, m moment.Moment) bool {
	if f == nil {
		return true
	}
	if f.IsNull != nil && *f.IsNull != m.IsZero() {
		return false
	}
	if f.TimeFilter == (desk.TimeFilter{}) {
		return true
	}
	return !m.IsZero() && inTime(&f.TimeFilter, m)
}
