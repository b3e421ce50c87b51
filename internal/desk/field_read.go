package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/richtext"
)

// FieldAnswer is what was answered to a field of the form when a ticket was opened (M0.2), in its viewer's language.
type FieldAnswer struct {
	Key   string
	Kind  policy.FieldKind // of what the form has now; text where it has the field no more
	Label string           // likewise; the key where it has it no more
	Value string           // what filters compare
	Path  []FieldStep      // of options: from the root to what was chosen, retired ones included

	AcceptedAt moment.Moment // of a consent; else 0

	format richtext.Format
	text   string // as it was written; empty for what is no text
	rich   *richtext.Renderer
}

// FieldStep is one option of a path.
type FieldStep struct{ Value, Label string }

// ValueLabel is the answer as people read it: the last option's label, else the value.
func (a *FieldAnswer) ValueLabel() string {
	if len(a.Path) == 0 {
		return a.Value
	}
	return a.Path[len(a.Path)-1].Label
}

// IsText reports whether it is a text that somebody wrote.
func (a *FieldAnswer) IsText() bool {
	return a.Kind == policy.TextField || a.Kind == policy.RichTextField
}

// Plain is a text to be read without a page, whole.
func (a *FieldAnswer) Plain() string { return a.rich.Text(a.written()) }

// HTML is a text as HTML that is safe to show.
func (a *FieldAnswer) HTML() string { return a.rich.Render(a.written()).HTML }

// written is the text as it was given; of a short one the value is all of it.
func (a *FieldAnswer) written() (richtext.Format, string) {
	return cmp.Or(a.format, richtext.Plain), cmp.Or(a.text, a.Value)
}

// FieldsOf reads what was answered to the form, aligned with the tickets, in the form's order, by one statement for all.
// Keys narrow it; none means all.
func (s *Service) FieldsOf(ctx context.Context, tickets []*Ticket, keys []string) ([][]*FieldAnswer, error) {
	answers := make([][]*FieldAnswer, len(tickets))
	places := make(map[int64][]int, len(tickets))
	ids := make([]any, len(tickets))
	for i, t := range tickets {
		places[t.ID] = append(places[t.ID], i)
		ids[i] = t.ID
	}
	if len(ids) == 0 {
		return answers, nil
	}
	query := "SELECT ticket_id, `key`, value, text, format FROM ticket_fields WHERE ticket_id IN (" + marks(len(ids)) + ")"
	if len(keys) > 0 {
		query += " AND `key` IN (" + marks(len(keys)) + ")"
		ids = slices.Concat(ids, anys(keys))
	}
	var row FieldAnswer
	var ticketID int64
	targets := []any{(*number)(&ticketID), (*word)(&row.Key), (*text)(&row.Value), (*text)(&row.text), (*word)(&row.format)}
	err := s.each(ctx, query, ids, targets, func() {
		for _, i := range places[ticketID] {
			answers[i] = append(answers[i], s.shownTo(tickets[i], row))
		}
	})
	if err != nil {
		return nil, fmt.Errorf("read answers to forms: %w", err)
	}
	for i, t := range tickets {
		t.Desk.sortAnswers(answers[i])
	}
	return answers, nil
}

// shownTo names an answer as the ticket's desk does, in its viewer's language.
func (s *Service) shownTo(t *Ticket, a FieldAnswer) *FieldAnswer {
	a.rich, a.Kind, a.Label = s.rich, policy.TextField, a.Key
	field := t.Desk.Policy.Form.Field(a.Key)
	if field == nil {
		return &a
	}
	language, own := t.Sight.Viewer.Language, t.Desk.Policy.Language
	a.Kind, a.Label = field.Kind, cmp.Or(field.Label.In(language, own), a.Key)
	if a.Kind == policy.ConsentField {
		a.AcceptedAt = t.CreatedAt // it was accepted with the request, or there would be no ticket (M1.6)
	}
	for _, o := range field.Path(a.Value) {
		a.Path = append(a.Path, FieldStep{o.Value, cmp.Or(o.Label.In(language, own), o.Value)})
	}
	return &a
}

// sortAnswers puts answers into the order of the form; what it has no more comes last.
func (d *Desk) sortAnswers(answers []*FieldAnswer) {
	place := func(a *FieldAnswer) int {
		i := slices.IndexFunc(d.Policy.Form.Fields, func(f *policy.Field) bool { return f.Key == a.Key })
		if i < 0 {
			return len(d.Policy.Form.Fields)
		}
		return i
	}
	slices.SortFunc(answers, func(a, b *FieldAnswer) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.Key, b.Key))
	})
}
