package desk

import (
	"context"
	"fmt"
	"slices"

	"sportello/ent"
	"sportello/ent/draft"
	"sportello/ent/predicate"
	"sportello/internal/access"
	"sportello/internal/problem"
	"sportello/internal/store"
	"sportello/internal/store/keyset"
)

// DraftPage is a page of drafts, newest change first.
type DraftPage struct {
	Drafts               []*Draft
	HasNext, HasPrevious bool
}

// Cursor is the place of a draft of the page.
func (p *DraftPage) Cursor(i int) string {
	d := p.Drafts[i]
	return draftOrder().Encode(draftOrder().At(d.ID, int64(d.UpdatedAt)))
}

func draftOrder() keyset.Order { return keyset.Order{{Name: draft.FieldUpdatedAt, Desc: true}} }

// Drafts reads a page of the viewer's drafts that are not sent, by two statements at most. INVALID_PAGE, INVALID_CURSOR.
func (s *Service) Drafts(ctx context.Context, v *access.Viewer, p Page) (*DraftPage, error) {
	r, err := newDraftRange(p)
	if err != nil {
		return nil, err
	}
	ctx = store.Scoped(ctx, v.Scope())
	rows, err := s.unsent().Where(r.within...).Order(draftOrder().Sort(r.direction())).Limit(r.size + 1).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	more, behind := len(rows) > r.size, false
	if r.behind != nil {
		if behind, err = s.unsent().Where(r.behind).Exist(ctx); err != nil {
			return nil, fmt.Errorf("look behind a page of drafts: %w", err)
		}
	}
	page := &DraftPage{HasNext: more, HasPrevious: behind}
	rows = rows[:min(len(rows), r.size)]
	if r.backward {
		page.HasNext, page.HasPrevious = behind, more
		slices.Reverse(rows)
	}
	page.Drafts, err = s.readDrafts(ctx, v, rows)
	return page, err
}

// unsent asks for the viewer's drafts.
func (s *Service) unsent() *ent.DraftQuery {
	return s.store.Read().Draft.Query().Where(draft.TicketIDIsNil())
}

// draftRange is a checked Page of drafts.
type draftRange struct {
	window
	within []predicate.Draft
	behind predicate.Draft // rows on the other side of the cursor where the page begins; nil: it begins at an end
}

func (r draftRange) direction() keyset.Direction {
	if r.backward {
		return keyset.Backward
	}
	return keyset.Forward
}

func newDraftRange(p Page) (draftRange, error) {
	w, err := p.window()
	r := draftRange{window: w}
	if err != nil {
		return r, err
	}
	for _, bound := range []struct {
		text, field string
		direction   keyset.Direction
	}{{p.After, "after", keyset.Forward}, {p.Before, "before", keyset.Backward}} {
		if bound.text == "" {
			continue
		}
		c, err := draftOrder().Decode(bound.text)
		if err != nil {
			return r, problem.New(problem.InvalidCursor, bound.field).Wrap(err)
		}
		r.within = append(r.within, draftOrder().Beyond(c, bound.direction))
		if bound.direction == r.direction() {
			r.behind = draftOrder().Until(c, bound.direction)
		}
	}
	return r, nil
}

// DraftsByID reads several drafts by one statement; those that were sent or are not the viewer's to see are missing.
func (s *Service) DraftsByID(ctx context.Context, v *access.Viewer, ids []int64) (map[int64]*Draft, error) {
	found := make(map[int64]*Draft, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	rows, err := s.unsent().Where(draft.IDIn(ids...)).All(store.Scoped(ctx, v.Scope()))
	if err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	drafts, err := s.readDrafts(ctx, v, rows)
	for _, d := range drafts {
		found[d.ID] = d
	}
	return found, err
}

// readDrafts gives rows their desks.
func (s *Service) readDrafts(ctx context.Context, v *access.Viewer, rows []*ent.Draft) ([]*Draft, error) {
	drafts, ids := make([]*Draft, len(rows)), make([]int64, len(rows))
	sight := s.sight(v)
	for i, row := range rows {
		var err error
		if drafts[i], err = readDraft(row, sight); err != nil {
			return nil, err
		}
		ids[i] = row.DeskID
	}
	desks, err := s.desksOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, row := range rows {
		drafts[i].Desk = desks[row.DeskID]
	}
	return drafts, nil
}
