package desk

import (
	"context"
	"fmt"
	"slices"

	"sportello/ent"
	"sportello/ent/notificationsetting"
	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/notice"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// NotificationSetting is whether a member of staff is told of a kind of thing by mail.
type NotificationSetting struct {
	Kind    notice.Kind
	Enabled bool
}

// worksSomewhere reports whether the viewer works on the tickets of a desk.
func worksSomewhere(v *access.Viewer) bool {
	for id := range v.Desks {
		if v.WorksOn(id) {
			return true
		}
	}
	return false
}

// NotificationSettings reads what the viewer is told of, all kinds in their order, by one statement: of what nothing was chosen,
// they are. Who works on no tickets has none.
func (s *Service) NotificationSettings(ctx context.Context, v *access.Viewer) ([]*NotificationSetting, error) {
	if !worksSomewhere(v) {
		return []*NotificationSetting{}, nil
	}
	rows, err := s.store.Read().NotificationSetting.Query().Where(notificationsetting.UserID(v.UserID)).All(store.System(ctx))
	if err != nil {
		return nil, fmt.Errorf("read the notification settings: %w", err)
	}
	var all []*NotificationSetting
	for _, kind := range notice.StaffKinds() {
		i := slices.IndexFunc(rows, func(r *ent.NotificationSetting) bool { return r.Kind == string(kind) })
		all = append(all, &NotificationSetting{kind, i < 0 || rows[i].Enabled})
	}
	return all, nil
}

// UpdateNotificationSettings keeps what the viewer chose; kinds that are not named stay. STAFF_ONLY; INVALID_VALUE at settings
// for a kind that there is none of.
func (s *Service) UpdateNotificationSettings(ctx context.Context, v *access.Viewer, chosen []*NotificationSetting) error {
	if !worksSomewhere(v) {
		return problem.New(problem.StaffOnly)
	}
	for _, c := range chosen {
		if !slices.Contains(notice.StaffKinds(), c.Kind) {
			return problem.New(problem.InvalidValue, "settings")
		}
	}
	return s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		if err := s.holdUser(ctx, tx, v); err != nil {
			return err
		}
		for _, c := range chosen {
			if err := s.keepNotificationSetting(ctx, tx, v.UserID, c); err != nil {
				return fmt.Errorf("keep a notification setting: %w", err)
			}
		}
		return nil
	})
}

func (s *Service) keepNotificationSetting(ctx context.Context, tx *ent.Tx, userID int64, c *NotificationSetting) error {
	row, err := tx.NotificationSetting.Query().
		Where(notificationsetting.UserID(userID), notificationsetting.Kind(string(c.Kind))).Only(ctx)
	if ent.IsNotFound(err) {
		return tx.NotificationSetting.Create().SetCreatedAt(moment.Of(s.now())).SetUserID(userID).SetKind(string(c.Kind)).
			SetEnabled(c.Enabled).Exec(ctx)
	}
	if err != nil {
		return err
	}
	return tx.NotificationSetting.UpdateOne(row).SetEnabled(c.Enabled).Exec(ctx)
}
