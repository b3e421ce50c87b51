package export

import (
	"encoding/json"
	"time"
)

// Ticket is a row of Tickets. Times are UTC, nil: has not happened; ids are the API's.
type Ticket struct {
	Cursor  string `json:"cursor" parquet:"cursor"`   // to go on after this row
	ID      string `json:"id" parquet:"id,dict"`      // the key
	Deleted bool   `json:"deleted" parquet:"deleted"` // it is gone, or out of sight: nothing else is told

	Desk       string  `json:"desk" parquet:"desk,dict"` // its slug
	Number     int64   `json:"number" parquet:"number"`
	Tenant     string  `json:"tenant" parquet:"tenant,dict"`
	TenantName *string `json:"tenantName" parquet:"tenant_name,dict,optional"` // not told to analysts
	Status     string  `json:"status" parquet:"status,dict"`
	Priority   string  `json:"priority" parquet:"priority,dict"`
	Channel    string  `json:"channel" parquet:"channel,dict"`
	Source     *string `json:"source" parquet:"source,dict,optional"`
	Requester  string  `json:"requester" parquet:"requester,dict"`
	Assignee   *string `json:"assignee" parquet:"assignee,dict,optional"` // told to staff alone
	Follows    *string `json:"follows" parquet:"follows,optional"`
	MergedInto *string `json:"mergedInto" parquet:"merged_into,optional"`

	OpenedAt         *time.Time `json:"openedAt" parquet:"opened_at,optional,timestamp(microsecond)"`
	UpdatedAt        *time.Time `json:"updatedAt" parquet:"updated_at,optional,timestamp(microsecond)"`
	FirstRespondedAt *time.Time `json:"firstRespondedAt" parquet:"first_responded_at,optional,timestamp(microsecond)"`
	LastReplyAt      *time.Time `json:"lastReplyAt" parquet:"last_reply_at,optional,timestamp(microsecond)"`
	ResolvedAt       *time.Time `json:"resolvedAt" parquet:"resolved_at,optional,timestamp(microsecond)"`
	ClosedAt         *time.Time `json:"closedAt" parquet:"closed_at,optional,timestamp(microsecond)"`
	FirstDueAt       *time.Time `json:"firstDueAt" parquet:"first_due_at,optional,timestamp(microsecond)"`
	ResolutionDueAt  *time.Time `json:"resolutionDueAt" parquet:"resolution_due_at,optional,timestamp(microsecond)"`

	Messages    int64 `json:"messages" parquet:"messages"` // that customers see
	Attachments int64 `json:"attachments" parquet:"attachments"`
	Reopened    int64 `json:"reopened" parquet:"reopened"`

	// Fields are the answers to the form that were chosen from options, by key: an object.
	Fields json.RawMessage `json:"fields" parquet:"fields,json"`
}

// Interval is a row of Intervals: one ticket in one status.
type Interval struct {
	Cursor string     `json:"cursor" parquet:"cursor"`
	Ticket string     `json:"ticket" parquet:"ticket,dict"`
	Number int64      `json:"number" parquet:"number"` // in the ticket, from 1: the key, with the ticket
	Status string     `json:"status" parquet:"status,dict"`
	From   *time.Time `json:"from" parquet:"from,optional,timestamp(microsecond)"`
	To     *time.Time `json:"to" parquet:"to,optional,timestamp(microsecond)"` // nil: it lasts
}

// Message is a row of Messages: that something was written, not what.
type Message struct {
	Cursor      string     `json:"cursor" parquet:"cursor"`
	ID          string     `json:"id" parquet:"id"` // the key
	Ticket      string     `json:"ticket" parquet:"ticket,dict"`
	Kind        string     `json:"kind" parquet:"kind,dict"`              // DESCRIPTION, REPLY, NOTE (told to staff alone)
	AuthorKind  string     `json:"authorKind" parquet:"author_kind,dict"` // STAFF, CUSTOMER, GUEST, SYSTEM
	Author      *string    `json:"author" parquet:"author,dict,optional"` // staff's are told to staff alone
	CreatedAt   *time.Time `json:"createdAt" parquet:"created_at,optional,timestamp(microsecond)"`
	Attachments int64      `json:"attachments" parquet:"attachments"`
}
