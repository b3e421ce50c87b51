package account

import (
	"context"
	"fmt"
	"sync"

	"sportello/internal/policy"
	"sportello/internal/store"
)

// rules remembers each desk's policy in force, read once for each of its versions.
type rules struct {
	mu     sync.Mutex
	byDesk map[int64]rule
}

type rule struct {
	policyVersion int64
	policy        *policy.Policy
}

func newRules() *rules { return &rules{byDesk: map[int64]rule{}} }

func (r *rules) find(desk, policyVersion int64) *policy.Policy {
	r.mu.Lock()
	defer r.mu.Unlock()
	if known := r.byDesk[desk]; known.policyVersion == policyVersion {
		return known.policy
	}
	return nil
}

func (r *rules) keep(desk, policyVersion int64, p *policy.Policy) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byDesk[desk].policyVersion <= policyVersion {
		r.byDesk[desk] = rule{policyVersion, p}
	}
}

// rulesOf are a desk's rules, of the version that was read with a row or of a newer one.
func (s *Service) rulesOf(ctx context.Context, deskID, policyVersion int64) (*policy.Policy, error) {
	if known := s.rules.find(deskID, policyVersion); known != nil {
		return known, nil
	}
	desk, err := s.store.Read().Desk.Get(store.System(ctx), deskID)
	if err != nil {
		return nil, fmt.Errorf("read the policy of desk %d: %w", deskID, err)
	}
	read, err := policy.Parse(desk.Slug, []byte(desk.Policy))
	if err != nil {
		return nil, fmt.Errorf("the policy of desk %s: %w", desk.Slug, err)
	}
	s.rules.keep(deskID, desk.PolicyVersion, read)
	return read, nil
}

// seesTenant says whether the policy of a place's desk shows customers the whole tenant.
func (s *Service) seesTenant(ctx context.Context, p place) (bool, error) {
	read, err := s.rulesOf(ctx, p.desk.Int64, p.policyVersion.Int64)
	if err != nil {
		return false, err
	}
	return read.Visibility.RequestersSeeTenant(), nil
}

// belongs is a desk that somebody belongs to, or is invited to.
type belongs struct {
	deskID, tenantID int64
	policyVersion    int64
}

// belonging are places and open invitations of a user, places first, each in the order in which it came to be.
const belonging = `SELECT d.id, COALESCE(p.tenant_id, 0), d.policy_version FROM (
SELECT 0 AS invited, m.id, m.desk_id, m.tenant_id FROM memberships m WHERE m.user_id = ?
UNION ALL
SELECT 1, i.id, i.desk_id, i.tenant_id FROM invitations i
WHERE i.user_id = ? AND i.accepted_at = 0 AND i.declined_at = 0 AND i.withdrawn_at = 0 AND i.expires_at > ?
) p JOIN desks d ON d.id = p.desk_id ORDER BY p.invited, p.id`

// belongsTo are the desks that a user has to do with. Mails about the account come in the name of the first.
func (s *Service) belongsTo(ctx context.Context, userID int64) (all []belongs, err error) {
	rows, err := s.store.Query(ctx, belonging, userID, userID, int64(s.moment()))
	if err != nil {
		return nil, fmt.Errorf("find somebody's desks: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var b belongs
		if err := rows.Scan(&b.deskID, &b.tenantID, &b.policyVersion); err != nil {
			return nil, fmt.Errorf("find somebody's desks: %w", err)
		}
		all = append(all, b)
	}
	return all, rows.Err()
}
