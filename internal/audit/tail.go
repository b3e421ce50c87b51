package audit

import (
	"context"
	"fmt"
	"strings"

	"sportello/internal/store"
)

const (
	// tailWindow is how many entries before the newest one may still come to light when a tail begins.
	tailWindow = 1000
	// tailRounds is for how many readings an entry is remembered: one that was numbered before it and is committed after it
	// comes to light within that time. No transaction lasts as long.
	tailRounds = 60
	tailMost   = 5000 // in one reading
)

// Tail tells what is put on record, by any process, as it becomes visible: each entry once. Entries are numbered before they
// are committed, so they do not come to light in their order; a tail looks back as far as that can reach.
//
// It is for one goroutine.
type Tail struct {
	store *store.Store
	kinds []any
	began bool
	from  int64         // nothing more comes up to here
	seen  map[int64]int // beyond it, by the round in which it came to light
	round int
}

// NewTail makes a tail of some kinds, from the next commit on.
func NewTail(s *store.Store, kinds ...Kind) *Tail {
	t := &Tail{store: s, seen: map[int64]int{}}
	for _, k := range kinds {
		t.kinds = append(t.kinds, string(k))
	}
	return t
}

// Change is an entry that came to light.
type Change struct {
	ID                                int64
	Kind                              Kind
	DeskID, ActorID, SubjectID, KeyID int64
}

// Next reads what came to light since the last call; nothing the first time. After an error it can be called again, and
// has left nothing out.
func (t *Tail) Next(ctx context.Context) ([]Change, error) {
	if !t.began {
		var newest int64
		rows, err := t.store.Query(ctx, "SELECT COALESCE(MAX(id), 0) FROM audit_entries")
		if err != nil {
			return nil, fmt.Errorf("the end of the record: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			if err := rows.Scan(&newest); err != nil {
				return nil, fmt.Errorf("the end of the record: %w", err)
			}
		}
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("the end of the record: %w", err)
		}
		t.from = max(0, newest-tailWindow)
	}
	found, err := t.read(ctx)
	if err != nil {
		return nil, err
	}
	var fresh []Change
	for _, c := range found {
		if _, known := t.seen[c.ID]; !known {
			t.seen[c.ID] = t.round
			fresh = append(fresh, c)
		}
	}
	if !t.began { // what was there before
		t.began, fresh = true, nil
	}
	t.forget(found)
	t.round++
	return fresh, nil
}

func (t *Tail) read(ctx context.Context) (found []Change, err error) {
	query := "SELECT id, kind, desk_id, actor_id, subject_id, key_id FROM audit_entries WHERE id > ? AND kind IN (" +
		strings.Repeat(", ?", len(t.kinds))[2:] + ") ORDER BY id LIMIT ?"
	args := append([]any{t.from}, t.kinds...)
	rows, err := t.store.Query(ctx, query, append(args, tailMost)...)
	if err != nil {
		return nil, fmt.Errorf("read the end of the record: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c Change
		if err := rows.Scan(&c.ID, &c.Kind, &c.DeskID, &c.ActorID, &c.SubjectID, &c.KeyID); err != nil {
			return nil, fmt.Errorf("read the end of the record: %w", err)
		}
		found = append(found, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the end of the record: %w", err)
	}
	return found, nil
}

// forget moves on past entries that have been visible for long, in their order.
func (t *Tail) forget(found []Change) {
	for i, c := range found {
		full := len(found) == tailMost && i < tailMost/2 // it must move on, or it would read no further
		if t.round-t.seen[c.ID] < tailRounds && !full {
			return
		}
		t.from = c.ID
		delete(t.seen, c.ID)
	}
}
