package desk

import (
	"encoding/json"
	"fmt"

	"sportello/internal/problem"
)

// SourcePlace is where in a desk's products a ticket was opened (M4.8).
type SourcePlace string

// The places.
const (
	ApplicationMenu SourcePlace = "APPLICATION_MENU"
	Program         SourcePlace = "PROGRAM" // any of the application's
	ErrorMessage    SourcePlace = "ERROR_MESSAGE"
	Website         SourcePlace = "WEBSITE"
	Portal          SourcePlace = "PORTAL"
)

// known reports whether it is one of the closed set.
func (p SourcePlace) known() bool {
	switch p {
	case ApplicationMenu, Program, ErrorMessage, Website, Portal:
		return true
	}
	return false
}

// The longest texts of a source, in characters.
const (
	maxProgram   = 120
	maxVersion   = 60
	maxErrorText = 4000
)

const sourceField = "source"

// Source is where a ticket was opened, and what was going on there (M4.8).
type Source struct {
	Place SourcePlace
	SourceContext
}

// SourceContext is what was going on where a ticket was opened. All of it may be empty.
type SourceContext struct {
	Program   string `json:"program,omitzero"`
	Version   string `json:"version,omitzero"`
	ErrorText string `json:"errorText,omitzero"` // one line or several, as the program showed it
}

// checkSource notes what is wrong with a source, and answers it cleaned; nil stays nil.
func (c *scene) checkSource(given *Source) *Source {
	if given == nil {
		return nil
	}
	if !given.Place.known() {
		c.fault(problem.New(problem.InvalidValue, sourceField, "place"))
	}
	line := func(raw, field string, longest int) string {
		return c.checkProse(readLine(raw), longest, field)
	}
	return &Source{given.Place, SourceContext{
		Program:   line(given.Program, "program", maxProgram),
		Version:   line(given.Version, "version", maxVersion),
		ErrorText: c.checkProse(readProse(given.ErrorText), maxErrorText, "errorText"),
	}}
}

// CheckSource is a source cleaned, before there is a ticket; nil stays nil. TOO_LONG, INVALID_CHARACTERS, INVALID_VALUE at
// fields of source.
func CheckSource(given *Source) (*Source, error) {
	var c scene
	cleaned := c.checkSource(given)
	return cleaned, c.faults.Err()
}

// checkProse notes what is wrong with an optional text of a source, and answers it.
func (c *scene) checkProse(p prose, longest int, field string) string {
	if fault := p.check(0, longest, field); fault != nil {
		fault.Field = []string{sourceField, field}
		c.fault(fault)
	}
	return p.text
}

// setSource puts a source on a new ticket.
func (t *Ticket) setSource(s *Source) error {
	if s == nil {
		return nil
	}
	said, err := json.Marshal(s.SourceContext)
	if err != nil {
		return fmt.Errorf("write the ticket's source: %w", err)
	}
	t.sourcePlace, t.sourceContext = string(s.Place), string(said)
	return nil
}

// Source is where the ticket was opened; nil where that was not said (M4.8).
func (t *Ticket) Source() (*Source, error) {
	if t.sourcePlace == "" {
		return nil, nil //nolint:nilnil // none was given
	}
	s := &Source{Place: SourcePlace(t.sourcePlace)}
	if t.sourceContext == "" {
		return s, nil
	}
	if err := json.Unmarshal([]byte(t.sourceContext), &s.SourceContext); err != nil {
		return nil, fmt.Errorf("read the source of ticket %d: %w", t.ID, err)
	}
	return s, nil
}
