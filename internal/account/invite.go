package account

import (
	"context"
	"fmt"
	"strings"

	"sportello/ent"
	"sportello/ent/desk"
	"sportello/ent/invitation"
	"sportello/ent/membership"
	"sportello/ent/tenant"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/email"
	"sportello/internal/mail/compose"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// maxOpen is how many open invitations a place may have: more is no company, but somebody who sends mails by us.
const maxOpen = 100

// firstLength is of a password that is made up, in letters: about 2^59.
const firstLength = 12

// InviteInput offers somebody a place (M4.7).
type InviteInput struct {
	Place
	Email            string
	Role             string
	ClientMutationID string
	Caller           Caller
}

// Invite offers a place to whoever reads an address. Who has no password yet gets one for once by a mail of its own (M4.1);
// nothing that is answered tells whether somebody had the address. NOT_FOUND at place, FORBIDDEN for who does not give access
// there; INVALID_VALUE at email or role; ALREADY_MEMBER, ALREADY_INVITED, TOO_MANY.
func (s *Service) Invite(ctx context.Context, v *access.Viewer, in InviteInput) (*Invitation, error) {
	if err := mayGiveAccess(v, in.Place); err != nil {
		return nil, err
	}
	in.Email = email.Normalize(in.Email)
	faults := problem.List{}
	if !reachable(in.Email) {
		faults = append(faults, problem.New(problem.InvalidValue, "email"))
	}
	if !(NewMembership{TenantID: in.TenantID, Role: in.Role}).roleExists() {
		faults = append(faults, problem.New(problem.InvalidValue, "role"))
	}
	if len(faults) > 0 {
		return nil, faults
	}
	first, err := s.firstPassword(ctx, in.Place) // hashed for everybody, so that the time tells nothing
	if err != nil {
		return nil, err
	}
	made, err := s.once(ctx, v, in, func(ctx context.Context, tx *ent.Tx) (*ent.Invitation, error) { return s.invite(ctx, tx, v, in, first) })
	if err != nil {
		return nil, err
	}
	return newInvitation(made), nil
}

// PlaceOfTenant is a tenant as a place. NOT_FOUND; whether a viewer may know of it is for who uses the place to say.
func (s *Service) PlaceOfTenant(ctx context.Context, tenantID int64) (Place, error) {
	found, err := s.store.Read().Tenant.Query().Where(tenant.ID(tenantID)).Only(store.System(ctx))
	if ent.IsNotFound(err) {
		return Place{}, problem.New(problem.NotFound)
	}
	if err != nil {
		return Place{}, fmt.Errorf("find a tenant: %w", err)
	}
	return Place{DeskID: found.DeskID, TenantID: found.ID}, nil
}

// mayGiveAccess refuses who does not: NOT_FOUND for a place that is not theirs to see, FORBIDDEN in their own.
func mayGiveAccess(v *access.Viewer, p Place) error {
	if v.GivesAccess(p.DeskID, p.TenantID) {
		return nil
	}
	if v.May(access.ReadTickets, p.DeskID, p.TenantID) || p.TenantID == 0 && v.StaffOf(p.DeskID) {
		return problem.New(problem.Forbidden)
	}
	return problem.New(problem.NotFound)
}

// first is what somebody signs in with the first time.
type first struct {
	password, hash string
	how            string
	letter         compose.LetterKind
	place          string // as the place calls itself
}

// firstPassword makes up the password of a place, or takes the one that its desk gives (M1.2).
func (s *Service) firstPassword(ctx context.Context, p Place) (f first, err error) {
	at, err := s.store.Read().Desk.Get(store.System(ctx), p.DeskID)
	if ent.IsNotFound(err) {
		return f, problem.New(problem.NotFound)
	}
	if err != nil {
		return f, fmt.Errorf("find a desk: %w", err)
	}
	rules, err := s.rulesOf(ctx, at.ID, at.PolicyVersion)
	if err != nil {
		return f, err
	}
	code := strings.ToLower(newCode(firstLength))
	f = first{
		password: code[:4] + "-" + code[4:8] + "-" + code[8:], how: firstMailed, letter: compose.FirstPassword, place: at.Name,
	}
	if p.TenantID != 0 {
		company, err := s.store.Read().Tenant.Query().Where(tenant.ID(p.TenantID), tenant.DeskID(p.DeskID)).Only(store.System(ctx))
		if ent.IsNotFound(err) {
			return f, problem.New(problem.NotFound)
		}
		if err != nil {
			return f, fmt.Errorf("find a tenant: %w", err)
		}
		if company.Guests != nil { // nobody is asked to join strangers: who writes is a guest by that
			return f, problem.New(problem.InvalidValue, "place")
		}
		f.place = company.Name
		if rules.SignIn.FirstPassword == policy.VATPassword && company.VatNumber != "" {
			f.password, f.how, f.letter = company.VatNumber, firstGiven, compose.FirstVAT
		}
	}
	f.hash, err = s.hasher.hash(ctx, f.password)
	return f, err
}

func (s *Service) invite(ctx context.Context, tx *ent.Tx, v *access.Viewer, in InviteInput, f first) (*ent.Invitation, error) {
	if err := s.holdPlace(ctx, tx, in.Place); err != nil {
		return nil, err
	}
	invited, err := s.userFor(ctx, tx, in)
	if err != nil {
		return nil, err
	}
	if err := s.mayInvite(ctx, tx, in.Place, invited.ID); err != nil {
		return nil, err
	}
	token, hash := newSecret(mailPrefix)
	create := tx.Invitation.Create().SetDeskID(in.DeskID).SetUserID(invited.ID).SetEmail(in.Email).SetRole(in.Role).SetInvitedBy(v.UserID).
		SetTokenHash(hash).SetCreatedAt(s.moment()).SetSentAt(s.moment()).SetExpiresAt(s.after(invitationLife))
	if in.TenantID != 0 {
		create.SetTenantID(in.TenantID)
	}
	made, err := create.Save(ctx)
	if err != nil {
		return nil, fmt.Errorf("write an invitation: %w", err)
	}
	if err := s.mailInvitation(ctx, tx, v, made, invited, token, f); err != nil {
		return nil, err
	}
	return made, s.note(ctx, tx, act{
		kind: audit.Invited, deskID: in.DeskID, tenantID: in.TenantID, actor: v.UserID, subject: invited.ID, caller: in.Caller,
		details: map[string]string{"role": in.Role},
	})
}

// holdPlace locks a place, so that who comes and goes there takes turns. NOT_FOUND.
func (s *Service) holdPlace(ctx context.Context, tx *ent.Tx, p Place) (err error) {
	if p.TenantID != 0 {
		_, err = store.Lock(s.store, tx.Tenant.Query().Where(tenant.ID(p.TenantID), tenant.DeskID(p.DeskID))).Only(ctx)
	} else {
		_, err = store.Lock(s.store, tx.Desk.Query().Where(desk.ID(p.DeskID))).Only(ctx)
	}
	if ent.IsNotFound(err) {
		return problem.New(problem.NotFound)
	}
	if err != nil {
		return fmt.Errorf("hold a place: %w", err)
	}
	return nil
}

// userFor is the user of an address, made when there is none. Two at once who make the same take turns.
func (s *Service) userFor(ctx context.Context, tx *ent.Tx, in InviteInput) (*ent.User, error) {
	known, err := store.Lock(s.store, tx.User.Query().Where(user.Email(in.Email))).Only(ctx)
	if !ent.IsNotFound(err) {
		return known, err
	}
	at, err := tx.Desk.Get(ctx, in.DeskID)
	if err != nil {
		return nil, fmt.Errorf("find a desk: %w", err)
	}
	known, err = tx.User.Create().SetEmail(in.Email).SetLanguage(at.Language).SetCreatedAt(s.moment()).Save(ctx)
	if ent.IsConstraintError(err) {
		return nil, fmt.Errorf("%w: %w", store.ErrOutdated, err)
	}
	return known, err
}

// mayInvite refuses who is there, or was asked already.
func (s *Service) mayInvite(ctx context.Context, tx *ent.Tx, p Place, userID int64) error {
	there, err := tx.Membership.Query().Where(membership.UserID(userID), inPlace(p)).Exist(ctx)
	if err != nil {
		return fmt.Errorf("look for a member: %w", err)
	}
	if there {
		return problem.New(problem.AlreadyMember, "email")
	}
	open, err := tx.Invitation.Query().Where(ofPlace(p), undecided()).All(ctx)
	if err != nil {
		return fmt.Errorf("look for invitations: %w", err)
	}
	alive := 0
	for _, i := range open {
		switch {
		case i.ExpiresAt <= s.moment():
		case i.UserID == userID:
			return problem.New(problem.AlreadyInvited, "email")
		default:
			alive++
		}
	}
	if alive >= maxOpen {
		return problem.New(problem.TooMany).With("max", maxOpen)
	}
	return nil
}

// mailInvitation writes both mails of M4.1, or the second alone to who has a password that they can use.
func (s *Service) mailInvitation(
	ctx context.Context, tx *ent.Tx, v *access.Viewer, i *ent.Invitation, invited *ent.User, token string, f first,
) error {
	from := belongs{deskID: i.DeskID}
	if i.TenantID != nil {
		from.tenantID = *i.TenantID
	}
	expired := invited.FirstPassword != "" && !invited.FirstPasswordUntil.IsZero() && invited.FirstPasswordUntil <= s.moment()
	if invited.PasswordHash == "" || expired {
		err := tx.User.UpdateOneID(invited.ID).SetPasswordHash(f.hash).SetFirstPassword(f.how).SetFirstPasswordUntil(i.ExpiresAt).Exec(ctx)
		if err != nil {
			return fmt.Errorf("give a first password: %w", err)
		}
		l := compose.Letter{Kind: f.letter, Link: s.link(SignInPage, ""), Until: i.ExpiresAt.Time()}
		if f.letter == compose.FirstPassword {
			l.Password = f.password
		}
		if err := s.send(ctx, tx, from, invited, l); err != nil {
			return err
		}
	}
	return s.send(ctx, tx, from, invited, compose.Letter{
		Kind: compose.Invited, Link: s.link(InvitationPage, token), Place: f.place, By: v.Name, Until: i.ExpiresAt.Time(),
	})
}

// ResendInvitation sends it once more, with another link, for another two weeks; the earlier link is good for nothing. Who has
// still to sign in the first time gets another password. NOT_FOUND, FORBIDDEN, INVITATION_CLOSED; RATE_LIMITED within a minute.
func (s *Service) ResendInvitation(ctx context.Context, v *access.Viewer, id int64, caller Caller) (*Invitation, error) {
	found, err := s.invitationToManage(ctx, v, id)
	if err != nil {
		return nil, err
	}
	f, err := s.firstPassword(ctx, found.Place)
	if err != nil {
		return nil, err
	}
	var sent *ent.Invitation
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		held, err := s.holdInvitation(ctx, tx, id)
		if err != nil {
			return err
		}
		if held.SentAt > s.after(-resendPause) {
			return problem.New(problem.RateLimited).With("seconds", int(resendPause.Seconds()))
		}
		invited, err := s.hold(ctx, tx, held.UserID)
		if err != nil {
			return err
		}
		token, hash := newSecret(mailPrefix)
		if sent, err = tx.Invitation.UpdateOne(held).SetTokenHash(hash).SetSentAt(s.moment()).SetExpiresAt(s.after(invitationLife)).Save(ctx); err != nil {
			return fmt.Errorf("send an invitation again: %w", err)
		}
		if invited.FirstPassword != "" {
			invited.PasswordHash = "" // nobody knows it any more
		}
		if err := s.mailInvitation(ctx, tx, v, sent, invited, token, f); err != nil {
			return err
		}
		return s.note(ctx, tx, act{
			kind: audit.Invited, deskID: found.DeskID, tenantID: found.TenantID, actor: v.UserID, subject: found.UserID, caller: caller,
			details: map[string]string{"role": found.Role, "again": "true"},
		})
	})
	if err != nil {
		return nil, err
	}
	return newInvitation(sent), nil
}

// invitationToManage is one of a place where the viewer gives access. NOT_FOUND, FORBIDDEN.
func (s *Service) invitationToManage(ctx context.Context, v *access.Viewer, id int64) (*Invitation, error) {
	found, err := s.findInvitation(ctx, invitation.ID(id), func(*Invitation) bool { return true }, "invitation")
	if err != nil {
		return nil, err
	}
	if err := mayGiveAccess(v, found.Place); err != nil {
		return nil, problem.New(problem.NotFound, "invitation") // who does not give access has never seen its id
	}
	return found, nil
}
