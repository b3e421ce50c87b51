package account

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/internal/audit"
	"sportello/internal/moment"
	"sportello/internal/store"
)

// The ways of coming in, as the record names them.
const (
	byPassword = "PASSWORD"
	byLink     = "LINK"
	byProvider = "OPENID_CONNECT"
)

// recordRefusal notes that somebody was not let in. Of an address that nobody has, it is noted just so, under nobody's
// desk: by as many statements as of one that somebody has, so that no time is told apart (M1.3).
func (s *Service) recordRefusal(ctx context.Context, userID int64) error {
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		return audit.WriteForEach(ctx, tx, userID, audit.Entry{
			At: moment.Of(s.now()), Kind: audit.SignInRefused, SubjectID: userID,
			Details: map[string]string{"method": byPassword, "reason": "REFUSED"},
		})
	})
	if err != nil {
		return fmt.Errorf("record a refused sign-in: %w", err)
	}
	return nil
}
