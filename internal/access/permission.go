package access

import "slices"

// Permission is something that somebody may do at a desk or in a tenant. Few, and each is asked for by its name: who has
// it is said here alone.
type Permission string

// The permissions. At a desk they hold for all its tenants.
const (
	// ReadTickets: reads the tickets that are theirs to see; which ones, the Scope says.
	ReadTickets Permission = "READ_TICKETS"
	// ReadAllTickets: sees all tickets of the place, not only those they opened; at a desk with what only staff see.
	ReadAllTickets Permission = "READ_ALL_TICKETS"
	// WriteTickets: opens tickets, replies to those they see, closes and reopens them as the desk's rules say.
	WriteTickets Permission = "WRITE_TICKETS"
	// WorkOnTickets: takes, assigns, merges, notes, sets the status: what staff do.
	WorkOnTickets Permission = "WORK_ON_TICKETS"
	// ManagePeople: keeps a tenant's list of collaborators (M1.5).
	ManagePeople Permission = "MANAGE_PEOPLE"
	// ShareViews: saves views for all of the place.
	ShareViews Permission = "SHARE_VIEWS"
	// ReadStatistics: counts and times of the tickets of the place; of those they opened, for who sees no others.
	ReadStatistics Permission = "READ_STATISTICS"
	// ManageMembers: invites, gives roles, removes (M4.7).
	ManageMembers Permission = "MANAGE_MEMBERS"
	// ManageKeys: makes, lists and revokes keys for programs.
	ManageKeys Permission = "MANAGE_KEYS"
	// ProvisionUsers: makes and updates customers by a program's own ids, and links that sign them in (M4.8).
	ProvisionUsers Permission = "PROVISION_USERS"
	// ReadRules: reads the desk's policy and its history.
	ReadRules Permission = "READ_RULES"
	// SetRules: changes the desk's policy and its other settings.
	SetRules Permission = "SET_RULES"
	// ReadAudit: reads the record of who did what.
	ReadAudit Permission = "READ_AUDIT"
)

// Permissions are all of them, in the order of the documentation.
func Permissions() []Permission {
	return []Permission{
		ReadTickets, ReadAllTickets, WriteTickets, WorkOnTickets, ManagePeople, ShareViews, ReadStatistics, ManageMembers,
		ManageKeys, ProvisionUsers, ReadRules, SetRules, ReadAudit,
	}
}

// DeskRoles are the roles of staff, in the order of the documentation.
func DeskRoles() []DeskRole {
	return []DeskRole{DeskAgent, DeskSupervisor, DeskAdministrator, DeskAnalyst}
}

// TenantRoles are the roles of customers, in the order of the documentation.
func TenantRoles() []TenantRole {
	return []TenantRole{TenantAdministrator, TenantTechnician, TenantRequester, TenantObserver}
}

// Permissions are what the role may do at its desk and in all its tenants; none for a role that is none.
func (r DeskRole) Permissions() []Permission {
	switch r {
	case DeskAgent:
		return []Permission{ReadTickets, ReadAllTickets, WriteTickets, WorkOnTickets, ManagePeople, ReadStatistics}
	case DeskSupervisor:
		return append(DeskAgent.Permissions(), ShareViews, ReadRules)
	case DeskAdministrator:
		return Permissions()
	case DeskAnalyst:
		return []Permission{ReadStatistics}
	}
	return nil
}

// Permissions are what the role may do in its tenant; none for a role that is none.
func (r TenantRole) Permissions() []Permission {
	switch r {
	case TenantAdministrator:
		return []Permission{
			ReadTickets, ReadAllTickets, WriteTickets, ManagePeople, ShareViews, ReadStatistics, ManageMembers, ManageKeys,
			ProvisionUsers, ReadAudit,
		}
	case TenantTechnician:
		return []Permission{ReadTickets, ReadAllTickets, WriteTickets, ReadStatistics}
	case TenantRequester:
		return []Permission{ReadTickets, WriteTickets, ReadStatistics}
	case TenantObserver:
		return []Permission{ReadTickets, ReadAllTickets, ReadStatistics}
	}
	return nil
}

// May reports whether the viewer may do something at the desk, or in one of its tenants (0: in none in particular). A
// key may what both its scopes and the place it is for allow.
func (v *Viewer) May(p Permission, deskID, tenantID int64) bool {
	if v.Key != nil && !v.Key.grants(p) {
		return false
	}
	if role, staff := v.Desks[deskID]; staff && slices.Contains(role.Permissions(), p) {
		return true
	}
	place, member := v.Tenants[tenantID]
	return member && place.DeskID == deskID && slices.Contains(place.Role.Permissions(), p)
}
