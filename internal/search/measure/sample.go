package measure

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"sportello/internal/store"
)

// sample is a ticket that questions are made of.
type sample struct {
	id, desk, tenant, requester, number int64
	language, subject, excerpt          string
}

// text is what somebody would write who has the same problem.
func (s sample) text() string { return s.subject + "\n" + s.excerpt }

// three are words of the subject.
func (s sample) three() string {
	words := strings.Fields(s.subject)
	return strings.Join(words[:min(len(words), 3)], " ")
}

// begun is the beginning of the subject's longest word.
func (s sample) begun() string { return s.beginning(5) }

// letters are the first two of it, as somebody has typed who has just begun.
func (s sample) letters() string { return s.beginning(2) }

func (s sample) beginning(most int) string {
	longest := ""
	for word := range strings.FieldsSeq(s.subject) {
		if len(word) > len(longest) {
			longest = word
		}
	}
	letters := []rune(longest)
	return string(letters[:min(len(letters), most)])
}

func (s sample) hash() string { return "#" + strconv.FormatInt(s.number, 10) }

var errNoTickets = errors.New("there are no tickets to make questions of")

// samples are tickets spread evenly over all.
func (o Options) samples(ctx context.Context) (samples []sample, err error) {
	var most int64
	rows, err := o.Store.Query(ctx, "SELECT COALESCE(MAX(id), 0) FROM tickets")
	if err != nil {
		return nil, fmt.Errorf("count tickets: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := rows.Scan(&most); err != nil {
			return nil, fmt.Errorf("count tickets: %w", err)
		}
	}
	if err := rows.Err(); err != nil || most == 0 {
		return nil, errors.Join(err, errNoTickets)
	}
	for i := range int64(o.Rounds) {
		s, err := o.sample(ctx, 1+i*most/int64(o.Rounds))
		if err != nil {
			return nil, err
		}
		samples = append(samples, s)
	}
	return samples, nil
}

// sample is the first ticket from an id on.
func (o Options) sample(ctx context.Context, from int64) (s sample, err error) {
	rows, err := o.Store.Query(ctx, `SELECT t.id, t.desk_id, t.tenant_id, t.requester_id, t.number, d.language, t.subject, t.excerpt
		FROM (SELECT * FROM tickets WHERE id >= ? ORDER BY id LIMIT 1) t JOIN desks d ON d.id = t.desk_id`, from)
	if err != nil {
		return s, fmt.Errorf("read a ticket: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		err := rows.Scan(&s.id, &s.desk, &s.tenant, &s.requester, &s.number, &s.language, &s.subject, &s.excerpt)
		if err != nil {
			return s, fmt.Errorf("read a ticket: %w", err)
		}
	}
	return s, rows.Err()
}

// count runs a statement and tells how many rows it has.
func count(ctx context.Context, s *store.Store, query string, args []any) (n int, err error) {
	rows, err := s.Query(ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("search: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}
