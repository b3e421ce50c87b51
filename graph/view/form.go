package view

import (
	"strings"

	"sportello/internal/desk"
	"sportello/internal/form"
	"sportello/internal/policy"
)

// Form is a desk's form for one tenant.
type Form struct{ form *desk.TicketForm }

// NewForm shows a form.
func NewForm(f *desk.TicketForm) *Form { return &Form{f} }

// Desk is whose form it is.
func (f Form) Desk() *Desk { return NewDesk(f.form.Desk, f.form.Sight.Viewer) }

// Tenant is for whom a ticket would be opened.
func (f Form) Tenant() *Tenant { return NewTenant(f.form.Tenant, f.form.Sight.Viewer) }

// Fields are those that apply.
func (f Form) Fields() []*FormField {
	fields := make([]*FormField, len(f.form.Fields))
	for i, d := range f.form.Fields {
		fields[i] = &FormField{Drawn: d, form: f.form}
	}
	return fields
}

// FormField is one field of a form.
type FormField struct {
	form.Drawn
	form *desk.TicketForm
}

// in is a label in the viewer's language.
func (f FormField) in(l policy.Label) string {
	return l.In(f.form.Sight.Viewer.Language, f.form.Desk.Policy.Language)
}

// Label is the field's name.
func (f FormField) Label() string { return f.in(f.Drawn.Label) }

// Help is empty when there is none.
func (f FormField) Help() string { return f.in(f.Drawn.Help) }

// ShownWhen is null when the field is always of use.
func (f FormField) ShownWhen() *policy.Condition { return f.When }

// MinLength is null of what is no text.
func (f FormField) MinLength() *int { return f.length(f.Length.Min) }

// MaxLength is null of what is no text.
func (f FormField) MaxLength() *int { return f.length(f.Length.Max) }

func (f FormField) length(n int) *int {
	if !f.Kind.IsText() {
		return nil
	}
	return &n
}

// Multiline reports whether several lines may be written.
func (f FormField) Multiline() bool { return f.Lines || f.Kind == policy.RichTextField }

// Proposal is null when nothing is to be filled in.
func (f FormField) Proposal() *string { return given(f.Proposed) }

// Options are those that are offered.
func (f FormField) Options() []*FormOption {
	options := make([]*FormOption, len(f.Choices))
	for i, c := range f.Choices {
		options[i] = &FormOption{Choice: c, Label: f.in(c.Label)}
	}
	return options
}

// People are who can be chosen.
func (f FormField) People() []*Person {
	people := []*Person{}
	if f.Kind == policy.PersonField {
		for _, p := range f.form.People {
			people = append(people, NewPerson(p))
		}
	}
	return people
}

// AttachmentRules are null of all but files.
func (f FormField) AttachmentRules() *AttachmentRules {
	if f.Kind != policy.AttachmentField {
		return nil
	}
	return NewDesk(f.form.Desk, f.form.Sight.Viewer).AttachmentRules()
}

// Notice is null of all but a consent.
func (f FormField) Notice() *PrivacyNotice {
	if f.Kind != policy.ConsentField {
		return nil
	}
	return &PrivacyNotice{Version: f.Version, Text: f.in(f.Drawn.Notice)}
}

// PrivacyNotice is what is agreed to.
type PrivacyNotice struct{ Version, Text string }

// FormOption is an option that is offered.
type FormOption struct {
	form.Choice
	Label string
}

// Value is the path as one text.
func (o FormOption) Value() string { return strings.Join(o.Path, policy.PathSeparator) }

// Priority is null when it sets none.
func (o FormOption) Priority() *policy.Priority {
	if o.Choice.Priority == "" {
		return nil
	}
	p := o.Choice.Priority
	return &p
}
