package view

import (
	"sportello/internal/desk"
)

// FieldValue is what was answered to a field of the form.
type FieldValue struct{ *desk.FieldAnswer }

// NewFieldValue shows an answer.
func NewFieldValue(a *desk.FieldAnswer) *FieldValue { return &FieldValue{a} }

// Path is never null.
func (f FieldValue) Path() []desk.FieldStep {
	if f.FieldAnswer.Path == nil {
		return []desk.FieldStep{}
	}
	return f.FieldAnswer.Path
}

// Text is null for what is no text.
func (f FieldValue) Text() *string {
	if !f.IsText() {
		return nil
	}
	text := f.Plain()
	return &text
}

// HTML is null for what is no text.
func (f FieldValue) HTML() *string {
	if !f.IsText() {
		return nil
	}
	page := f.FieldAnswer.HTML()
	return &page
}

// Source is where a ticket was opened.
type Source struct{ *desk.Source }

// Source is null when it was not said.
func (t Ticket) Source() (*Source, error) {
	s, err := t.Ticket.Source()
	if s == nil || err != nil {
		return nil, err
	}
	return &Source{s}, nil
}

// Program is null when not said.
func (s Source) Program() *string { return given(s.SourceContext.Program) }

// Version is null when not said.
func (s Source) Version() *string { return given(s.SourceContext.Version) }

// ErrorText is null when not said.
func (s Source) ErrorText() *string { return given(s.SourceContext.ErrorText) }
