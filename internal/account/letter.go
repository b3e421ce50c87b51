package account

import (
	"context"
	"fmt"
	"time"

	"sportello/ent"
	"sportello/internal/mail/compose"
)

// Post puts a letter into the transaction of the act that it tells of, so that neither is without the other. The desk of the
// letter is the post's to fill in.
type Post interface {
	Put(ctx context.Context, tx *ent.Tx, to Addressee, l compose.Letter) error
}

// Addressee is in whose name a letter goes, and to whom.
type Addressee struct{ DeskID, TenantID, UserID int64 }

// Page is where a mail's link leads: the frontend's page, to which the token comes in the fragment, which browsers tell no
// server (RFC 9110, 4.2.4).
type Page string

// The pages that mails link to.
const (
	SignInPage     Page = "sign-in"
	InvitationPage Page = "invitation"
	PasswordPage   Page = "password"
	EmailPage      Page = "email"
	RevertPage     Page = "email-revert"
	SignUpPage     Page = "sign-up"
)

// How long what is mailed is good.
const (
	invitationLife = 14 * 24 * time.Hour
	resetLife      = 2 * time.Hour
	signUpLife     = 24 * time.Hour
	emailLife      = 24 * time.Hour
	revertLife     = 7 * 24 * time.Hour
	codeLife       = 10 * time.Minute
)

// send puts a letter to a user into the transaction.
func (s *Service) send(ctx context.Context, tx *ent.Tx, from belongs, to *ent.User, l compose.Letter) error {
	if s.post == nil {
		return fmt.Errorf("no post to send %s by", l.Kind)
	}
	if l.To.Email == "" {
		l.To.Email = to.Email
	}
	l.To.Name, l.To.Language = to.Name, to.Language
	if err := s.post.Put(ctx, tx, Addressee{DeskID: from.deskID, TenantID: from.tenantID, UserID: to.ID}, l); err != nil {
		return fmt.Errorf("write %s: %w", l.Kind, err)
	}
	return nil
}

// tell sends a letter in the name of the user's first desk; who has none is told nothing, since nobody would write.
func (s *Service) tell(ctx context.Context, tx *ent.Tx, places []belongs, to *ent.User, l compose.Letter) error {
	if len(places) == 0 {
		return nil
	}
	return s.send(ctx, tx, places[0], to, l)
}

// link is a page's address with a token for it; an empty one is left out.
func (s *Service) link(page Page, token string) string {
	address := s.pages(page)
	if token == "" {
		return address
	}
	return address + "#token=" + token
}
