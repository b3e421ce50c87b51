package desk

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/problem"
)

// PolicyVersion is a desk's rules as they were from one change to the next.
type PolicyVersion struct {
	DeskID    int64
	Version   int64
	YAML      string
	Author    *User // nil: the operator of the server
	CreatedAt moment.Moment
}

// Cursor is the version's place in its desk's history.
func (p *PolicyVersion) Cursor() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "policy:%d:%d", p.DeskID, p.Version))
}

// readPolicyCursor reads a Cursor. INVALID_CURSOR, also for one of another desk.
func readPolicyCursor(argument, cursor string, deskID int64) (version int64, err error) {
	var of int64
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		_, err = fmt.Sscanf(string(text), "policy:%d:%d", &of, &version)
	}
	if err != nil || of != deskID || (&PolicyVersion{DeskID: of, Version: version}).Cursor() != cursor {
		return 0, problem.New(problem.InvalidCursor, argument).Wrap(err)
	}
	return version, nil
}

// PolicyPage is a page of a desk's history, newest first.
type PolicyPage struct {
	Versions             []*PolicyVersion
	HasNext, HasPrevious bool
}

const policyColumns = "desk_id, version, policy, author_id, created_at"

// PolicyHistory reads a page of each desk's history, aligned with the desks, newest first, by one statement for all; nil for
// a desk whose rules are not the viewer's to read. INVALID_PAGE; INVALID_CURSOR, also for a cursor of another desk.
func (s *Service) PolicyHistory(ctx context.Context, v *access.Viewer, deskIDs []int64, p Page) ([]*PolicyPage, error) {
	w, err := p.window()
	if err != nil {
		return nil, err
	}
	asked := slices.DeleteFunc(slices.Clone(deskIDs), func(id int64) bool { return !v.ReadsRules(id) })
	pages := make([]*PolicyPage, len(deskIDs))
	if len(asked) == 0 {
		return pages, nil
	}
	query, args, err := policyHistory(asked, w, p)
	if err != nil {
		return nil, err
	}
	read := map[int64][]*PolicyVersion{}
	var row PolicyVersion
	var author User
	targets := []any{
		(*number)(&row.DeskID), (*number)(&row.Version), (*text)(&row.YAML), (*number)(&author.ID), (*number)(&row.CreatedAt),
		(*text)(&author.Name), (*text)(&author.Email),
	}
	err = s.each(ctx, query, args, targets, func() {
		version := row
		if author.ID != 0 {
			version.Author = named(author)
		}
		read[version.DeskID] = append(read[version.DeskID], &version)
	})
	if err != nil {
		return nil, fmt.Errorf("read the history of policies: %w", err)
	}
	for i, id := range deskIDs {
		if v.ReadsRules(id) {
			page := cut(read[id], w, p.After != "", p.Before != "")
			pages[i] = &PolicyPage{Versions: page.Rows, HasNext: page.HasNext, HasPrevious: page.HasPrevious}
		}
	}
	return pages, nil
}

// policyHistory is the statement that reads one more version of each desk than the page has.
func policyHistory(deskIDs []int64, w window, p Page) (query string, args []any, err error) {
	var bounds strings.Builder
	args = anys(deskIDs)
	for _, one := range []struct{ argument, cursor, compare string }{{"after", p.After, " < ?"}, {"before", p.Before, " > ?"}} {
		if one.cursor == "" {
			continue
		}
		var version int64
		for _, id := range deskIDs {
			if version, err = readPolicyCursor(one.argument, one.cursor, id); err != nil {
				return "", nil, err
			}
		}
		bounds.WriteString(" AND version" + one.compare)
		args = append(args, version)
	}
	order := "DESC"
	if w.backward {
		order = "ASC"
	}
	query = "SELECT h.desk_id, h.version, h.policy, h.author_id, h.created_at, u.name, u.email FROM (SELECT " + policyColumns +
		", ROW_NUMBER() OVER (PARTITION BY desk_id ORDER BY version " + order + ") AS place FROM policy_versions" +
		" WHERE desk_id IN (" + marks(len(deskIDs)) + ")" + bounds.String() + ") h LEFT JOIN users u ON u.id = h.author_id" +
		" WHERE h.place <= ? ORDER BY h.desk_id, h.version " + order
	return query, append(args, w.size+1), nil
}
