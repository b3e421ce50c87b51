package view

import (
	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/moment"
	"sportello/internal/node"
)

// APIKey is a key for a program, for a viewer.
type APIKey struct {
	*account.Key
	Viewer *access.Viewer
	Group  *Group[*account.Key]
}

// NewAPIKeys shows keys that were read together.
func NewAPIKeys(keys []*account.Key, v *access.Viewer) []*APIKey {
	group := NewGroup(keys...)
	shown := make([]*APIKey, len(keys))
	for i, k := range keys {
		shown[i] = &APIKey{k, v, group}
	}
	return shown
}

// ID is the global id.
func (k APIKey) ID() string { return node.Encode(node.APIKey, k.Key.ID) }

// ExpiresAt is null for a key that does not end by itself.
func (k APIKey) ExpiresAt() *moment.Moment { return happened(k.Key.ExpiresAt) }

// LastUsedAt is null for a key that was not used.
func (k APIKey) LastUsedAt() *moment.Moment { return happened(k.Key.LastUsedAt) }

// IsRevoked reports whether it was ended.
func (k APIKey) IsRevoked() bool { return k.Revoked }

// IsSuspended reports whether it opens nothing, since its creator may make no keys there.
func (k APIKey) IsSuspended() bool { return k.Suspended }

// happened is an instant that is null where it has not come.
func happened(m moment.Moment) *moment.Moment {
	if m.IsZero() {
		return nil
	}
	return &m
}
