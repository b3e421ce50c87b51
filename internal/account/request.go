package account

import (
	"context"
	"fmt"
	"time"

	"sportello/ent"
	"sportello/ent/accountlink"
	"sportello/ent/accountrequest"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/email"
	"sportello/internal/mail/compose"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// What links and requests are for.
const (
	purposeReset  = "RESET"
	purposeSignUp = "SIGN_UP"
	purposeEmail  = "EMAIL"
	purposeRevert = "REVERT"
)

// Bounds of mails to one address, whoever asks for them.
const (
	mailsAtOnce = 5
	mailWindow  = time.Hour
	atOnce      = 100 // requests that one round carries out
)

// RequestPasswordReset has a link mailed to an address by which its user chooses a new password (M1.3, M4.18). It answers the
// same, in the same time, whatever the address: what was asked for is written down, and carried out by CarryOut. INVALID_VALUE
// at email, which anybody can see for themselves; RATE_LIMITED.
func (s *Service) RequestPasswordReset(ctx context.Context, address string, caller Caller) error {
	return s.request(ctx, caller, purposeReset, address, 0, 0, "")
}

// RequestSignUp has a link mailed by which whoever reads an address gets an account of a desk. It answers the same whatever the
// address. SIGN_UP_NOT_ALLOWED, NOT_FOUND for the desk; INVALID_VALUE at email; RATE_LIMITED.
func (s *Service) RequestSignUp(ctx context.Context, deskSlug, address, language string, caller Caller) error {
	place, rules, err := s.deskBySlug(ctx, deskSlug)
	if err != nil {
		return err
	}
	if !rules.SignIn.SelfSignUp {
		return problem.New(problem.SignUpNotAllowed)
	}
	return s.request(ctx, caller, purposeSignUp, address, 0, place.deskID, language)
}

// RequestEmailChange has a link mailed to a new address that makes it the viewer's sign-in name (M1.4). It answers the same
// where somebody has the address already, who is told nothing either. INVALID_CREDENTIALS at currentPassword; INVALID_VALUE at
// email; RATE_LIMITED.
func (s *Service) RequestEmailChange(ctx context.Context, v *access.Viewer, address, password string, caller Caller) error {
	if _, err := s.reauthenticate(ctx, v, password, caller); err != nil {
		return err
	}
	return s.request(ctx, caller, purposeEmail, address, v.UserID, 0, "")
}

func (s *Service) request(ctx context.Context, caller Caller, purpose, address string, userID, deskID int64, language string) error {
	address = email.Normalize(address)
	if !reachable(address) {
		return problem.New(problem.InvalidValue, "email")
	}
	if _, err := s.charge(s.asking, caller.Addr, purpose+" "+address); err != nil {
		return err
	}
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		return tx.AccountRequest.Create().SetPurpose(purpose).SetEmail(address).SetUserID(userID).SetDeskID(deskID).
			SetLanguage(language).SetCreatedAt(s.moment()).Exec(ctx)
	})
	if err != nil {
		return fmt.Errorf("write a request down: %w", err)
	}
	return nil
}

// reachable reports whether an address is one that an account can have: mail can be sent to it, and it is ASCII, so that no two
// that look alike are two people's. It has been normalised.
func reachable(address string) bool {
	for i := range len(address) {
		if address[i] <= ' ' || address[i] > '~' {
			return false
		}
	}
	return email.Check(address) == nil
}

// CarryOut does what was asked for, for the clock, and answers how many requests there were. Each is done once, in one
// transaction with the mail that comes of it.
func (s *Service) CarryOut(ctx context.Context) (int, error) {
	ctx = store.System(ctx)
	ids, err := s.store.Read().AccountRequest.Query().Order(ent.Asc(accountrequest.FieldID)).Limit(atOnce).IDs(ctx)
	if err != nil {
		return 0, fmt.Errorf("look for requests: %w", err)
	}
	for i, id := range ids {
		if err := s.carryOut(ctx, id); err != nil {
			return i, fmt.Errorf("carry out request %d: %w", id, err)
		}
	}
	return len(ids), nil
}

func (s *Service) carryOut(ctx context.Context, id int64) error {
	r, err := s.store.Read().AccountRequest.Get(ctx, id)
	if ent.IsNotFound(err) {
		return nil // another process was faster
	}
	if err != nil {
		return err
	}
	known, places, err := s.whoAsks(ctx, r)
	if err != nil {
		return err
	}
	return s.store.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error {
		if n, err := tx.AccountRequest.Delete().Where(accountrequest.ID(id)).Exec(ctx); err != nil || n == 0 {
			return err
		}
		recent, err := tx.AccountLink.Query().
			Where(accountlink.Email(r.Email), accountlink.Purpose(r.Purpose), accountlink.CreatedAtGT(s.after(-mailWindow))).Count(ctx)
		if err != nil || recent >= mailsAtOnce {
			return err
		}
		switch r.Purpose {
		case purposeReset:
			return s.mailReset(ctx, tx, known, places)
		case purposeSignUp:
			return s.mailSignUp(ctx, tx, r, known, places)
		default:
			return s.mailEmail(ctx, tx, r, known, places)
		}
	})
}

// whoAsks is the user of a request's address, or nil; for another address, whoever wants it.
func (s *Service) whoAsks(ctx context.Context, r *ent.AccountRequest) (*ent.User, []belongs, error) {
	who := user.Email(r.Email)
	if r.Purpose == purposeEmail {
		who = user.ID(r.UserID)
	}
	known, err := s.store.Read().User.Query().Where(who).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	places, err := s.belongsTo(ctx, known.ID)
	return known, places, err
}

// mailReset mails the link by which a password is chosen. Who has no password has no account to recover.
func (s *Service) mailReset(ctx context.Context, tx *ent.Tx, known *ent.User, places []belongs) error {
	if known == nil || known.PasswordHash == "" || len(places) == 0 {
		return nil
	}
	token, err := s.makeLink(ctx, tx, madeLink{purpose: purposeReset, userID: known.ID, email: known.Email, life: resetLife})
	if err != nil {
		return err
	}
	if err := s.note(ctx, tx, act{kind: audit.PasswordResetRequested, subject: known.ID}); err != nil {
		return err
	}
	return s.tell(ctx, tx, places, known, compose.Letter{
		Kind: compose.PasswordReset, Link: s.link(PasswordPage, token), Until: s.after(resetLife).Time(),
	})
}

// mailSignUp mails the link by which somebody signs up; who has an account is told so.
func (s *Service) mailSignUp(ctx context.Context, tx *ent.Tx, r *ent.AccountRequest, known *ent.User, places []belongs) error {
	desk := belongs{deskID: r.DeskID}
	token, err := s.makeLink(ctx, tx, madeLink{purpose: purposeSignUp, deskID: r.DeskID, email: r.Email, language: r.Language, life: signUpLife})
	if err != nil {
		return err
	}
	if known != nil && known.PasswordHash != "" {
		if len(places) > 0 {
			desk = places[0]
		}
		// The link is made all the same, to be counted, and nobody ever learns it.
		return s.send(ctx, tx, desk, known, compose.Letter{Kind: compose.SignUpKnown, Link: s.link(SignInPage, "")})
	}
	to := &ent.User{Email: r.Email, Language: r.Language}
	if known != nil {
		to.ID = known.ID
	}
	return s.send(ctx, tx, desk, to, compose.Letter{
		Kind: compose.SignUp, Link: s.link(SignUpPage, token), Until: s.after(signUpLife).Time(),
	})
}

// mailEmail mails the link that makes an address the user's. Where it is somebody's already nothing is mailed to anybody.
func (s *Service) mailEmail(ctx context.Context, tx *ent.Tx, r *ent.AccountRequest, known *ent.User, places []belongs) error {
	if known == nil || len(places) == 0 {
		return nil
	}
	taken, err := tx.User.Query().Where(user.Email(r.Email)).Exist(ctx)
	if err != nil || taken {
		return err
	}
	token, err := s.makeLink(ctx, tx, madeLink{purpose: purposeEmail, userID: known.ID, email: r.Email, life: emailLife})
	if err != nil {
		return err
	}
	if err := s.note(ctx, tx, act{kind: audit.EmailChangeRequested, actor: known.ID, subject: known.ID}); err != nil {
		return err
	}
	l := compose.Letter{Kind: compose.EmailConfirm, Link: s.link(EmailPage, token), Email: r.Email, Until: s.after(emailLife).Time()}
	l.To.Email = r.Email
	return s.tell(ctx, tx, places, known, l)
}
