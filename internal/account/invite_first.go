package account

import (
	"context"
	"fmt"
	"strings"

	"sportello/ent"
	"sportello/ent/tenant"
	"sportello/internal/mail/compose"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// firstLength is of a password that is made up, in letters: about 2^59.
const firstLength = 12

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
