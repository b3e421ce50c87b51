package graph

import (
	"time"

	"sportello/graph/model"
	"sportello/internal/desk"
	"sportello/internal/moment"
	"sportello/internal/node"
	"sportello/internal/policy"
)

// ticketFilter decodes the contract's filter.
func ticketFilter(f *model.TicketFilter) *desk.TicketFilter {
	if f == nil {
		return nil
	}
	return &desk.TicketFilter{
		And: ticketFilters(f.And), Or: ticketFilters(f.Or), Not: ticketFilter(f.Not),
		Status:      statusFilter(f.Status),
		Priority:    priorityFilter(f.Priority),
		Number:      numberFilter(f.Number),
		Desk:        idFilter(node.Desk, f.Desk),
		Tenant:      idFilter(node.Tenant, f.Tenant),
		Requester:   idFilter(node.User, f.Requester),
		Assignee:    assigneeFilter(f.Assignee),
		Channel:     channelFilter(f.Channel),
		IsMerged:    f.IsMerged,
		CreatedAt:   timeFilter(f.CreatedAt),
		UpdatedAt:   timeFilter(f.UpdatedAt),
		LastReplyAt: nullableTimeFilter(f.LastReplyAt),
		ClosedAt:    nullableTimeFilter(f.ClosedAt),
		Search:      f.Search,
		DueAt:       nullableTimeFilter(f.DueAt),
		Overdue:     f.Overdue,
		Fields:      fieldFilters(f.Fields),
	}
}

func fieldFilters(list []*model.TicketFieldFilter) []*desk.FieldFilter {
	decoded := make([]*desk.FieldFilter, len(list))
	for i, f := range list {
		decoded[i] = &desk.FieldFilter{Key: f.Key, Choice: *choice(f.Eq, f.In, f.NotIn), Under: f.Under, IsNull: f.IsNull}
	}
	return decoded
}

func ticketFilters(list []*model.TicketFilter) []*desk.TicketFilter {
	if list == nil {
		return nil
	}
	decoded := make([]*desk.TicketFilter, len(list))
	for i, f := range list {
		decoded[i] = ticketFilter(f)
	}
	return decoded
}

func choice[T comparable](eq *T, in, notIn []T) *desk.Choice[T] {
	return &desk.Choice[T]{Eq: eq, In: in, NotIn: notIn}
}

func statusFilter(f *model.StatusFilter) *desk.Choice[policy.Status] {
	if f == nil {
		return nil
	}
	return choice(f.Eq, f.In, f.NotIn)
}

func priorityFilter(f *model.PriorityFilter) *desk.PriorityFilter {
	if f == nil {
		return nil
	}
	return &desk.PriorityFilter{Choice: *choice(f.Eq, f.In, f.NotIn), GTE: f.Gte, LTE: f.Lte}
}

func channelFilter(f *model.ChannelFilter) *desk.Choice[string] {
	if f == nil {
		return nil
	}
	words := func(channels []desk.Channel) []string {
		if channels == nil {
			return nil
		}
		list := make([]string, len(channels))
		for i, c := range channels {
			list[i] = string(c)
		}
		return list
	}
	return choice((*string)(f.Eq), words(f.In), words(f.NotIn))
}

func numberFilter(f *model.IntFilter) *desk.NumberFilter {
	if f == nil {
		return nil
	}
	return &desk.NumberFilter{
		Choice: *choice(wide(f.Eq), wides(f.In), wides(f.NotIn)),
		GTE:    wide(f.Gte), GT: wide(f.Gt), LTE: wide(f.Lte), LT: wide(f.Lt),
	}
}

func wide(n *int) *int64 {
	if n == nil {
		return nil
	}
	w := int64(*n)
	return &w
}

func wides(list []int) []int64 {
	if list == nil {
		return nil
	}
	w := make([]int64, len(list))
	for i, n := range list {
		w[i] = int64(n)
	}
	return w
}

func idFilter(kind node.Kind, f *model.IDFilter) *desk.Choice[int64] {
	if f == nil {
		return nil
	}
	return ids(kind, f.Eq, f.In, f.NotIn)
}

func ids(kind node.Kind, eq *string, in, notIn []string) *desk.Choice[int64] {
	var one *int64
	if eq != nil {
		found := keyOrNowhere(kind, *eq)
		one = &found
	}
	return choice(one, keys(kind, in), keys(kind, notIn))
}

func assigneeFilter(f *model.NullableIDFilter) *desk.NullableChoice {
	if f == nil {
		return nil
	}
	return &desk.NullableChoice{Choice: *ids(node.User, f.Eq, f.In, f.NotIn), IsNull: f.IsNull}
}

func timeFilter(f *model.TimeFilter) *desk.TimeFilter {
	if f == nil {
		return nil
	}
	return &desk.TimeFilter{GTE: at(f.Gte), GT: at(f.Gt), LTE: at(f.Lte), LT: at(f.Lt)}
}

func nullableTimeFilter(f *model.NullableTimeFilter) *desk.NullableTimeFilter {
	if f == nil {
		return nil
	}
	return &desk.NullableTimeFilter{
		TimeFilter: desk.TimeFilter{GTE: at(f.Gte), GT: at(f.Gt), LTE: at(f.Lte), LT: at(f.Lt)},
		IsNull:     f.IsNull,
	}
}

func at(m *moment.Moment) *time.Time {
	if m == nil {
		return nil
	}
	t := m.Time()
	return &t
}

// ticketOrder decodes the contract's order.
func ticketOrder(list []*model.TicketOrder) []desk.TicketOrder {
	order := make([]desk.TicketOrder, len(list))
	for i, o := range list {
		order[i] = desk.TicketOrder{Field: o.Field, FieldKey: text(o.FieldKey), Desc: o.Direction == desk.Descending}
	}
	return order
}

// page decodes the contract's paging arguments.
func page(first *int, after *string, last *int, before *string) desk.Page {
	p := desk.Page{First: first, Last: last}
	if after != nil {
		p.After = *after
	}
	if before != nil {
		p.Before = *before
	}
	return p
}
