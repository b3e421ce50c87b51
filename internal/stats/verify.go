package stats

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sportello/internal/event"
	"sportello/internal/policy"
)

// prime makes sums of large numbers fit: values are added up as what they leave when divided by it.
const prime = 1_000_000_007

// sums are what can be added up of some tickets, on either side.
type sums map[string][]int64

// Verify adds up what the columns hold, and what the tables do, by statements that have nothing in common with those that
// the columns are read by, and answers where the two differ: by a line each, in order. Nobody may write meanwhile.
func (e *Engine) Verify(ctx context.Context) ([]string, error) {
	if err := e.catchUp(ctx); err != nil {
		return nil, err
	}
	tickets, events, answers := e.addUp()
	var differences []string
	for _, c := range []struct {
		what, query string
		labels      int
		held        sums
	}{
		{"tickets", ticketSums(), 4, tickets},
		{"changes of status", eventSums("kind = '"+string(event.StatusChanged)+"'", "to_value"), 2, those(events, "status ")},
		{"replies", eventSums("kind = '"+string(event.MessageAdded)+"'",
			"CASE actor_kind WHEN 'STAFF' THEN 'out' WHEN 'CUSTOMER' THEN 'in' WHEN 'GUEST' THEN 'in' ELSE '' END"), 2, those(events, "reply ")},
		{"broken promises", eventSums("kind = '"+string(event.DueBreached)+"'", "from_value"), 2, those(events, "breach ")},
		{"answers", answerSums(e.forms.keys()), 3, answers},
	} {
		stored, err := e.storedSums(ctx, c.query, c.labels)
		if err != nil {
			return nil, fmt.Errorf("add up %s: %w", c.what, err)
		}
		differences = append(differences, differ(c.what, c.held, stored)...)
	}
	return differences, nil
}

// differ lists where sums are not the same.
func differ(what string, held, stored sums) (lines []string) {
	keys := slices.Sorted(maps.Keys(held))
	for key := range stored {
		if _, there := held[key]; !there {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		if !slices.Equal(held[key], stored[key]) {
			lines = append(lines, fmt.Sprintf("%s of %s: the columns have %v, the tables %v", what, key, held[key], stored[key]))
		}
	}
	return lines
}

func those(of sums, prefix string) sums {
	picked := sums{}
	for key, value := range of {
		if rest, is := strings.CutPrefix(key, prefix); is {
			picked[rest] = value
		}
	}
	return picked
}

func ticketSums() string {
	var query strings.Builder
	query.WriteString("SELECT desk_id, status, priority, channel, COUNT(*)")
	for _, column := range []string{
		"number", "tenant_id", "requester_id", "COALESCE(assignee_id, 0)", "created_at", "updated_at", "last_reply_at", "closed_at", "due_at",
		"CASE WHEN merged_into_id IS NULL THEN 0 ELSE 1 END",
	} {
		fmt.Fprintf(&query, ", SUM(%s %% %d)", column, prime)
	}
	return query.String() + " FROM tickets GROUP BY desk_id, status, priority, channel"
}

func eventSums(which, label string) string {
	return "SELECT t.desk_id, " + label + " AS label, COUNT(*) FROM timeline_entries e JOIN tickets t ON t.id = e.ticket_id WHERE " + which +
		" GROUP BY t.desk_id, label HAVING label <> ''"
}

func answerSums(keys []string) string {
	quoted := []string{"''"}
	for _, key := range keys {
		quoted = append(quoted, "'"+strings.ReplaceAll(key, "'", "''")+"'")
	}
	return "SELECT desk_id, `key`, value, COUNT(*), SUM(ticket_id % " + fmt.Sprint(prime) + ") FROM ticket_fields WHERE `key` IN (" + strings.Join(quoted, ", ") +
		") GROUP BY desk_id, `key`, value"
}

// storedSums runs a statement that answers so many labels and then numbers.
func (e *Engine) storedSums(ctx context.Context, query string, labels int) (sums, error) {
	rows, err := e.store.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	found := sums{}
	words, numbers := make([]label, labels), make([]number, len(columns)-labels)
	targets := make([]any, 0, len(columns))
	for i := range words {
		targets = append(targets, &words[i])
	}
	for i := range numbers {
		targets = append(targets, &numbers[i])
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		key, values := make([]string, labels), make([]int64, len(numbers))
		for i, w := range words {
			key[i] = string(w)
		}
		for i, n := range numbers {
			values[i] = int64(n)
		}
		found[strings.Join(key, " ")] = values
	}
	return found, rows.Err()
}

// label is a word or a number, as a text.
type label string

// Scan implements sql.Scanner.
func (l *label) Scan(value any) error {
	if text, is := value.([]byte); is {
		value = string(text)
	}
	*l = label(fmt.Sprint(value))
	return nil
}

// addUp adds the columns up.
func (e *Engine) addUp() (tickets, events, answers sums) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	tickets, events, answers = sums{}, sums{}, sums{}
	places, users := e.tenants.all(), e.users.all()
	for n, c := range e.chunks {
		if c == nil {
			continue
		}
		c.here.each(func(row int) {
			p := places[c.tenant[row]]
			key := fmt.Sprintf("%d %s %s %s", p.desk, wordOf(policy.Statuses(), c.status[row]), wordOf(policy.Priorities(), c.priority[row]),
				wordOf(channels(), c.channel[row]))
			merged := int64(c.flags[row] & flagMerged)
			tickets.add(key, 1, int64(c.number[row]), p.tenant, users[c.requester[row]], users[c.assignee[row]], createdAt.of(c, row),
				updatedAt.of(c, row), repliedAt.of(c, row), closedAt.of(c, row), dueAt.of(c, row), merged)
			_, what := c.of(row)
			for i, w := range what {
				if name := eventName(w); i > 0 && name != "" {
					kind, word, _ := strings.Cut(name, " ")
					events.add(fmt.Sprintf("%s %d %s", kind, p.desk, word), 1)
				}
			}
			for _, key := range e.forms.keys() {
				held, _ := e.forms.of(key)
				if slot, there := held.slots[p.desk]; there && slot < len(c.answers) && c.answers[slot] != nil && c.answers[slot][row] != 0 {
					answers.add(fmt.Sprintf("%d %s %s", p.desk, key, held.values[c.answers[slot][row]]), 1, int64(n)<<chunkBits+int64(row))
				}
			}
		})
	}
	return tickets, events, answers
}

func (s sums) add(key string, values ...int64) {
	if s[key] == nil {
		s[key] = make([]int64, len(values))
	}
	for i, v := range values {
		s[key][i] += v % prime
	}
}

// of is an instant in microseconds.
func (n instant) of(c *chunk, row int) int64 {
	return int64(n.seconds(c)[row])*microsPerSecond + int64(n.micros(c, row))
}

func eventName(what uint8) string {
	switch what {
	case eventReplyIn:
		return "reply in"
	case eventReplyOut:
		return "reply out"
	case eventBreachedFirst:
		return "breach FIRST_RESPONSE"
	case eventBreachedNext:
		return "breach NEXT_RESPONSE"
	case eventBreachedResolution:
		return "breach RESOLUTION"
	}
	return "status " + string(wordOf(policy.Statuses(), what&eventStatus))
}
