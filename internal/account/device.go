package account

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"sportello/ent"
	"sportello/ent/predicate"
	"sportello/ent/trusteddevice"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/clean"
	"sportello/internal/mail/compose"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

const (
	maxDeviceName = 100
	maxDevices    = 50                   // of one user: the one that was used least lately goes
	deviceLife    = 400 * 24 * time.Hour // without use; browsers keep no cookie for longer
)

// TrustedDevice is where its user is not asked for a code (M4.3, M4.6).
type TrustedDevice struct {
	ID         int64
	Name       string
	UserAgent  string
	CreatedAt  moment.Moment
	LastUsedAt moment.Moment
	Current    bool // the one that asks
}

func checkDeviceName(name string) error {
	if utf8.RuneCountInString(name) > maxDeviceName {
		return problem.New(problem.TooLong, "deviceName").With("max", maxDeviceName)
	}
	if _, ok := clean.Text(name, false); !ok {
		return problem.New(problem.InvalidCharacters, "deviceName")
	}
	return nil
}

// trusts reports whether a token is that of a device that the user trusts.
func (s *Service) trusts(ctx context.Context, userID int64, token string) (bool, error) {
	hash, ours := hashSecret(devicePrefix, token)
	if !ours {
		return false, nil
	}
	found, err := s.store.Read().TrustedDevice.Query().
		Where(trusteddevice.TokenHash(hash), trusteddevice.UserID(userID), trusteddevice.LastUsedAtGT(s.after(-deviceLife))).Exist(ctx)
	if err != nil {
		return false, fmt.Errorf("look for a trusted device: %w", err)
	}
	return found, nil
}

// useDevice notes that a trusted device was used. One that was removed meanwhile makes the sign-in begin anew.
func (s *Service) useDevice(ctx context.Context, tx *ent.Tx, userID int64, token string) error {
	hash, ours := hashSecret(devicePrefix, token)
	if !ours {
		return nil
	}
	err := tx.TrustedDevice.Update().Where(trusteddevice.TokenHash(hash), trusteddevice.UserID(userID)).SetLastUsedAt(s.moment()).Exec(ctx)
	if err != nil {
		return fmt.Errorf("note the use of a device: %w", err)
	}
	return nil
}

// trust makes a device a trusted one, and tells its user by mail.
func (s *Service) trust(ctx context.Context, tx *ent.Tx, known *ent.User, places []belongs, in ConfirmInput) (token string, err error) {
	token, hash := newSecret(devicePrefix)
	oldest, err := tx.TrustedDevice.Query().Where(trusteddevice.UserID(known.ID)).
		Order(ent.Desc(trusteddevice.FieldLastUsedAt, trusteddevice.FieldID)).Offset(maxDevices - 1).Limit(expiredAtOnce).IDs(ctx)
	if err == nil && len(oldest) > 0 {
		_, err = tx.TrustedDevice.Delete().Where(trusteddevice.IDIn(oldest...)).Exec(ctx)
	}
	if err == nil {
		err = tx.TrustedDevice.Create().SetUserID(known.ID).SetTokenHash(hash).SetName(in.DeviceName).
			SetUserAgent(shorten(in.Caller.UserAgent, maxUserAgent)).SetCreatedAt(s.moment()).SetLastUsedAt(s.moment()).Exec(ctx)
	}
	if err != nil {
		return "", fmt.Errorf("trust a device: %w", err)
	}
	if err := s.note(ctx, tx, act{kind: audit.DeviceTrusted, actor: known.ID, subject: known.ID, caller: in.Caller}); err != nil {
		return "", err
	}
	name := in.DeviceName
	if name == "" {
		name = in.Caller.UserAgent
	}
	return token, s.tell(ctx, tx, places, known, compose.Letter{Kind: compose.NewDevice, Device: name})
}

// TrustedDevices are the viewer's own, the one that was used last first.
func (s *Service) TrustedDevices(ctx context.Context, v *access.Viewer, caller Caller) ([]*TrustedDevice, error) {
	rows, err := s.store.Read().TrustedDevice.Query().
		Where(trusteddevice.UserID(v.UserID), trusteddevice.LastUsedAtGT(s.after(-deviceLife))).
		Order(ent.Desc(trusteddevice.FieldLastUsedAt, trusteddevice.FieldID)).Limit(maxDevices).All(store.System(ctx))
	if err != nil {
		return nil, fmt.Errorf("list trusted devices: %w", err)
	}
	current, _ := hashSecret(devicePrefix, caller.Device)
	devices := make([]*TrustedDevice, len(rows))
	for i, d := range rows {
		devices[i] = &TrustedDevice{
			ID: d.ID, Name: d.Name, UserAgent: d.UserAgent, CreatedAt: d.CreatedAt, LastUsedAt: d.LastUsedAt,
			Current: string(d.TokenHash) == string(current),
		}
	}
	return devices, nil
}

// RemoveTrustedDevice asks for a code on a device from now on (M4.6). NOT_FOUND.
func (s *Service) RemoveTrustedDevice(ctx context.Context, v *access.Viewer, id int64) error {
	return s.removeDevices(ctx, v, true, trusteddevice.ID(id))
}

// RemoveAllTrustedDevices does so on all.
func (s *Service) RemoveAllTrustedDevices(ctx context.Context, v *access.Viewer) error {
	return s.removeDevices(ctx, v, false)
}

func (s *Service) removeDevices(ctx context.Context, v *access.Viewer, must bool, which ...predicate.TrustedDevice) error {
	return s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		n, err := tx.TrustedDevice.Delete().Where(append(which, trusteddevice.UserID(v.UserID))...).Exec(ctx)
		if err != nil {
			return fmt.Errorf("remove trusted devices: %w", err)
		}
		if must && n == 0 {
			return problem.New(problem.NotFound)
		}
		return s.note(ctx, tx, act{kind: audit.DeviceRemoved, actor: v.UserID, subject: v.UserID, caller: CallerFrom(ctx)})
	})
}
