package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"entgo.io/ent/dialect/sql"

	"sportello/ent/ticket"
	"sportello/ent/ticketfield"
	"sportello/internal/access"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

// maxFieldCounts is how many different answers are counted: far more than a form has options; of texts the most frequent.
const maxFieldCounts = 1000

// FieldCount is how many tickets gave one answer to a field of the form.
type FieldCount struct {
	Value string // an option's path joined by /, or the start of what was written
	Label string // of the option, in the viewer's language; of all else the value
	Count int
}

// CountByField counts the tickets that Tickets would list by what was answered to a field, with one statement. Options
// come in the order of the form, those of which there is no ticket included unless they are retired; then what else was
// answered, most frequent first. A depth above 0 adds up what is below so many levels of a tree. Tickets without an answer
// are in no count. INVALID_FILTER, INVALID_VALUE.
func (s *Service) CountByField(
	ctx context.Context, v *access.Viewer, asked *TicketFilter, key string, depth int,
) ([]*FieldCount, error) {
	switch {
	case !isFieldKey(key):
		return nil, problem.New(problem.InvalidValue, "key")
	case depth < 0:
		return nil, problem.New(problem.InvalidValue, "depth")
	}
	f, err := s.newFilter(ctx, v, asked)
	if err != nil {
		return nil, err
	}
	desks, err := s.Desks(ctx, v)
	if err != nil {
		return nil, err
	}
	tally := newFieldTally(desks, key, depth, v.Language)
	query, args := s.fieldCountStatement(v, f, key)
	var value string
	var found int
	err = s.each(ctx, query, args, []any{(*text)(&value), (*count)(&found)}, func() { tally.add(value, found) })
	if err != nil {
		return nil, fmt.Errorf("count tickets by a field: %w", err)
	}
	return tally.counts(), nil
}

func (s *Service) fieldCountStatement(v *access.Viewer, f filter, key string) (string, []any) {
	f.leadCount()
	from, answers := f.table(s.store.Dialect()), sql.Table(ticketfield.Table).As("answered")
	value := answers.C(ticketfield.FieldValue)
	statement := sql.Dialect(s.store.Dialect()).Select(value, sql.As(sql.Count("*"), "tickets_found")).From(from)
	statement.Join(answers).OnP(sql.And(
		sql.ColumnsEQ(answers.C(ticketfield.FieldTicketID), from.C(ticket.FieldID)),
		sql.ColumnsEQ(answers.C(ticketfield.FieldDeskID), from.C(ticket.FieldDeskID)),
		sql.EQ(answers.C(ticketfield.FieldKey), key),
	))
	seen(v)(statement)
	f.add(statement)
	statement.GroupBy(value).OrderExpr(sql.Raw("COUNT(*) DESC"), sql.Raw(value)).Limit(maxFieldCounts)
	return statement.Query()
}

// fieldTally adds up answers: options in their order, then the rest.
type fieldTally struct {
	depth  int
	tree   bool // the field has options: a / in an answer is a step of a path
	order  []*FieldCount
	rows   map[string]*FieldCount
	hidden map[string]bool // options that are shown only when there is a ticket
}

// newFieldTally begins with the options of a field as the desks' forms have it.
func newFieldTally(desks []*Desk, key string, depth int, language string) *fieldTally {
	t := &fieldTally{depth: depth, rows: map[string]*FieldCount{}, hidden: map[string]bool{}}
	for _, d := range desks {
		if field := d.Policy.Form.Field(key); field != nil {
			t.tree = t.tree || len(field.Options) > 0
			t.options(field.Options, nil, false, func(l policy.Label) string { return l.In(language, d.Policy.Language) })
		}
	}
	return t
}

// options takes the leaves in, or the options at the depth that is asked for.
func (t *fieldTally) options(among []*policy.Option, above []string, retired bool, word func(policy.Label) string) {
	for _, o := range among {
		path, gone := append(slices.Clip(above), o.Value), retired || o.Retired
		if len(o.Options) > 0 && len(path) != t.depth {
			t.options(o.Options, path, gone, word)
			continue
		}
		value := strings.Join(path, policy.PathSeparator)
		if t.rows[value] == nil {
			t.hidden[value] = true
			t.row(value).Label = cmp.Or(word(o.Label), value)
		}
		t.hidden[value] = t.hidden[value] && gone // one desk may have retired what another offers
	}
}

// row is the count of an answer.
func (t *fieldTally) row(value string) *FieldCount {
	if t.rows[value] == nil {
		t.rows[value] = &FieldCount{Value: value, Label: value}
		t.order = append(t.order, t.rows[value])
	}
	return t.rows[value]
}

// add counts tickets with an answer. A path is cut at the depth.
func (t *fieldTally) add(value string, found int) {
	if steps := strings.Split(value, policy.PathSeparator); t.tree && t.depth > 0 && len(steps) > t.depth {
		value = strings.Join(steps[:t.depth], policy.PathSeparator)
	}
	t.row(value).Count += found
}

func (t *fieldTally) counts() []*FieldCount {
	return slices.DeleteFunc(t.order, func(c *FieldCount) bool { return c.Count == 0 && t.hidden[c.Value] })
}
