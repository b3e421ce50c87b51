package account

import (
	"context"
	"fmt"
	"sync"

	"sportello/internal/policy"
	"sportello/internal/store"
)

// sights remembers, for each desk, whether the policy in force lets requesters see all of their tenant.
type sights struct {
	mu     sync.Mutex
	byDesk map[int64]sight
}

type sight struct {
	policyVersion int64
	whole         bool
}

func newSights() *sights { return &sights{byDesk: map[int64]sight{}} }

func (s *sights) find(desk, policyVersion int64) (whole, found bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, ok := s.byDesk[desk]
	return known.whole, ok && known.policyVersion == policyVersion
}

func (s *sights) keep(desk, policyVersion int64, whole bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byDesk[desk].policyVersion <= policyVersion {
		s.byDesk[desk] = sight{policyVersion, whole}
	}
}

// seesTenant says whether the policy of a place's desk shows customers the whole tenant. The policy is read once for
// each of its versions.
func (s *Service) seesTenant(ctx context.Context, p place) (bool, error) {
	id := p.desk.Int64
	if whole, found := s.sights.find(id, p.policyVersion.Int64); found {
		return whole, nil
	}
	desk, err := s.store.Read().Desk.Get(store.System(ctx), id)
	if err != nil {
		return false, fmt.Errorf("read the policy of desk %s: %w", p.slug.String, err)
	}
	rules, err := policy.Parse(desk.Slug, []byte(desk.Policy))
	if err != nil {
		return false, fmt.Errorf("the policy of desk %s: %w", desk.Slug, err)
	}
	whole := rules.Visibility.RequestersSeeTenant()
	s.sights.keep(id, desk.PolicyVersion, whole)
	return whole, nil
}
