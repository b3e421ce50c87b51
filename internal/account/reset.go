package account

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/internal/audit"
	"sportello/internal/store"
)

// ResetInput is a new password by the link of a mail.
type ResetInput struct {
	Token, Password, PasswordAgain string
	Caller                         Caller
}

// ResetPassword chooses a password by the link of a mail, which is good once (M1.3, M4.18). All sessions end, and no device is
// trusted any more. It opens no session: whoever has the mail alone still lacks what else the desk asks for. LINK_INVALID at
// token; what CompleteAccount says of passwords, which leaves the link as it is.
func (s *Service) ResetPassword(ctx context.Context, in ResetInput) error {
	link, err := s.findLink(ctx, purposeReset, in.Token)
	if err != nil {
		return err
	}
	known, err := s.store.Read().User.Get(store.System(ctx), link.UserID)
	if err != nil {
		return fmt.Errorf("find the user: %w", err)
	}
	hash, err := s.newPassword(ctx, known, in.Password, in.PasswordAgain)
	if err != nil {
		return err
	}
	return s.replacePassword(ctx, replacement{
		known: known, hash: hash, kind: audit.PasswordReset, caller: in.Caller,
		with: func(ctx context.Context, tx *ent.Tx) error { return s.useLink(ctx, tx, link) },
	})
}
