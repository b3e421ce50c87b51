package stats

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sportello/internal/duetime"
	"sportello/internal/event"
	"sportello/internal/policy"
	"sportello/internal/workflow"
)

const (
	selectTickets = `SELECT id, desk_id, tenant_id, requester_id, assignee_id, number, status, priority, channel, merged_into_id,
		created_at, updated_at, last_reply_at, closed_at, due_at, first_due_at, resolution_due_at FROM tickets WHERE `
	selectAnswers = "SELECT ticket_id, `key`, value FROM ticket_fields WHERE "
)

// An entry of a timeline is read as one number, since numbers are far cheaper to read than words: what happened below, the
// instant above; of a change of status also the status before it.
const (
	entryBits = 10
	whatBits  = 6
	whatMask  = 1<<whatBits - 1

	whatByStaff = whatMask // opened
	whatNothing = whatMask - 1
)

// selectEntries reads the entries that histories follow from, and when a broken promise had been due.
func selectEntries() string {
	statuses := func(column string, shift int) string {
		words := map[string]int{}
		for _, s := range policy.Statuses() {
			words[string(s)] = int(statusCode(s)) << shift
		}
		return cases(column, words, codeUnknown<<shift)
	}
	moved := statuses("to_value", 0) + " + " + statuses("from_value", whatBits) + " + " +
		cases("reason", map[string]int{workflow.MergedAway: eventMerge, workflow.MergedBack: eventMerge}, 0)
	said := cases("actor_kind", map[string]int{
		string(event.Staff): eventReplyOut, string(event.Customer): eventReplyIn, string(event.Guest): eventReplyIn,
	}, whatNothing)
	broken := cases("from_value", map[string]int{
		string(duetime.FirstResponse): eventBreachedFirst, string(duetime.NextResponse): eventBreachedNext,
		string(duetime.Resolution): eventBreachedResolution,
	}, whatNothing)
	return fmt.Sprintf(`SELECT ticket_id, created_at * %d + CASE kind WHEN '%s' THEN %s WHEN '%s' THEN %s WHEN '%s' THEN %s ELSE %d END,
		CASE kind WHEN '%s' THEN to_value END FROM timeline_entries WHERE `, 1<<entryBits,
		event.StatusChanged, moved, event.MessageAdded, said, event.DueBreached, broken, whatByStaff, event.DueBreached)
}

// cases is an expression that makes numbers of words.
func cases(column string, words map[string]int, other int) string {
	var b strings.Builder
	b.WriteString("CASE " + column)
	for _, word := range slices.Sorted(maps.Keys(words)) {
		fmt.Fprintf(&b, " WHEN '%s' THEN %d", word, words[word])
	}
	fmt.Fprintf(&b, " ELSE %d END", other)
	return b.String()
}

// told are the entries that histories follow from, in their order.
func told() string {
	kinds := []string{string(event.StatusChanged), string(event.MessageAdded), string(event.DueBreached)}
	return " AND (kind IN ('" + strings.Join(kinds, "', '") + "') OR seq = 1 AND actor_kind = '" + string(event.Staff) +
		"') ORDER BY ticket_id, seq"
}

// queries is what tickets are read by: a transaction, so that what is read of a ticket belongs together.
type queries interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// inSnapshot reads with the state of one instant.
func (e *Engine) inSnapshot(ctx context.Context, read func(queries) error) (err error) {
	tx, err := e.store.SQL().BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin to read tickets: %w", err)
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	return read(tx)
}

// span is a range of ids, or a list of them.
type span struct {
	from, to int64 // to is outside
	ids      []int64
}

// query completes a statement with the condition that an id is in the span.
func (s span) query(selected, column, rest string) (string, []any) {
	if s.ids == nil {
		return selected + column + " >= ? AND " + column + " < ?" + rest, []any{s.from, s.to}
	}
	args := make([]any, len(s.ids))
	for i, id := range s.ids {
		args[i] = id
	}
	return selected + column + " IN (?" + strings.Repeat(", ?", len(s.ids)-1) + ")" + rest, args
}

// read reads the tickets of a span, each whole, in the order of their ids: by three statements, however many they are.
func (e *Engine) read(ctx context.Context, db queries, s span) ([]ticket, error) {
	tickets, err := e.readTickets(ctx, db, s)
	if err != nil || len(tickets) == 0 {
		return nil, err
	}
	if err := readEntries(ctx, db, s, tickets); err != nil {
		return nil, err
	}
	if err := e.readAnswers(ctx, db, s, tickets); err != nil {
		return nil, err
	}
	for i := range tickets {
		tickets[i].conclude()
	}
	return tickets, nil
}

func (e *Engine) readTickets(ctx context.Context, db queries, s span) ([]ticket, error) {
	var tickets []ticket
	var id, desk, tenant, requester, assignee, ticketNumber, merged number
	var created, updated, replied, closed, due, firstDue, resolutionDue number
	var status, priority, channel word
	targets := []any{&id, &desk, &tenant, &requester, &assignee, &ticketNumber, &status, &priority, &channel, &merged,
		&created, &updated, &replied, &closed, &due, &firstDue, &resolutionDue}
	query, args := s.query(selectTickets, "id", " ORDER BY id")
	err := each(ctx, db, query, args, targets, func() error {
		t := ticket{
			id: int64(id), deskID: int64(desk), number: uint32(ticketNumber),
			tenant: e.tenants.add(place{int64(desk), int64(tenant)}), requester: e.users.add(int64(requester)),
			status: statusCode(policy.Status(status)), priority: priorityCode(policy.Priority(priority)), channel: channelCode(string(channel)),
			created: int64(created), updated: int64(updated), replied: int64(replied), closed: int64(closed), due: int64(due),
			facts: facts{firstDue: int64(firstDue), resolutionDue: int64(resolutionDue), merged: merged != 0},
		}
		if assignee != 0 {
			t.assignee = e.users.add(int64(assignee))
		}
		tickets = append(tickets, t)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read tickets: %w", err)
	}
	return tickets, nil
}

// readEntries gives tickets their history. All share one piece of memory.
func readEntries(ctx context.Context, db queries, s span, tickets []ticket) error {
	all := make([]happened, 0, 8*len(tickets))
	next := 0
	begin := func() { // the next ticket's history, at the end of what there is
		tickets[next].events = all[len(all):]
		tickets[next].begin()
	}
	end := func() {
		all = append(all, tickets[next].events...) // where they are already, while there is room
		tickets[next].events = all[len(all)-len(tickets[next].events) : len(all) : len(all)]
		next++
	}
	var id, packed number
	var due word
	begin()
	query, args := s.query(selectEntries(), "ticket_id", told())
	err := each(ctx, db, query, args, []any{&id, &packed, &due}, func() error {
		for tickets[next].id < int64(id) && next < len(tickets)-1 {
			end()
			begin()
		}
		if tickets[next].id == int64(id) {
			what := uint8(packed & whatMask)
			tickets[next].tell(entry{int64(packed) >> entryBits, what, uint8(packed>>whatBits) & eventStatus, string(due)})
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read timelines: %w", err)
	}
	for end(); next < len(tickets); end() {
		begin()
	}
	return nil
}

// readAnswers gives tickets what was answered to the fields that are held.
func (e *Engine) readAnswers(ctx context.Context, db queries, s span, tickets []ticket) error {
	keys := e.forms.keys()
	if len(keys) == 0 {
		return nil
	}
	next := 0
	var id number
	var key, value word
	query, args := s.query(selectAnswers, "ticket_id", " AND `key` IN (?"+strings.Repeat(", ?", len(keys)-1)+") ORDER BY ticket_id")
	for _, k := range keys {
		args = append(args, k)
	}
	err := each(ctx, db, query, args, []any{&id, &key, &value}, func() error {
		for next < len(tickets) && tickets[next].id < int64(id) {
			next++
		}
		if next == len(tickets) || tickets[next].id != int64(id) {
			return nil
		}
		if a, held := e.forms.answer(tickets[next].deskID, string(key), string(value)); held {
			tickets[next].answers = append(tickets[next].answers, a)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read answers: %w", err)
	}
	return nil
}

// each runs a statement and calls take after each row has been read into the targets.
func each(ctx context.Context, db queries, query string, args, targets []any, take func() error) (err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		if err := take(); err != nil {
			return err
		}
	}
	return rows.Err()
}
