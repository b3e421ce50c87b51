package access

import "slices"

// KeyScope is what a key for programs is for.
type KeyScope string

// The scopes.
const (
	ScopeReadTickets    KeyScope = "READ_TICKETS"   // reads tickets, and follows them live
	ScopeWriteTickets   KeyScope = "WRITE_TICKETS"  // reads them, and does all that is done to them
	ScopeStatistics     KeyScope = "STATISTICS"     // counts and times; no single ticket
	ScopeAdministration KeyScope = "ADMINISTRATION" // members, users and their sign-in links, rules, the record; no tickets
)

// KeyScopes are all of them, in the order of the documentation.
func KeyScopes() []KeyScope {
	return []KeyScope{ScopeReadTickets, ScopeWriteTickets, ScopeStatistics, ScopeAdministration}
}

// Permissions are what the scope lets a key do. None lets one make keys: those are people's to make.
func (s KeyScope) Permissions() []Permission {
	switch s {
	case ScopeReadTickets:
		return []Permission{ReadTickets, ReadAllTickets}
	case ScopeWriteTickets:
		return []Permission{ReadTickets, ReadAllTickets, WriteTickets, WorkOnTickets, ManagePeople}
	case ScopeStatistics:
		return []Permission{ReadStatistics}
	case ScopeAdministration:
		return []Permission{ManageMembers, ProvisionUsers, ReadRules, SetRules, ReadAudit}
	}
	return nil
}

// Known reports whether there is such a scope.
func (s KeyScope) Known() bool { return slices.Contains(KeyScopes(), s) }

// Key is the key by which a program came, in place of a person.
type Key struct {
	ID     int64
	Scopes []KeyScope
}

func (k *Key) grants(p Permission) bool {
	return slices.ContainsFunc(k.Scopes, func(s KeyScope) bool { return slices.Contains(s.Permissions(), p) })
}

// Grants reports whether the viewer is no key, or one with a scope for it somewhere.
func (v *Viewer) Grants(p Permission) bool { return v.Key == nil || v.Key.grants(p) }

// OwnsAccount reports whether the viewer may change what belongs to an account: its password, address, factors, devices,
// sessions. A program may not, nor may a session that another application opened: it stands for the user at one desk only.
func (v *Viewer) OwnsAccount() bool { return v.Key == nil && v.Confined == nil }
