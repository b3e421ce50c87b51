package desk

import (
	"entgo.io/ent/dialect/sql"

	"sportello/ent/ticket"
	"sportello/ent/timelineentry"
	"sportello/internal/access"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/search"
)

// filter turns a checked TicketFilter into a condition on the tickets of a statement.
type filter struct {
	asked *TicketFilter
	// named are the desks whose staff the viewer may know; all: every desk in the viewer's sight is one.
	named   []int64
	all     bool
	now     moment.Moment           // for what is overdue
	found   map[string]search.Found // by the texts that are searched for
	scope   access.Scope            // the viewer's
	leading leading
}

// add puts the condition into a statement, in parentheses of its own: whatever is in it, the scope beside it holds.
func (f filter) add(s *sql.Selector) {
	if f.asked == nil {
		return
	}
	holds := f.holds(s, f.asked)
	s.Where(sql.P(func(b *sql.Builder) { b.Wrap(func(b *sql.Builder) { b.Join(holds) }) }))
}

// holds is true of rows for which everything in the filter holds.
func (f filter) holds(s *sql.Selector, asked *TicketFilter) *sql.Predicate {
	c := conditions{s: s}
	for _, inner := range asked.And {
		c.add(f.holds(s, inner))
	}
	if asked.Or != nil {
		c.add(f.any(s, asked.Or))
	}
	if asked.Not != nil {
		c.add(sql.Not(f.holds(s, asked.Not)))
	}
	choose(&c, ticket.FieldStatus, asked.Status)
	c.priority(asked.Priority)
	if n := asked.Number; n != nil {
		choose(&c, ticket.FieldNumber, &n.Choice)
		span(&c, ticket.FieldNumber, n.GTE, n.GT, n.LTE, n.LT)
	}
	choose(&c, ticket.FieldDeskID, asked.Desk)
	choose(&c, ticket.FieldTenantID, asked.Tenant)
	if asked.Requester != nil {
		c.add(f.requester(s, asked.Requester))
	}
	if asked.Assignee != nil {
		c.add(f.assignee(s, asked.Assignee))
	}
	choose(&c, ticket.FieldChannel, asked.Channel)
	c.merged(asked.IsMerged)
	c.time(ticket.FieldCreatedAt, asked.CreatedAt)
	c.time(ticket.FieldUpdatedAt, asked.UpdatedAt)
	c.nullableTime(ticket.FieldLastReplyAt, asked.LastReplyAt)
	c.nullableTime(ticket.FieldClosedAt, asked.ClosedAt)
	c.nullableTime(ticket.FieldDueAt, asked.DueAt)
	c.overdue(asked.Overdue, f.now)
	if asked.Search != nil {
		c.add(f.search(s, *asked.Search))
	}
	for _, one := range asked.Fields {
		c.field(one, f.leading)
	}
	return c.all()
}

// any is true of rows for which one of the filters holds.
func (f filter) any(s *sql.Selector, asked []*TicketFilter) *sql.Predicate {
	either := make([]*sql.Predicate, len(asked))
	for i, inner := range asked {
		either[i] = f.holds(s, inner)
	}
	switch len(either) {
	case 0:
		return sql.False()
	case 1:
		return either[0] // Ent writes an OR within an OR of one without its parentheses
	}
	return sql.Or(either...)
}

// assignee compares who works on a ticket. On a desk that hides its staff from the viewer (M2.7) it is false of every
// ticket, so that neither it nor its negation tells one ticket from another.
func (f filter) assignee(s *sql.Selector, asked *NullableChoice) *sql.Predicate {
	column := s.C(ticket.FieldAssigneeID)
	c := conditions{s: s}
	if !f.all {
		c.add(sql.In(s.C(ticket.FieldDeskID), anys(f.named)...))
	}
	if asked.IsNull != nil && *asked.IsNull {
		c.add(sql.IsNull(column))
	}
	if asked.Eq != nil || asked.In != nil || asked.IsNull != nil && !*asked.IsNull {
		c.add(sql.NotNull(column)) // so that NOT turns what is unknown into true
	}
	choose(&c, ticket.FieldAssigneeID, &Choice[int64]{Eq: asked.Eq, In: asked.In})
	if len(asked.NotIn) > 0 {
		c.add(sql.Or(sql.IsNull(column), sql.NotIn(column, anys(asked.NotIn)...)))
	}
	return c.all()
}

// requester compares who opened a ticket. Of one that hidden staff opened it is false, as assignee is: of themselves alone
// everybody may know.
func (f filter) requester(s *sql.Selector, asked *Choice[int64]) *sql.Predicate {
	c := conditions{s: s}
	choose(&c, ticket.FieldRequesterID, asked)
	if !f.all {
		entry := sql.Table(timelineentry.Table).As("opening")
		byStaff := sql.Dialect(s.Dialect()).Select(entry.C(timelineentry.FieldID)).From(entry).Where(sql.And(
			sql.ColumnsEQ(entry.C(timelineentry.FieldTicketID), s.C(ticket.FieldID)), sql.EQ(entry.C(timelineentry.FieldSeq), 1),
			sql.EQ(entry.C(timelineentry.FieldActorKind), string(event.Staff))))
		c.add(sql.Or(sql.In(s.C(ticket.FieldDeskID), anys(f.named)...), sql.EQ(s.C(ticket.FieldRequesterID), f.scope.UserID), isMissing(byStaff)))
	}
	return c.all()
}

// conditions gathers what must hold together.
type conditions struct {
	s    *sql.Selector
	list []*sql.Predicate
}

func (c *conditions) add(p *sql.Predicate) { c.list = append(c.list, p) }

func (c *conditions) all() *sql.Predicate {
	switch len(c.list) {
	case 0:
		return sql.Not(sql.False())
	case 1:
		return c.list[0]
	}
	return sql.And(c.list...)
}

// merged tells tickets that were merged into another from all others (M1.15).
func (c *conditions) merged(asked *bool) {
	if asked == nil {
		return
	}
	column := c.s.C(ticket.FieldMergedIntoID)
	if *asked {
		c.add(sql.NotNull(column))
	} else {
		c.add(sql.IsNull(column))
	}
}

// priority compares by urgency, which is what the column of ranks is for.
func (c *conditions) priority(asked *PriorityFilter) {
	if asked == nil {
		return
	}
	choose(c, ticket.FieldPriority, &asked.Choice)
	span(c, ticket.FieldPriorityRank, rank(asked.GTE), nil, rank(asked.LTE), nil)
}

func rank(p *policy.Priority) *int {
	if p == nil {
		return nil
	}
	r := p.Rank()
	return &r
}

func (c *conditions) time(column string, asked *TimeFilter) {
	if asked != nil {
		span(c, column, at(asked.GTE), at(asked.GT), at(asked.LTE), at(asked.LT))
	}
}

func (c *conditions) nullableTime(column string, asked *NullableTimeFilter) {
	if asked == nil {
		return
	}
	if asked.IsNull != nil && *asked.IsNull {
		c.add(sql.EQ(c.s.C(column), moment.Moment(0)))
	}
	if asked.IsNull != nil && !*asked.IsNull || asked.TimeFilter != (TimeFilter{}) {
		c.add(sql.NEQ(c.s.C(column), moment.Moment(0)))
	}
	c.time(column, &asked.TimeFilter)
}

// overdue compares the nearest due time that runs with the present.
func (c *conditions) overdue(asked *bool, now moment.Moment) {
	if asked == nil {
		return
	}
	column := c.s.C(ticket.FieldDueAt)
	passed := sql.And(sql.NEQ(column, moment.Moment(0)), sql.LT(column, now))
	if !*asked {
		passed = sql.Or(sql.EQ(column, moment.Moment(0)), sql.GTE(column, now))
	}
	c.add(passed)
}
