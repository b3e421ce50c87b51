package notify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sportello/ent"
	"sportello/internal/mail/compose"
	"sportello/internal/policy"
)

// answer is what was filled in on opening.
type answer struct{ key, value string }

// answers reads what was filled in when the ticket was opened.
func answers(ctx context.Context, tx *ent.Tx, ticketID int64) (all []answer, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT `key`, value FROM ticket_fields WHERE ticket_id = ?", ticketID)
	if err != nil {
		return nil, fmt.Errorf("read the form: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var a answer
		if err := rows.Scan(&a.key, &a.value); err != nil {
			return nil, fmt.Errorf("read the form: %w", err)
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// summary are the answers in the form's order, in a language (M0.2): whole paths of choices, and what fits on a line. What
// was accepted is not repeated.
func summary(p *policy.Policy, given []answer, language string) []compose.Row {
	var rows []compose.Row
	for _, field := range p.Form.Fields {
		i := slices.IndexFunc(given, func(a answer) bool { return a.key == field.Key })
		if i < 0 || field.Kind == policy.ConsentField || field.Kind == policy.RichTextField {
			continue
		}
		value := given[i].value
		var steps []string
		for _, o := range field.Path(value) {
			steps = append(steps, cmp.Or(o.Label.In(language, p.Language), o.Value))
		}
		if len(steps) > 0 {
			value = strings.Join(steps, " › ")
		}
		rows = append(rows, compose.Row{Label: cmp.Or(field.Label.In(language, p.Language), field.Key), Value: value})
	}
	return rows
}
