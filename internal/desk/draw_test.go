package desk_test

import (
	"time"

	"pgregory.net/rapid"

	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/policy"
)

// drawFilter draws a filter, three deep at most, over values that the world has and some that it has not.
func (w *world) drawFilter(t *rapid.T, depth int) *desk.TicketFilter {
	f := &desk.TicketFilter{}
	if depth < 3 {
		inner := rapid.Custom(func(t *rapid.T) *desk.TicketFilter { return w.drawFilter(t, depth+1) })
		switch rapid.IntRange(0, 5).Draw(t, "shape") {
		case 0:
			f.And = rapid.SliceOfN(inner, 0, 3).Draw(t, "and")
		case 1:
			f.Or = rapid.SliceOfN(inner, 0, 3).Draw(t, "or")
		case 2:
			f.Not = inner.Draw(t, "not")
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "conditions") {
		w.drawCondition(t, f)
	}
	if depth < 3 { // else there might be more than may be
		f.Search = drawMaybe(t, []string{"k1", "k1 ", "K12", "k2 k1", "k12 k2 codes", "k", "k3", " "})
	}
	return f
}

func (w *world) drawCondition(t *rapid.T, f *desk.TicketFilter) {
	var users []int64
	for _, v := range w.viewers {
		users = append(users, v.UserID)
	}
	priorities := policy.Priorities()
	switch rapid.IntRange(0, 13).Draw(t, "condition") {
	case 0:
		f.Status = drawChoice(t, policy.Statuses())
	case 1:
		f.Priority = &desk.PriorityFilter{Choice: *drawChoice(t, priorities)}
	case 2:
		f.Priority = &desk.PriorityFilter{GTE: drawMaybe(t, priorities), LTE: drawMaybe(t, priorities)}
	case 3:
		f.Number = &desk.NumberFilter{Choice: *drawChoice(t, []int64{1, 2, 3, 5, 8, 13, 999})}
	case 4:
		some := []int64{1, 5, 10, 20}
		f.Number = &desk.NumberFilter{
			GTE: drawMaybe(t, some), GT: drawMaybe(t, some), LTE: drawMaybe(t, some), LT: drawMaybe(t, some),
		}
	case 5:
		f.Desk = drawChoice(t, append([]int64{404}, w.desks...))
	case 6:
		f.Tenant = drawChoice(t, append([]int64{404}, w.tenants...))
	case 7:
		f.Requester = drawChoice(t, append(users, 404))
	case 8:
		f.Assignee = &desk.NullableChoice{Choice: *drawChoice(t, append(users[:2:2], 404))}
	case 9:
		f.Assignee = &desk.NullableChoice{IsNull: drawMaybe(t, []bool{true, false})}
	case 10:
		f.CreatedAt, f.UpdatedAt = drawTime(t), drawTime(t)
		f.IsMerged = new(rapid.Bool().Draw(t, "merged"))
		f.Channel = drawChoice(t, []string{"WEB", "API", "MAIL", "CONTACT_FORM"})
	case 11:
		f.LastReplyAt = drawNullableTime(t)
		f.ClosedAt = drawNullableTime(t)
	case 12, 13:
		f.Fields = rapid.SliceOfN(rapid.Custom(drawFieldFilter), 0, 2).Draw(t, "fields")
	}
}

func drawFieldFilter(t *rapid.T) *desk.FieldFilter {
	key := rapid.SampledFrom([]string{"area", "place", "none"}).Draw(t, "key")
	values := append([]string{"nowhere", "A ", ""}, answerable()[key]...)
	f := &desk.FieldFilter{Key: key, Choice: *drawChoice(t, values)}
	if rapid.Bool().Draw(t, "with branches") {
		f.Under = rapid.SliceOfN(rapid.SampledFrom(values), 0, 3).Draw(t, "under")
	}
	f.IsNull = drawMaybe(t, []bool{true, false})
	return f
}

func drawMaybe[T any](t *rapid.T, values []T) *T {
	if rapid.Bool().Draw(t, "absent") {
		return nil
	}
	value := rapid.SampledFrom(values).Draw(t, "value")
	return &value
}

func drawChoice[T comparable](t *rapid.T, values []T) *desk.Choice[T] {
	some := rapid.SliceOfN(rapid.SampledFrom(values), 0, 4)
	switch rapid.IntRange(0, 2).Draw(t, "comparator") {
	case 0:
		return &desk.Choice[T]{Eq: drawMaybe(t, values)}
	case 1:
		return &desk.Choice[T]{In: some.Draw(t, "in")}
	}
	return &desk.Choice[T]{NotIn: some.Draw(t, "notIn")}
}

func drawTime(t *rapid.T) *desk.TimeFilter {
	var instants []time.Time
	for hour := range 13 {
		instants = append(instants, desktest.Epoch().Add(time.Duration(hour)*time.Hour))
	}
	return &desk.TimeFilter{GTE: drawMaybe(t, instants), LT: drawMaybe(t, instants)}
}

func drawNullableTime(t *rapid.T) *desk.NullableTimeFilter {
	if rapid.Bool().Draw(t, "any") {
		return nil
	}
	return &desk.NullableTimeFilter{TimeFilter: *drawTime(t), IsNull: drawMaybe(t, []bool{true, false})}
}

func drawOrder(t *rapid.T) []desk.TicketOrder {
	fields := []desk.TicketOrderField{
		desk.ByCreatedAt, desk.ByUpdatedAt, desk.ByLastReplyAt, desk.ByPriority, desk.ByNumber, desk.ByField,
	}
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) desk.TicketOrder {
		o := desk.TicketOrder{Field: rapid.SampledFrom(fields).Draw(t, "field"), Desc: rapid.Bool().Draw(t, "desc")}
		if o.Field == desk.ByField {
			o.FieldKey = rapid.SampledFrom([]string{"area", "place", "none"}).Draw(t, "key")
		}
		return o
	}), 0, 3).Draw(t, "order")
}
