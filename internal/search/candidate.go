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
	// looked is how many are looked at first: some of them are not what is asked for.
	looked = 256
	// ownLooked is how many of a person's own tickets are compared, the newest ones.
	ownLooked = 512
)

// candidates are the tickets that may be most like the question.
func (s *Service) candidates(ctx context.Context, q Question, asked rarity) ([]document, error) {
	if q.RequesterID != 0 {
		return s.own(ctx, q)
	}
	ids, err := s.walk(ctx, asked.terms)
	if err != nil {
		return nil, err
	}
	var found []document
	for size := looked; len(ids) > 0 && len(found) < enough; size *= 2 {
		n := min(size, len(ids))
		some, err := s.among(ctx, q, ids[:n])
		if err != nil {
			return nil, err
		}
		found, ids = append(found, some...), ids[n:]
	}
	return found, nil
}

const findDocuments = "SELECT d.id, d.subject, d.description FROM search_documents d JOIN tickets t ON t.id = d.id WHERE "

// among are those of the tickets that the question asks for.
func (s *Service) among(ctx context.Context, q Question, ids []int64) ([]document, error) {
	kept, args := q.condition()
	some := padded(ids)
	return s.documents(ctx, findDocuments+kept+" AND d.id IN ("+marks(len(some))+")", append(args, anys(some)...))
}

// own are the newest tickets of the question's requester: few enough to be compared without being looked for by words.
func (s *Service) own(ctx context.Context, q Question) ([]document, error) {
	kept, args := q.condition()
	where, in := "t.desk_id = ?", []any{q.DeskID}
	if q.TenantIDs != nil {
		in = anys(padded(q.TenantIDs))
		where = "t.tenant_id IN (" + marks(len(in)) + ")"
	}
	args = append(append([]any{q.RequesterID}, append(args, in...)...), ownLooked)
	return s.documents(ctx, findDocuments+"t.requester_id = ? AND "+kept+" AND "+where+
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

// condition is what the question demands of tickets t beside their words and their place.
func (q Question) condition() (string, []any) {
	conditions, args := []string{"t.merged_into_id IS NULL", "t.id <> ?"}, []any{q.Exclude}
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
