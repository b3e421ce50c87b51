package desk

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/ent/listsetting"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

const (
	// maxListName is the longest name of a list, in characters.
	maxListName = 64
	// maxListSettings is how many lists a user's last choices are kept of.
	maxListSettings = 100
)

// RememberListInput says how a list was last filtered and sorted.
type RememberListInput struct {
	List   string // a frontend's own name of the list
	Choice ListChoice
}

// ListSetting is how a user last filtered and sorted a list.
type ListSetting struct {
	List string
	ListChoice
	UpdatedAt moment.Moment
}

// RememberList keeps how the viewer filtered and sorted a list, for their next visits, in place of what was kept of it
// (M4.12). REQUIRED, TOO_LONG or INVALID_CHARACTERS at list; TOO_MANY at list; the faults of the choice.
func (s *Service) RememberList(ctx context.Context, v *access.Viewer, in RememberListInput) error {
	name := readLine(in.List)
	if fault := name.check(1, maxListName, "list"); fault != nil {
		return fault
	}
	if err := in.Choice.check(); err != nil {
		return err
	}
	filter, order, err := in.Choice.texts()
	if err != nil {
		return err
	}
	return s.store.Tx(store.Scoped(ctx, v.Scope()), func(ctx context.Context, tx *ent.Tx) error {
		if err := s.holdUser(ctx, tx, v); err != nil {
			return err
		}
		now := moment.Of(s.now())
		changed, err := tx.ListSetting.Update().Where(listsetting.UserID(v.UserID), listsetting.List(name.text)).
			SetFilter(filter).SetSortOrder(order).SetUpdatedAt(now).Save(ctx)
		if err != nil || changed > 0 {
			return err
		}
		kept, err := tx.ListSetting.Query().Where(listsetting.UserID(v.UserID)).Count(ctx)
		if err != nil {
			return fmt.Errorf("count lists: %w", err)
		}
		if kept >= maxListSettings {
			return problem.New(problem.TooMany, "list").With("max", maxListSettings)
		}
		return tx.ListSetting.Create().SetUserID(v.UserID).SetList(name.text).
			SetFilter(filter).SetSortOrder(order).SetCreatedAt(now).SetUpdatedAt(now).Exec(ctx)
	})
}

// ListSettings reads how the viewer last filtered and sorted a list, by one statement; nil: they have not yet (M4.12).
func (s *Service) ListSettings(ctx context.Context, v *access.Viewer, list string) (*ListSetting, error) {
	row, err := s.store.Read().ListSetting.Query().
		Where(listsetting.UserID(v.UserID), listsetting.List(readLine(list).text)).Only(store.Scoped(ctx, v.Scope()))
	if ent.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the settings of a list: %w", err)
	}
	choice, err := readChoice(row.Filter, row.SortOrder)
	return &ListSetting{List: row.List, ListChoice: choice, UpdatedAt: row.UpdatedAt}, err
}

// holdUser makes the changes of what one user keeps for themselves wait for each other, so that two at once can't pass a
// limit together or overwrite each other unseen.
func (s *Service) holdUser(ctx context.Context, tx *ent.Tx, v *access.Viewer) error {
	_, err := store.Lock(s.store, tx.User.Query().Where(user.ID(v.UserID))).OnlyID(ctx)
	if err != nil {
		return fmt.Errorf("hold the user: %w", err)
	}
	return nil
}
