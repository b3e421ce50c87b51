package desk

import (
	"encoding/json"
	"fmt"

	"sportello/internal/problem"
)

const (
	// maxKeptFilter is the longest filter that is kept, in bytes of JSON.
	maxKeptFilter = 16 << 10
	// maxKeptOrder is how many fields an order that is kept may name.
	maxKeptOrder = 10
)

// ListChoice is how somebody filters and sorts a list of tickets, kept for later: the filter as it was given, so that it
// can be given again, and beside it what it means, which is checked before it is kept. What was read has no meaning yet:
// whoever wants it decodes Given, as the contract's own input.
type ListChoice struct {
	Given json.RawMessage `json:"filter"` // JSON of the contract's TicketFilter; null: all
	Order []TicketOrder   `json:"order"`  // none: newest first
	// Meaning is what Given says; for what is to be kept alone.
	Meaning *TicketFilter `json:"-"`
}

// check says what is wrong with a choice. INVALID_FILTER as Tickets answers it; TOO_LONG at filter, TOO_MANY or
// INVALID_VALUE at orderBy.
func (c ListChoice) check() error {
	if c.Meaning != nil && !(&filterSize{}).add(c.Meaning, 1) {
		return problem.New(problem.InvalidFilter, "filter")
	}
	if len(c.Given) > maxKeptFilter {
		return problem.New(problem.TooLong, "filter").With("max", maxKeptFilter)
	}
	if len(c.Order) > maxKeptOrder {
		return problem.New(problem.TooMany, "orderBy").With("max", maxKeptOrder)
	}
	_, err := newTicketOrder(c.Order)
	return err
}

// texts are the choice as the tables keep it.
func (c ListChoice) texts() (filter, order string, err error) {
	filter = "null"
	if len(c.Given) > 0 {
		filter = string(c.Given)
	}
	kept, err := json.Marshal(c.Order)
	if err != nil {
		return "", "", fmt.Errorf("keep an order: %w", err)
	}
	return filter, string(kept), nil
}

// readChoice is the choice that the tables keep.
func readChoice(filter, order string) (ListChoice, error) {
	c := ListChoice{Given: json.RawMessage(filter)}
	if err := json.Unmarshal([]byte(order), &c.Order); err != nil {
		return ListChoice{}, fmt.Errorf("read a kept order: %w", err)
	}
	return c, nil
}
