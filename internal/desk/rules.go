package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"sportello/ent"
	entdesk "sportello/ent/desk"
	"sportello/ent/policyversion"
	"sportello/ent/predicate"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// UpdatePolicyInput is a desk's new rules.
type UpdatePolicyInput struct {
	DeskID           int64
	Policy           string // YAML; see internal/policy
	ExpectedVersion  *int64 `json:",omitzero"`
	DryRun           bool   // look whether it could be done, and what would change; change nothing
	ClientMutationID string
}

// PolicyUpdate is what became, or would become, of a desk's rules.
type PolicyUpdate struct {
	Version int64 // in force now
	Changes []policy.Change
}

// PolicyRefusal says why rules can't be the desk's: the file's own faults, or what tickets still need.
type PolicyRefusal struct {
	Faults []policy.Fault
	InUse  []PolicyUse
}

// PolicyUse is something that a new policy takes away and tickets, or drafts, still need.
type PolicyUse struct {
	Key     string // such as statuses.RESOLVED
	Count   int    // of tickets, or drafts
	problem *problem.Error
}

// Error is for logs.
func (r *PolicyRefusal) Error() string { return r.Unwrap().Error() }

// Unwrap answers it as problems: one POLICY_INVALID, or a POLICY_IN_USE for each use.
func (r *PolicyRefusal) Unwrap() error {
	if len(r.Faults) > 0 {
		return problem.New(problem.PolicyInvalid, "policy").With("count", len(r.Faults)).Wrap(r.Faults[0])
	}
	list := make(problem.List, len(r.InUse))
	for i, use := range r.InUse {
		list[i] = use.problem
	}
	return list
}

// UpdatePolicy gives a desk other rules, from the next transaction on, wherever it runs; what other processes read follows
// within a second. Nobody who changes a ticket meanwhile goes by the old ones. A file that is the same byte for byte changes
// nothing. By the desk's administrators: FORBIDDEN for its other staff, for everybody else NOT_FOUND at desk.
// CONFLICT; a PolicyRefusal with POLICY_INVALID or POLICY_IN_USE, all of them at once.
func (s *Service) UpdatePolicy(ctx context.Context, v *access.Viewer, in UpdatePolicyInput) (*PolicyUpdate, error) {
	switch {
	case !v.StaffOf(in.DeskID):
		return nil, problem.New(problem.NotFound, "desk")
	case !v.SetsRules(in.DeskID):
		return nil, problem.New(problem.Forbidden)
	}
	rules, err := readRules(in.Policy)
	if err != nil {
		return nil, err
	}
	var done *PolicyUpdate
	change := func(ctx context.Context, tx *ent.Tx) (*result, error) {
		// That the desk is the viewer's to rule has been said above; its history belongs to no viewer.
		done, err = s.setRules(store.System(ctx), tx, entdesk.ID(in.DeskID), newRules{rules, in, &v.UserID})
		return &result{}, err
	}
	defer s.desks.forget(in.DeskID)
	if in.DryRun { // leaves no key behind: it may be followed by the same call in earnest
		_, err := s.attempt(ctx, v, call{}, change)
		return done, err
	}
	outcome, err := s.once(ctx, v, call{operation: "updateDeskPolicy", key: in.ClientMutationID, input: in}, change)
	if err != nil {
		return nil, err
	}
	if outcome.Replayed {
		return s.policyUpdated(ctx, in)
	}
	return done, nil
}

// ReplacePolicy is UpdatePolicy for the operator of the server. NOT_FOUND at desk.
func (s *Service) ReplacePolicy(ctx context.Context, slug, text string) (*PolicyUpdate, error) {
	rules, err := readRules(text)
	if err != nil {
		return nil, err
	}
	var done *PolicyUpdate
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) (err error) {
		done, err = s.setRules(ctx, tx, entdesk.Slug(slug), newRules{rules, UpdatePolicyInput{Policy: text}, nil})
		return err
	})
	return done, err
}

func readRules(text string) (*policy.Policy, error) {
	rules, err := policy.Parse("policy", []byte(text))
	if faults := policy.Faults(err); len(faults) > 0 {
		return nil, &PolicyRefusal{Faults: faults}
	}
	return rules, err
}

// newRules are rules on their way into a desk.
type newRules struct {
	rules  *policy.Policy
	in     UpdatePolicyInput
	author *int64 // nil: the operator of the server
}

// setRules gives a desk its new rules within a transaction.
func (s *Service) setRules(ctx context.Context, tx *ent.Tx, which predicate.Desk, n newRules) (*PolicyUpdate, error) {
	row, err := store.Lock(s.store, tx.Desk.Query().Where(which)).Only(ctx)
	if err != nil {
		return nil, missing(fmt.Errorf("load the desk: %w", err), "desk")
	}
	if n.in.ExpectedVersion != nil && *n.in.ExpectedVersion != row.PolicyVersion {
		return nil, problem.RulesChanged()
	}
	if row.Policy == n.in.Policy {
		return &PolicyUpdate{Version: row.PolicyVersion}, nil
	}
	before, err := policy.Parse(row.Slug, []byte(row.Policy))
	if err != nil {
		return nil, fmt.Errorf("read the policy in force: %w", err)
	}
	if err := stillNeeded(ctx, tx, row.ID, policy.Lost(before, n.rules)); err != nil {
		return nil, err
	}
	done := &PolicyUpdate{Version: row.PolicyVersion, Changes: policy.Changes(before, n.rules)}
	if n.in.DryRun {
		return done, nil
	}
	done.Version++
	return done, s.writeRules(ctx, tx, row, n)
}

// writeRules writes the next version, and into the history what was there first, if nobody has yet.
func (s *Service) writeRules(ctx context.Context, tx *ent.Tx, row *ent.Desk, n newRules) error {
	kept, err := tx.PolicyVersion.Query().
		Where(policyversion.DeskID(row.ID), policyversion.Version(row.PolicyVersion)).Exist(ctx)
	if err != nil {
		return fmt.Errorf("read the history: %w", err)
	}
	if !kept {
		if err := keepRules(ctx, tx, row, nil, row.CreatedAt); err != nil {
			return err
		}
	}
	row.Policy, row.PolicyVersion = n.in.Policy, row.PolicyVersion+1
	if err := tx.Desk.Update().Where(entdesk.ID(row.ID)).SetPolicy(row.Policy).SetPolicyVersion(row.PolicyVersion).
		SetLanguage(n.rules.Language).Exec(ctx); err != nil {
		return fmt.Errorf("write the policy: %w", err)
	}
	if err := keepRules(ctx, tx, row, n.author, moment.Of(s.now())); err != nil {
		return err
	}
	changed := audit.Entry{
		At: moment.Of(s.now()), Kind: audit.PolicyChanged, DeskID: row.ID,
		Details: map[string]string{"version": strconv.FormatInt(row.PolicyVersion, 10)},
	}
	if n.author != nil {
		changed.ActorID = *n.author
	}
	return audit.Write(ctx, tx, changed)
}

// keepRules writes the desk's rules as they are into its history.
func keepRules(ctx context.Context, tx *ent.Tx, row *ent.Desk, author *int64, at moment.Moment) error {
	err := tx.PolicyVersion.Create().SetDeskID(row.ID).SetVersion(row.PolicyVersion).SetPolicy(row.Policy).
		SetNillableAuthorID(author).SetCreatedAt(at).Exec(ctx)
	if err != nil {
		return fmt.Errorf("keep the policy: %w", err)
	}
	return nil
}

// policyUpdated is what a call that is repeated has done: the newest version with its text, beside the one before it.
func (s *Service) policyUpdated(ctx context.Context, in UpdatePolicyInput) (*PolicyUpdate, error) {
	rows, err := s.store.Read().PolicyVersion.Query().Where(policyversion.DeskID(in.DeskID)).
		Order(policyversion.ByVersion()).All(store.System(ctx))
	if err != nil {
		return nil, fmt.Errorf("read the history: %w", err)
	}
	for i, row := range slices.Backward(rows) {
		if row.Policy != in.Policy {
			continue
		}
		done := &PolicyUpdate{Version: row.Version}
		if i > 0 {
			done.Changes, err = changesOf(rows[i-1].Policy, row.Policy)
		}
		return done, err
	}
	return nil, fmt.Errorf("desk %d has had no such policy", in.DeskID)
}

func changesOf(before, after string) ([]policy.Change, error) {
	was, err := policy.Parse("before", []byte(before))
	if err != nil {
		return nil, fmt.Errorf("read a policy of the past: %w", err)
	}
	is, err := policy.Parse("after", []byte(after))
	if err != nil {
		return nil, fmt.Errorf("read a policy of the past: %w", err)
	}
	return policy.Changes(was, is), nil
}
