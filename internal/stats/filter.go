package stats

import (
	"slices"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/policy"
)

// test finds the rows of a chunk for which a condition holds, be there a ticket or not.
type test func(c *chunk, number int, found *rowSet)

// reading is a filter on its way from the contract's words to tests on columns. It is done while the columns are held, since
// codes come into being beside it.
type reading struct {
	engine   *Engine
	question *desk.Question
	places   []place        // by code of tenant
	answers  answers        // of what the columns don't hold
	shows    map[int64]bool // desks whose staff the viewer may know; read by groups
}

// tests of a whole question: its scope, and its filter.
func (r *reading) tests(scope access.Scope) test {
	return all(r.inScope(scope), r.holds(r.question.Filter), func(c *chunk, _ int, found *rowSet) { *found = c.here })
}

// inScope is true of what the viewer sees: drafts of others are not (M0.4).
func (r *reading) inScope(scope access.Scope) test {
	whole, own := newBitset(len(r.places)), newBitset(len(r.places))
	everything, some := true, false
	for code, p := range r.places {
		switch {
		case code == 0:
		case slices.Contains(scope.Desks, p.desk) || slices.Contains(scope.Tenants, p.tenant):
			whole.add(uint32(code))
		case slices.Contains(scope.OwnIn, p.tenant):
			own.add(uint32(code))
			everything, some = false, true
		default:
			everything = false
		}
	}
	mine := r.is(r.engine.users.find(scope.UserID), requesterOf)
	var draft [256]uint64
	draft[statusCode(policy.Draft)] = 1
	visible := either(not(inBytes(statusOf, &draft)), mine)
	switch {
	case everything:
		return visible
	case some:
		return all(visible, either(inCodes(tenantOf, whole), all(inCodes(tenantOf, own), mine)))
	default:
		return all(visible, inCodes(tenantOf, whole))
	}
}

// holds is true of rows for which everything in the filter holds.
func (r *reading) holds(f *desk.TicketFilter) test {
	if f == nil {
		return all()
	}
	var tests []test
	add := func(given bool, read func() test) {
		if given {
			tests = append(tests, read())
		}
	}
	for _, inner := range f.And {
		tests = append(tests, r.holds(inner))
	}
	add(f.Or != nil, func() test {
		choices := make([]test, len(f.Or))
		for i, inner := range f.Or {
			choices[i] = r.holds(inner)
		}
		return either(choices...)
	})
	add(f.Not != nil, func() test { return not(r.holds(f.Not)) })
	add(f.Status != nil, func() test { return inWords(statusOf, policy.Statuses(), f.Status) })
	add(f.Priority != nil, func() test { return r.priority(f.Priority) })
	add(f.Number != nil, func() test { return r.number(f.Number) })
	add(f.Desk != nil, func() test { return r.place(f.Desk, func(p place) int64 { return p.desk }) })
	add(f.Tenant != nil, func() test { return r.place(f.Tenant, func(p place) int64 { return p.tenant }) })
	add(f.Requester != nil, func() test { return r.requester(f.Requester) })
	add(f.Assignee != nil, func() test { return r.assignee(f.Assignee) })
	add(f.Channel != nil, func() test { return inWords(channelOf, channels(), f.Channel) })
	add(f.IsMerged != nil, func() test { return flagIs(flagMerged, *f.IsMerged) })
	add(f.CreatedAt != nil, func() test { return createdAt.within(*f.CreatedAt) })
	add(f.UpdatedAt != nil, func() test { return updatedAt.within(*f.UpdatedAt) })
	add(f.LastReplyAt != nil, func() test { return repliedAt.maybe(f.LastReplyAt) })
	add(f.ClosedAt != nil, func() test { return closedAt.maybe(f.ClosedAt) })
	add(f.DueAt != nil, func() test { return dueAt.maybe(f.DueAt) })
	add(f.Overdue != nil, func() test { return r.overdue(*f.Overdue) })
	add(f.Search != nil, func() test { return r.answers.search(*f.Search) })
	for _, one := range f.Fields {
		tests = append(tests, r.field(one))
	}
	return all(tests...)
}

func (r *reading) priority(f *desk.PriorityFilter) test {
	var table [256]uint64
	for _, p := range policy.Priorities() {
		if chosen(&f.Choice, p) && (f.GTE == nil || p.Rank() >= f.GTE.Rank()) && (f.LTE == nil || p.Rank() <= f.LTE.Rank()) {
			table[priorityCode(p)] = 1
		}
	}
	return inBytes(priorityOf, &table)
}

func (r *reading) number(f *desk.NumberFilter) test {
	within := func(n int64) bool {
		return chosen(&f.Choice, n) && (f.GTE == nil || n >= *f.GTE) && (f.GT == nil || n > *f.GT) &&
			(f.LTE == nil || n <= *f.LTE) && (f.LT == nil || n < *f.LT)
	}
	set := newBitset(int(r.engine.highest))
	add := func(n int64) {
		if n >= 0 && n <= int64(r.engine.highest) && within(n) {
			set.add(uint32(n))
		}
	}
	switch {
	case f.Eq != nil:
		add(*f.Eq)
	case f.In != nil:
		for _, n := range f.In {
			add(n)
		}
	default:
		for n := range int64(r.engine.highest) + 1 {
			add(n)
		}
	}
	return inCodes(numberOf, set)
}

// place compares desks or tenants.
func (r *reading) place(f *desk.Choice[int64], id func(place) int64) test {
	set, chosen := newBitset(len(r.places)), chooser(f)
	for code, p := range r.places {
		if code != 0 && chosen(id(p)) {
			set.add(uint32(code))
		}
	}
	return inCodes(tenantOf, set)
}

// named is true of tickets of desks whose staff the viewer may know.
func (r *reading) named() test {
	return r.place(&desk.Choice[int64]{In: append([]int64{}, r.question.Named...)}, func(p place) int64 { return p.desk })
}

// requester compares who opened a ticket; see desk.
func (r *reading) requester(f *desk.Choice[int64]) test {
	chosen := inCodes(requesterOf, r.users(f, false))
	if r.question.NamesAll {
		return chosen
	}
	mine := r.is(r.engine.users.find(r.question.Scope.UserID), requesterOf)
	return all(chosen, either(r.named(), mine, flagIs(flagByStaff, false)))
}

// assignee compares who works on a ticket; see desk.
func (r *reading) assignee(f *desk.NullableChoice) test {
	set := r.users(&desk.Choice[int64]{Eq: f.Eq, In: f.In, NotIn: f.NotIn}, f.Eq == nil && f.In == nil)
	tests := []test{inCodes(assigneeOf, set)}
	if f.IsNull != nil {
		nobody := r.is(0, assigneeOf)
		if !*f.IsNull {
			nobody = not(nobody)
		}
		tests = append(tests, nobody)
	}
	if !r.question.NamesAll {
		tests = append(tests, r.named())
	}
	return all(tests...)
}

// users are the codes of those who are chosen; nobody is, where so said.
func (r *reading) users(f *desk.Choice[int64], nobody bool) bitset {
	users := r.engine.users.all()
	set, chosen := newBitset(len(users)), chooser(f)
	for code, id := range users {
		if code == 0 && nobody || code != 0 && chosen(id) {
			set.add(uint32(code))
		}
	}
	return set
}

// is compares with one code; 0 is a code here.
func (r *reading) is(code uint32, of column32) test {
	return func(c *chunk, _ int, found *rowSet) { inRange(of(c), code, code, found) }
}

func (r *reading) overdue(asked bool) test {
	passed := dueAt.between(1_000_000, int64(r.question.Now)-1)
	if !asked {
		return not(passed)
	}
	return passed
}

func chosen[T comparable](c *desk.Choice[T], value T) bool {
	return (c.Eq == nil || *c.Eq == value) && (c.In == nil || slices.Contains(c.In, value)) && !slices.Contains(c.NotIn, value)
}

// chooser is chosen for many values: lists are looked up, not walked.
func chooser[T comparable](c *desk.Choice[T]) func(T) bool {
	set := func(list []T) map[T]bool {
		has := make(map[T]bool, len(list))
		for _, v := range list {
			has[v] = true
		}
		return has
	}
	in, notIn := set(c.In), set(c.NotIn)
	return func(value T) bool {
		return (c.Eq == nil || *c.Eq == value) && (c.In == nil || in[value]) && !notIn[value]
	}
}
