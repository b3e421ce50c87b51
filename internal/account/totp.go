package account

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"strconv"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"sportello/ent"
	"sportello/ent/recoverycode"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/problem"
	"sportello/internal/store"
)

const (
	totpDigits = 6
	totpStep   = 30 // seconds
	totpSecret = 20 // bytes, as many as SHA-1 makes (RFC 4226, 4)
	totpDrift  = 1  // steps that a clock may be off, either way (RFC 6238, 5.2)

	recoveryCodes  = 10
	recoveryLength = 10 // of 31 letters: about 2^49
)

// Authenticator is what an app is set up with.
type Authenticator struct {
	Secret string // base32, to be typed
	URI    string // otpauth://, to be shown as a picture
}

// StartTOTP begins to set up an authenticator, in the place of one that was begun before. It is asked for once ConfirmTOTP
// has shown that it works. INVALID_CREDENTIALS at currentPassword; CONFLICT where one is asked for already.
func (s *Service) StartTOTP(ctx context.Context, v *access.Viewer, password, issuer string, caller Caller) (*Authenticator, error) {
	if s.seal == nil {
		return nil, errNoSeal
	}
	known, err := s.reauthenticate(ctx, v, password, caller)
	if err != nil {
		return nil, err
	}
	secret := newKey(totpSecret)
	sealed, err := s.seal.close(secret, ownerOf(v.UserID))
	if err != nil {
		return nil, err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: known.Email, Secret: secret, Period: totpStep, Digits: totpDigits})
	if err != nil {
		return nil, fmt.Errorf("make an authenticator's address: %w", err)
	}
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		held, err := s.hold(ctx, tx, v.UserID)
		if err != nil {
			return err
		}
		if held.TotpConfirmed {
			return problem.New(problem.TotpNotBegun)
		}
		return tx.User.UpdateOne(held).SetTotpSecret(sealed).Exec(ctx)
	})
	if err != nil {
		return nil, err
	}
	return &Authenticator{Secret: key.Secret(), URI: key.URL()}, nil
}

// ConfirmTOTP has the authenticator asked for from now on, and answers the recovery codes, which are told this once.
// CODE_INVALID; TOTP_NOT_BEGUN.
func (s *Service) ConfirmTOTP(ctx context.Context, v *access.Viewer, code string, caller Caller) (codes []string, err error) {
	forgive, err := s.charge(s.throttle, caller.Addr, v.Email)
	if err != nil {
		return nil, err
	}
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		held, err := s.hold(ctx, tx, v.UserID)
		if err != nil {
			return err
		}
		if held.TotpConfirmed || held.TotpSecret == nil {
			return problem.New(problem.TotpNotBegun)
		}
		right, err := s.takeTOTP(ctx, tx, held, typed(code))
		if err != nil {
			return err
		}
		if !right {
			return problem.New(problem.CodeInvalid, "code")
		}
		if err := tx.User.UpdateOneID(held.ID).SetTotpConfirmed(true).Exec(ctx); err != nil {
			return err
		}
		if codes, err = s.makeRecoveryCodes(ctx, tx, v.UserID); err != nil {
			return err
		}
		return s.note(ctx, tx, act{kind: audit.SecondFactorEnabled, actor: v.UserID, subject: v.UserID, caller: caller})
	})
	if err != nil {
		return nil, err
	}
	forgive()
	return codes, nil
}

// DisableTOTP has no authenticator asked for any more. INVALID_CREDENTIALS at currentPassword.
func (s *Service) DisableTOTP(ctx context.Context, v *access.Viewer, password string, caller Caller) error {
	if _, err := s.reauthenticate(ctx, v, password, caller); err != nil {
		return err
	}
	return s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		held, err := s.hold(ctx, tx, v.UserID)
		if err != nil {
			return err
		}
		if err := tx.User.UpdateOne(held).ClearTotpSecret().SetTotpConfirmed(false).SetTotpStep(0).Exec(ctx); err != nil {
			return err
		}
		if _, err := tx.RecoveryCode.Delete().Where(recoverycode.UserID(v.UserID)).Exec(ctx); err != nil {
			return err
		}
		return s.note(ctx, tx, act{kind: audit.SecondFactorDisabled, actor: v.UserID, subject: v.UserID, caller: caller})
	})
}

// RegenerateRecoveryCodes makes new ones in the place of all before. INVALID_CREDENTIALS at currentPassword; TOTP_NOT_BEGUN.
func (s *Service) RegenerateRecoveryCodes(ctx context.Context, v *access.Viewer, password string, caller Caller) (codes []string, err error) {
	if _, err := s.reauthenticate(ctx, v, password, caller); err != nil {
		return nil, err
	}
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		held, err := s.hold(ctx, tx, v.UserID)
		if err != nil {
			return err
		}
		if !held.TotpConfirmed {
			return problem.New(problem.TotpNotBegun)
		}
		codes, err = s.makeRecoveryCodes(ctx, tx, v.UserID)
		if err != nil {
			return err
		}
		return s.note(ctx, tx, act{kind: audit.RecoveryCodesMade, actor: v.UserID, subject: v.UserID, caller: caller})
	})
	return codes, err
}

func (s *Service) makeRecoveryCodes(ctx context.Context, tx *ent.Tx, userID int64) ([]string, error) {
	if _, err := tx.RecoveryCode.Delete().Where(recoverycode.UserID(userID)).Exec(ctx); err != nil {
		return nil, fmt.Errorf("make recovery codes: %w", err)
	}
	codes := make([]string, recoveryCodes)
	rows := make([]*ent.RecoveryCodeCreate, recoveryCodes)
	for i := range codes {
		code := newCode(recoveryLength)
		codes[i] = code[:recoveryLength/2] + "-" + code[recoveryLength/2:]
		rows[i] = tx.RecoveryCode.Create().SetUserID(userID).SetCodeHash(hashCode(ownerOf(userID), code)).SetCreatedAt(s.moment())
	}
	if err := tx.RecoveryCode.CreateBulk(rows...).Exec(ctx); err != nil {
		return nil, fmt.Errorf("make recovery codes: %w", err)
	}
	return codes, nil
}

// RecoveryCodesLeft is how many a user still has.
func (s *Service) RecoveryCodesLeft(ctx context.Context, userID int64) (int, error) {
	return s.store.Read().RecoveryCode.Query().Where(recoverycode.UserID(userID)).Count(store.System(ctx))
}

// takeTOTP compares a code with those of now, and takes its step, so that it is good once.
func (s *Service) takeTOTP(ctx context.Context, tx *ent.Tx, held *ent.User, code string) (bool, error) {
	secret, err := s.seal.open(held.TotpSecret, ownerOf(held.ID))
	if err != nil {
		return false, err
	}
	now := s.now().Unix() / totpStep
	taken := int64(0)
	for step := now - totpDrift; step <= now+totpDrift; step++ {
		want, err := totp.GenerateCodeCustom(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret), time.Unix(step*totpStep, 0),
			totp.ValidateOpts{Period: totpStep, Digits: totpDigits, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return false, fmt.Errorf("make a code: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && step > held.TotpStep {
			taken = step
		}
	}
	if taken == 0 {
		return false, nil
	}
	// The user is held, so nobody else takes the same step meanwhile.
	return true, tx.User.Update().Where(user.ID(held.ID)).SetTotpStep(taken).Exec(ctx)
}

// takeRecovery uses a recovery code up.
func (s *Service) takeRecovery(ctx context.Context, tx *ent.Tx, userID int64, code string) (bool, error) {
	n, err := tx.RecoveryCode.Delete().Where(recoverycode.UserID(userID), recoverycode.CodeHash(hashCode(ownerOf(userID), code))).Exec(ctx)
	if err != nil {
		return false, fmt.Errorf("use a recovery code: %w", err)
	}
	return n == 1, nil
}

func ownerOf(userID int64) string { return "user " + strconv.FormatInt(userID, 10) }
