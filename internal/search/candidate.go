package search

import (
	"context"
	"fmt"
	"strings"

	"sportello/internal/policy"
)

const (
	// enough is how many tickets are compared with the question word by word, if so many are to be had.
	enough = 200
	// looked is how many are looked at first: some of them are not what is asked for. What is missing then is looked for among
	// twice as many, or these at least: each is a row that may have to come from the disk.
	looked      = 256
	lookedAgain = 64
	// ownLooked is how many of a person's own tickets are compared, the newest ones.
	ownLooked = 512
)

// candidates are the tickets that may be most like the question.
func (s *Service) candidates(ctx context.Context, q Question, asked rarity) ([]document, error) {
	if q.RequesterID != 0 {
		return s.own(ctx, q)
	}
	ids, err := s.walk(ctx, q.DeskID, asked.terms)
	if err != nil {
		return nil, err
	}
	var found []int64
	for size := looked; len(ids) > 0 && len(found) < enough; size = max(lookedAgain, 2*(enough-len(found))) {
		n := min(size, len(ids))
		some, err := s.among(ctx, q, ids[:n])
		if err != nil {
			return nil, err
		}
		found, ids = append(found, some...), ids[n:]
	}
	if len(found) == 0 {
		return nil, nil
	}
	some := anys(padded(found))
	return s.documents(ctx, "SELECT id, subject, description FROM search_documents WHERE id IN ("+marks(len(some))+")", some)
}

// among are those of the tickets that the question asks for: found before any text is read.
func (s *Service) among(ctx context.Context, q Question, ids []int64) (found []int64, err error) {
	kept, args := q.condition()
	some := padded(ids)
	rows, err := s.store.Query(ctx, "SELECT t.id FROM tickets t WHERE "+kept+" AND t.id IN ("+marks(len(some))+")",
		append(args, anys(some)...)...)
	err = collect(rows, err, func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		found = append(found, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("choose similar tickets: %w", err)
	}
	return found, nil
}

const findOwn = "SELECT d.id, d.subject, d.description FROM search_documents d JOIN tickets t ON t.id = d.id WHERE "

// own are the newest tickets of the question's requester: few enough to be compared without being looked for by words.
func (s *Service) own(ctx context.Context, q Question) ([]document, error) {
	kept, args := q.condition()
	where, in := "t.desk_id = ?", []any{q.DeskID}
	if q.TenantIDs != nil {
		in = anys(padded(q.TenantIDs))
		where = "t.tenant_id IN (" + marks(len(in)) + ")"
	}
	args = append(append([]any{q.RequesterID}, append(args, in...)...), ownLooked)
	return s.documents(ctx, findOwn+"t.requester_id = ? AND "+kept+" AND "+where+
		" ORDER BY t.created_at DESC, t.id DESC LIMIT ?", args)
}

func (s *Service) documents(ctx context.Context, query string, args []any) ([]document, error) {
	rows, err := s.store.Query(ctx, query, args...)
	var found []document
	err = collect(rows, err, func(scan func(...any) error) error {
		var d document
		err := scan(&d.id, &d.subject, &d.description)
		found = append(found, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read similar tickets: %w", err)
	}
	return found, nil
}

// condition is what the question demands of tickets t beside their words and their place. Nearly all tickets are not merged: said
// so that no index is gone along for it, as MariaDB would.
func (q Question) condition() (string, []any) {
	conditions, args := []string{"COALESCE(t.merged_into_id, 0) = 0", "t.id <> ?"}, []any{q.Exclude}
	if q.Solved != nil {
		in := "NOT IN"
		if *q.Solved {
			in = "IN"
		}
		conditions = append(conditions, "t.status "+in+" (?, ?)")
		args = append(args, string(policy.Resolved), string(policy.Closed))
	}
	return strings.Join(conditions, " AND "), args
}
