package stats_test

import (
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sportello/internal/desk"
	"sportello/internal/policy"
)

// conditions draws each field of a filter, by its name.
func (w *world) conditions() map[string]func(*rapid.T, *desk.TicketFilter, int) {
	inner := func(depth int) *rapid.Generator[*desk.TicketFilter] {
		return rapid.Custom(func(t *rapid.T) *desk.TicketFilter { return w.drawFilter(t, depth+1) })
	}
	var users, tenants []int64
	for _, v := range w.viewers {
		users = append(users, v.UserID)
	}
	for _, some := range w.staff {
		users = append(users, some[0].UserID)
	}
	slices.Sort(users)
	for _, id := range w.desks {
		tenants = append(tenants, w.tenants[id]...)
	}
	return map[string]func(*rapid.T, *desk.TicketFilter, int){
		"And": func(t *rapid.T, f *desk.TicketFilter, depth int) {
			f.And = rapid.SliceOfN(inner(depth), 0, 2).Draw(t, "and")
		},
		"Or": func(t *rapid.T, f *desk.TicketFilter, depth int) {
			f.Or = rapid.SliceOfN(inner(depth), 0, 3).Draw(t, "or")
		},
		"Not":    func(t *rapid.T, f *desk.TicketFilter, depth int) { f.Not = inner(depth).Draw(t, "not") },
		"Status": func(t *rapid.T, f *desk.TicketFilter, _ int) { f.Status = drawChoice(t, policy.Statuses()) },
		"Priority": func(t *rapid.T, f *desk.TicketFilter, _ int) {
			f.Priority = &desk.PriorityFilter{
				Choice: *drawChoice(t, policy.Priorities()), GTE: drawMaybe(t, policy.Priorities()), LTE: drawMaybe(t, policy.Priorities()),
			}
		},
		"Number": func(t *rapid.T, f *desk.TicketFilter, _ int) {
			some := []int64{-1, 0, 1, 2, 3, 5, 8, 13, 1 << 31}
			f.Number = &desk.NumberFilter{
				Choice: *drawChoice(t, some), GTE: drawMaybe(t, some), GT: drawMaybe(t, some), LTE: drawMaybe(t, some), LT: drawMaybe(t, some),
			}
		},
		"Desk": func(t *rapid.T, f *desk.TicketFilter, _ int) {
			f.Desk = drawChoice(t, append([]int64{404}, w.desks...))
		},
		"Tenant": func(t *rapid.T, f *desk.TicketFilter, _ int) {
			f.Tenant = drawChoice(t, append([]int64{404}, tenants...))
		},
		"Requester": func(t *rapid.T, f *desk.TicketFilter, _ int) {
			f.Requester = drawChoice(t, append([]int64{404}, users...))
		},
		"Assignee": func(t *rapid.T, f *desk.TicketFilter, _ int) {
			f.Assignee = &desk.NullableChoice{Choice: *drawChoice(t, append([]int64{404}, users...)), IsNull: drawMaybe(t, []bool{true, false})}
		},
		"Channel": func(t *rapid.T, f *desk.TicketFilter, _ int) {
			f.Channel = drawChoice(t, []string{"WEB", "API", "MAIL", "CONTACT_FORM"})
		},
		"IsMerged":  func(t *rapid.T, f *desk.TicketFilter, _ int) { f.IsMerged = drawMaybe(t, []bool{true, false}) },
		"CreatedAt": func(t *rapid.T, f *desk.TicketFilter, _ int) { f.CreatedAt = w.drawTime(t) },
		"UpdatedAt": func(t *rapid.T, f *desk.TicketFilter, _ int) { f.UpdatedAt = w.drawTime(t) },
		"LastReplyAt": func(t *rapid.T, f *desk.TicketFilter, _ int) {
			f.LastReplyAt = &desk.NullableTimeFilter{TimeFilter: *w.drawTime(t), IsNull: drawMaybe(t, []bool{true, false})}
		},
		"ClosedAt": func(t *rapid.T, f *desk.TicketFilter, _ int) {
			f.ClosedAt = &desk.NullableTimeFilter{TimeFilter: *w.drawTime(t), IsNull: drawMaybe(t, []bool{true, false})}
		},
		"DueAt": func(t *rapid.T, f *desk.TicketFilter, _ int) {
			f.DueAt = &desk.NullableTimeFilter{TimeFilter: *w.drawTime(t), IsNull: drawMaybe(t, []bool{true, false})}
		},
		"Overdue": func(t *rapid.T, f *desk.TicketFilter, _ int) { f.Overdue = drawMaybe(t, []bool{true, false}) },
		"Search": func(t *rapid.T, f *desk.TicketFilter, depth int) {
			if depth < 3 { // else there might be more than may be
				f.Search = drawMaybe(t, []string{"k1", "k2 about", "question k", "nowhere", " "})
			}
		},
		"Fields": func(t *rapid.T, f *desk.TicketFilter, _ int) {
			f.Fields = rapid.SliceOfN(rapid.Custom(w.drawField), 0, 2).Draw(t, "fields")
		},
	}
}

// drawFilter draws a filter, three deep at most, over values that the world has and some that it has not.
func (w *world) drawFilter(t *rapid.T, depth int) *desk.TicketFilter {
	all := w.conditions()
	names := slices.Sorted(maps.Keys(all))
	if depth >= 3 {
		names = slices.DeleteFunc(names, func(n string) bool { return n == "And" || n == "Or" || n == "Not" })
	}
	f := &desk.TicketFilter{}
	for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 3, rapid.ID).Draw(t, "conditions") {
		all[name](t, f, depth)
	}
	return f
}

// A new field of a filter without a case fails here: what becomes of it in the columns?
func TestEveryFieldOfAFilterIsDrawn(t *testing.T) {
	w := &world{}
	all := w.conditions()
	for field := range reflect.TypeFor[desk.TicketFilter]().Fields() {
		if all[field.Name] == nil {
			t.Errorf("TicketFilter.%s is drawn by nobody", field.Name)
		}
		delete(all, field.Name)
	}
	for name := range all {
		t.Errorf("%s is no field of a filter", name)
	}
	for of, fields := range map[reflect.Type][]string{
		reflect.TypeFor[desk.Choice[int64]]():      {"Eq", "In", "NotIn"},
		reflect.TypeFor[desk.NullableChoice]():     {"Choice", "IsNull"},
		reflect.TypeFor[desk.PriorityFilter]():     {"Choice", "GTE", "LTE"},
		reflect.TypeFor[desk.NumberFilter]():       {"Choice", "GTE", "GT", "LTE", "LT"},
		reflect.TypeFor[desk.TimeFilter]():         {"GTE", "GT", "LTE", "LT"},
		reflect.TypeFor[desk.NullableTimeFilter](): {"TimeFilter", "IsNull"},
		reflect.TypeFor[desk.FieldFilter]():        {"Key", "Choice", "Under", "IsNull"},
	} {
		var names []string
		for field := range of.Fields() {
			names = append(names, field.Name)
		}
		if !slices.Equal(names, fields) {
			t.Errorf("%s has %v, and %v are drawn", of, names, fields)
		}
	}
}

func (w *world) drawField(t *rapid.T) *desk.FieldFilter {
	key := rapid.SampledFrom(append([]string{"none"}, slices.Sorted(maps.Keys(w.fields))...)).Draw(t, "key")
	values := append([]string{"nowhere", "", "ACCESS", "SYSTEMS "}, w.fields[key]...)
	f := &desk.FieldFilter{Key: key, Choice: *drawChoice(t, values), IsNull: drawMaybe(t, []bool{true, false})}
	if rapid.Bool().Draw(t, "with branches") {
		f.Under = rapid.SliceOfN(rapid.SampledFrom(values), 0, 3).Draw(t, "under")
	}
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

// drawTime draws bounds that often are the very instants of tickets, or a microsecond beside them.
func (w *world) drawTime(t *rapid.T) *desk.TimeFilter {
	bounds := append([]time.Time{time.Unix(0, 0), w.clock(), w.clock().Truncate(time.Second)}, w.instants...)
	maybe := func() *time.Time {
		at := drawMaybe(t, bounds)
		if at != nil {
			*at = at.Add(rapid.SampledFrom([]time.Duration{0, 0, time.Microsecond, -time.Microsecond, time.Second}).Draw(t, "beside"))
		}
		return at
	}
	return &desk.TimeFilter{GTE: maybe(), GT: maybe(), LTE: maybe(), LT: maybe()}
}
