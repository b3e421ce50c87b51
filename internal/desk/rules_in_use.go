package desk

import (
	"context"
	"fmt"
	"slices"

	"sportello/ent"
	"sportello/ent/draft"
	"sportello/ent/ticket"
	"sportello/ent/ticketfield"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

// stillNeeded looks for what a policy takes away among the desk's tickets and drafts: a PolicyRefusal with all that they
// still need. One statement for statuses, priorities, fields, options and drafts each, and only where some go.
func stillNeeded(ctx context.Context, tx *ent.Tx, deskID int64, lost policy.Loss) error {
	u := usage{tx: tx, deskID: deskID}
	for _, look := range []func(context.Context, policy.Loss) error{u.statuses, u.priorities, u.fields, u.options, u.drafts} {
		if err := look(ctx, lost); err != nil {
			return fmt.Errorf("look what tickets need: %w", err)
		}
	}
	if len(u.found) > 0 {
		return &PolicyRefusal{InUse: u.found}
	}
	return nil
}

// usage is what was found to be in use.
type usage struct {
	tx     *ent.Tx
	deskID int64
	found  []PolicyUse
}

func (u *usage) note(key string, count int, refuse func(string, int) *problem.Error) {
	if count > 0 {
		u.found = append(u.found, PolicyUse{Key: key, Count: count, problem: refuse(key, count)})
	}
}

// held is how many rows have a value.
type held struct {
	Status       string
	PriorityRank int `json:"priority_rank"`
	Key, Value   string
	Count        int
}

func (u *usage) statuses(ctx context.Context, lost policy.Loss) error {
	if len(lost.Statuses) == 0 {
		return nil
	}
	var rows []held
	err := u.tx.Ticket.Query().Where(ticket.DeskIDEQ(u.deskID), ticket.StatusIn(texts(lost.Statuses)...)).
		GroupBy(ticket.FieldStatus).Aggregate(ent.Count()).Scan(ctx, &rows)
	for _, s := range lost.Statuses {
		u.note("statuses."+string(s), countOf(rows, func(h held) bool { return h.Status == string(s) }), problem.StatusInUse)
	}
	return err
}

func (u *usage) priorities(ctx context.Context, lost policy.Loss) error {
	if len(lost.Priorities) == 0 {
		return nil
	}
	ranks := make([]int8, len(lost.Priorities))
	for i, p := range lost.Priorities {
		ranks[i] = int8(p.Rank())
	}
	var rows []held
	err := u.tx.Ticket.Query().Where(ticket.DeskIDEQ(u.deskID), ticket.PriorityRankIn(ranks...)).
		GroupBy(ticket.FieldPriorityRank).Aggregate(ent.Count()).Scan(ctx, &rows)
	for _, p := range lost.Priorities {
		u.note("priorities."+string(p), countOf(rows, func(h held) bool { return h.PriorityRank == p.Rank() }), problem.PriorityInUse)
	}
	return err
}

func (u *usage) fields(ctx context.Context, lost policy.Loss) error {
	if len(lost.Fields) == 0 {
		return nil
	}
	var rows []held
	err := u.tx.TicketField.Query().Where(ticketfield.DeskID(u.deskID), ticketfield.KeyIn(lost.Fields...)).
		GroupBy(ticketfield.FieldKey).Aggregate(ent.Count()).Scan(ctx, &rows)
	for _, key := range lost.Fields {
		u.note("form.fields."+key, countOf(rows, func(h held) bool { return h.Key == key }), problem.FieldInUse)
	}
	return err
}

func (u *usage) options(ctx context.Context, lost policy.Loss) error {
	if len(lost.Options) == 0 {
		return nil
	}
	var keys, values []string
	for _, o := range lost.Options {
		keys, values = append(keys, o.Field), append(values, o.Path)
	}
	var rows []held
	err := u.tx.TicketField.Query().
		Where(ticketfield.DeskID(u.deskID), ticketfield.KeyIn(distinct(keys)...), ticketfield.ValueIn(distinct(values)...)).
		GroupBy(ticketfield.FieldKey, ticketfield.FieldValue).Aggregate(ent.Count()).Scan(ctx, &rows)
	for _, o := range lost.Options {
		n := countOf(rows, func(h held) bool { return h.Key == o.Field && h.Value == o.Path })
		u.note("form.fields."+o.Field+".options."+o.Path, n, problem.OptionInUse)
	}
	return err
}

func (u *usage) drafts(ctx context.Context, lost policy.Loss) error {
	if !slices.Contains(lost.Statuses, policy.Draft) {
		return nil
	}
	n, err := u.tx.Draft.Query().Where(draft.DeskID(u.deskID), draft.TicketIDIsNil()).Count(ctx)
	u.note("statuses."+string(policy.Draft), n, problem.DraftsInUse)
	return err
}

func countOf(rows []held, is func(held) bool) int {
	if i := slices.IndexFunc(rows, is); i >= 0 {
		return rows[i].Count
	}
	return 0
}

func distinct(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

func texts[T ~string](words []T) []string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = string(w)
	}
	return list
}
