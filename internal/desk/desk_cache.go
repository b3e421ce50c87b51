package desk

import (
	"context"
	"fmt"
	"sync"
	"time"

	"sportello/ent"
	entdesk "sportello/ent/desk"
	"sportello/internal/duetime"
	"sportello/internal/policy"
	"sportello/internal/store"
)

// deskFresh is how long a read trusts what it knows of a desk. Changes don't: their transaction compares the version.
const deskFresh = time.Second

// deskCache keeps the desks with their parsed policies. A policy is parsed once for each version, so that rows of the
// same desk share it; it is never changed.
type deskCache struct {
	mu   sync.RWMutex
	byID map[int64]knownDesk
}

type knownDesk struct {
	desk *Desk
	seen time.Time
}

func newDeskCache() *deskCache { return &deskCache{byID: map[int64]knownDesk{}} }

// DeskOf is the desk of that id, as it was within the last second; unscoped, for what has been found through a scope.
func (s *Service) DeskOf(ctx context.Context, id int64) (*Desk, error) {
	desks, err := s.desksOf(ctx, []int64{id})
	if err != nil {
		return nil, err
	}
	return desks[id], nil
}

// desksOf is DeskOf for several: one statement at most, none where all are fresh. A missing desk is an error.
func (s *Service) desksOf(ctx context.Context, ids []int64) (map[int64]*Desk, error) {
	found := make(map[int64]*Desk, len(ids))
	var stale []int64
	oldest := s.now().Add(-deskFresh)
	s.desks.mu.RLock()
	for _, id := range ids {
		known, ok := s.desks.byID[id]
		if ok && known.seen.After(oldest) {
			found[id] = known.desk
		} else {
			stale = append(stale, id)
		}
	}
	s.desks.mu.RUnlock()
	if len(stale) == 0 {
		return found, nil
	}
	loaded, err := s.loadDesks(ctx, s.store.Read().Desk, stale)
	if err != nil {
		return nil, err
	}
	for _, d := range loaded {
		found[d.ID] = d
	}
	for _, id := range stale {
		if found[id] == nil {
			return nil, fmt.Errorf("desk %d is missing", id)
		}
	}
	return found, nil
}

// deskAt is the desk at exactly the version of its policy that a transaction has read, loaded there if need be.
func (s *Service) deskAt(ctx context.Context, tx *ent.Tx, id, version int64) (*Desk, error) {
	if known := s.desks.at(id, version); known != nil {
		return known, nil
	}
	loaded, err := s.loadDesks(ctx, tx.Desk, []int64{id})
	if err != nil {
		return nil, err
	}
	if len(loaded) == 0 {
		return nil, fmt.Errorf("desk %d is missing", id)
	}
	return loaded[0], nil
}

// at is the desk at that version of its policy; nil when it is not kept.
func (c *deskCache) at(id, version int64) *Desk {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if known, ok := c.byID[id]; ok && known.desk.PolicyVersion == version {
		return known.desk
	}
	return nil
}

// loadDesks reads desks and keeps them.
func (s *Service) loadDesks(ctx context.Context, desks *ent.DeskClient, ids []int64) ([]*Desk, error) {
	seen := s.now() // before the statement, so that no trust outlives its second
	rows, err := desks.Query().Where(entdesk.IDIn(ids...)).All(store.System(ctx))
	if err != nil {
		return nil, fmt.Errorf("load desks: %w", err)
	}
	loaded := make([]*Desk, len(rows))
	for i, row := range rows {
		if loaded[i], err = s.desks.keep(row, seen); err != nil {
			return nil, err
		}
	}
	return loaded, nil
}

// forget makes the next read ask again, since here it is known that the desk has changed.
func (c *deskCache) forget(id int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known := c.byID[id]; known.desk != nil {
		c.byID[id] = knownDesk{desk: known.desk}
	}
}

// keep takes a row in, parsing its policy only when that is new.
func (c *deskCache) keep(row *ent.Desk, seen time.Time) (*Desk, error) {
	d := &Desk{
		ID: row.ID, Slug: row.Slug, Name: row.Name, Language: row.Language, TimeZone: row.TimeZone,
		PolicyVersion: row.PolicyVersion,
	}
	if known := c.at(d.ID, d.PolicyVersion); known != nil {
		d.Policy, d.Promises = known.Policy, known.Promises
	} else {
		parsed, err := policy.Parse(row.Slug, []byte(row.Policy))
		if err != nil {
			return nil, fmt.Errorf("read the policy of desk %d: %w", d.ID, err)
		}
		if d.Promises, err = duetime.New(parsed, row.TimeZone); err != nil {
			return nil, fmt.Errorf("desk %d: %w", d.ID, err)
		}
		d.Policy = parsed
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.byID[d.ID]; now.desk == nil || !now.seen.After(seen) {
		c.byID[d.ID] = knownDesk{desk: d, seen: seen}
	}
	return d, nil
}
