package desk

import (
	"time"

	"sportello/internal/policy"
)

// TicketQuery asks for a page of tickets.
type TicketQuery struct {
	Filter *TicketFilter // nil: all
	Order  []TicketOrder // none: newest first
	Page   Page
	Parts  Parts
	// Columns narrows what is read of each ticket; zero: everything. Methods of a row need the columns they speak of.
	Columns Columns
}

// TicketOrderField is what a list of tickets can be sorted by.
type TicketOrderField string

// The fields.
const (
	ByCreatedAt   TicketOrderField = "CREATED_AT"
	ByUpdatedAt   TicketOrderField = "UPDATED_AT"
	ByLastReplyAt TicketOrderField = "LAST_REPLY_AT"
	ByPriority    TicketOrderField = "PRIORITY"
	ByNumber      TicketOrderField = "NUMBER"
	ByQueue       TicketOrderField = "QUEUE"  // of staff: urgent first, then closest to its due time (M2.9)
	ByDueAt       TicketOrderField = "DUE_AT" // without one first
	ByField       TicketOrderField = "FIELD"  // of the form, named by TicketOrder.FieldKey
)

// OrderDirection is which end comes first.
type OrderDirection string

// The directions.
const (
	Ascending  OrderDirection = "ASC"
	Descending OrderDirection = "DESC"
)

// TicketOrder sorts by one field.
type TicketOrder struct {
	Field    TicketOrderField
	FieldKey string `json:",omitzero"` // of ByField; a ticket without an answer to it sorts as if that were empty
	Desc     bool
}

// Direction is which end comes first.
func (o TicketOrder) Direction() OrderDirection {
	if o.Desc {
		return Descending
	}
	return Ascending
}

// TicketFilter says which tickets: all that is given must hold. Ids that name nothing, or nothing of the viewer's,
// match nothing.
type TicketFilter struct {
	And, Or     []*TicketFilter
	Not         *TicketFilter
	Status      *Choice[policy.Status]
	Priority    *PriorityFilter
	Number      *NumberFilter
	Desk        *Choice[int64]
	Tenant      *Choice[int64]
	Requester   *Choice[int64]
	Assignee    *NullableChoice
	Channel     *Choice[string]
	IsMerged    *bool `json:",omitzero"` // was merged into another ticket
	CreatedAt   *TimeFilter
	UpdatedAt   *TimeFilter
	LastReplyAt *NullableTimeFilter
	ClosedAt    *NullableTimeFilter
	DueAt       *NullableTimeFilter `json:",omitzero"` // the nearest due time that runs
	Overdue     *bool               `json:",omitzero"` // it has passed
	Search      *string             `json:",omitzero"` // words, all of them; the last may be the beginning of one
	Fields      []*FieldFilter      // all must hold
}

// Choice compares with single values. A nil list was not given; an empty In matches nothing, an empty NotIn everything.
type Choice[T comparable] struct {
	Eq        *T
	In, NotIn []T
}

// PriorityFilter compares priorities, also by urgency.
type PriorityFilter struct {
	Choice[policy.Priority]
	GTE, LTE *policy.Priority
}

// NumberFilter compares ticket numbers.
type NumberFilter struct {
	Choice[int64]
	GTE, GT, LTE, LT *int64
}

// NullableChoice compares ids that may be missing. A missing one is in no list, and in every NotIn.
type NullableChoice struct {
	Choice[int64]
	IsNull *bool
}

// TimeFilter is a range.
type TimeFilter struct{ GTE, GT, LTE, LT *time.Time }

// NullableTimeFilter is a range of something that may not have happened; that is in no range.
type NullableTimeFilter struct {
	TimeFilter
	IsNull *bool
}

// FieldFilter compares what was answered to a field of the form, in the spelling of its rows: an option's path joined by /,
// an address, a notice's version, the start of a text. What was not answered is in no list, and in every NotIn.
type FieldFilter struct {
	Key string
	Choice[string]
	Under  []string // options, each with all that is below it; nil: not given
	IsNull *bool
}
