package stats

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sportello/internal/desk"
	"sportello/internal/policy"
)

// answers are the tickets that meet what the columns don't hold: words of texts, and answers to fields that have no options.
type answers struct {
	searches map[string][]int64 // by the text
	fields   map[*desk.FieldFilter][]int64
}

// ask finds them by the list's own condition, a statement for each.
func (e *Engine) ask(ctx context.Context, q *desk.Question) (answers, error) {
	a := answers{searches: map[string][]int64{}, fields: map[*desk.FieldFilter][]int64{}}
	return a, e.askFor(ctx, q, q.Filter, &a)
}

func (e *Engine) askFor(ctx context.Context, q *desk.Question, f *desk.TicketFilter, a *answers) error {
	if f == nil {
		return nil
	}
	for _, inner := range slices.Concat(f.And, f.Or, []*desk.TicketFilter{f.Not}) {
		if err := e.askFor(ctx, q, inner, a); err != nil {
			return err
		}
	}
	if s := f.Search; s != nil && strings.TrimSpace(*s) != "" && a.searches[*s] == nil {
		ids, err := q.Find(ctx, &desk.TicketFilter{Search: s})
		if err != nil {
			return fmt.Errorf("search: %w", err)
		}
		a.searches[*s] = append(ids, -1)[:len(ids)] // found nothing is found, too
	}
	for _, one := range f.Fields {
		if _, held := e.forms.of(spelled(one.Key)); held {
			continue
		}
		ids, err := q.Find(ctx, &desk.TicketFilter{Fields: []*desk.FieldFilter{one}})
		if err != nil {
			return fmt.Errorf("field %s: %w", one.Key, err)
		}
		a.fields[one] = ids
	}
	return nil
}

// search is true of tickets that have the words of a text; of every ticket while there is none.
func (a answers) search(text string) test {
	if strings.TrimSpace(text) == "" {
		return all()
	}
	return among(a.searches[text])
}

// field compares what was answered to a field of the form; see desk.
func (r *reading) field(f *desk.FieldFilter) test {
	if ids, asked := r.answers.fields[f]; asked {
		return among(ids)
	}
	held, _ := r.engine.forms.of(spelled(f.Key))
	accepted := newBitset(maxAnswers)
	for code, value := range held.values {
		if accepts(f, value, code != 0) {
			accepted.add(uint32(code))
		}
	}
	without := newBitset(len(r.places)) // tenants of desks that have no answers to it
	bySlot := map[int]bitset{}          // tenants of those that have
	for code, p := range r.places {
		slot, there := held.slots[p.desk]
		switch {
		case code == 0:
		case !there:
			without.add(uint32(code))
		default:
			if bySlot[slot] == nil {
				bySlot[slot] = newBitset(len(r.places))
			}
			bySlot[slot].add(uint32(code))
		}
	}
	var tests []test
	if accepted.has(0) {
		tests = append(tests, inCodes(tenantOf, without))
	}
	for slot, tenants := range bySlot {
		tests = append(tests, all(inCodes(tenantOf, tenants), func(c *chunk, _ int, found *rowSet) {
			switch {
			case slot < len(c.answers) && c.answers[slot] != nil:
				inBitset(c.answers[slot], accepted, found)
			case accepted.has(0):
				found.fill()
			default:
				*found = rowSet{}
			}
		}))
	}
	return either(tests...)
}

// accepts reports whether a filter holds for an answer, or for none.
func accepts(f *desk.FieldFilter, value string, there bool) bool {
	is := func(asked string) bool { return there && value == spelled(asked) }
	below := func(asked string) bool {
		return is(asked) || there && strings.HasPrefix(value, spelled(asked)+policy.PathSeparator)
	}
	return (f.Eq == nil || is(*f.Eq)) && (f.In == nil || slices.ContainsFunc(f.In, is)) && !slices.ContainsFunc(f.NotIn, is) &&
		(f.Under == nil || slices.ContainsFunc(f.Under, below)) && (f.IsNull == nil || *f.IsNull != there)
}

// spelled is a text as the tables compare it: without the space at its end.
func spelled(text string) string { return strings.TrimRight(text, " ") }
