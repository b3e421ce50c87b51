package access

import (
	"maps"
	"slices"
)

// DeskRole is what a member of a desk's staff may do.
type DeskRole string

// The roles of staff.
const (
	DeskAgent         DeskRole = "AGENT"         // works on tickets
	DeskSupervisor    DeskRole = "SUPERVISOR"    // works on tickets and leads the agents
	DeskAdministrator DeskRole = "ADMINISTRATOR" // everything, rules and people included
	DeskAnalyst       DeskRole = "ANALYST"       // statistics, no single ticket
)

// TenantRole is what a member of a tenant may do (M4.7).
type TenantRole string

// The roles of customers.
const (
	TenantAdministrator TenantRole = "ADMINISTRATOR" // all of the tenant's tickets, and its people
	TenantTechnician    TenantRole = "TECHNICIAN"    // all of the tenant's tickets
	TenantRequester     TenantRole = "REQUESTER"     // their own tickets, or the tenant's where the desk says so
	TenantObserver      TenantRole = "OBSERVER"      // reads, writes nothing
)

// Membership is a viewer's place in a tenant.
type Membership struct {
	TenantID int64
	DeskID   int64
	Role     TenantRole
	// SeesTenant: all of the tenant's tickets, not only their own; by role or by the desk's policy.
	SeesTenant bool
	// Guest: the tenant is no company but the desk's place of guests, who are strangers to one another.
	Guest bool
}

// Place is a desk, or one tenant of it.
type Place struct {
	DeskID   int64
	TenantID int64 // 0: the desk with all its tenants
}

// Holds reports whether another place is this one or within it.
func (p Place) Holds(other Place) bool {
	return p.DeskID == other.DeskID && (p.TenantID == 0 || p.TenantID == other.TenantID)
}

// Viewer is who asks. It is loaded for each request and never changed.
type Viewer struct {
	UserID    int64
	SessionID int64
	Email     string
	Name      string
	Language  string // it, es or en

	// Incomplete: somebody else knows the password, and nothing is open but to complete the account (M1.2, M4.2). Only
	// Newcomer finds such a viewer in a context.
	Incomplete bool
	// Key is the program's key in place of a person; nil: a person.
	Key *Key
	// Confined is the one place for which the session stands for the user, since an application or identity provider of that
	// desk opened it; nil: everywhere. Places elsewhere are not among Desks and Tenants then.
	Confined *Place

	Desks   map[int64]DeskRole   // by desk: staff
	Tenants map[int64]Membership // by tenant: customer
}

// Credential names what the viewer came by, among sessions and keys: a session by its number, a key by the negative of its.
func (v *Viewer) Credential() int64 {
	if v.Key != nil {
		return -v.Key.ID
	}
	return v.SessionID
}

// StaffOf reports whether the viewer is on the desk's staff, in whatever role.
func (v *Viewer) StaffOf(deskID int64) bool {
	_, ok := v.Desks[deskID]
	return ok
}

// WorksOn reports whether the viewer is of the desk's staff who see its tickets: analysts are not.
func (v *Viewer) WorksOn(deskID int64) bool { return v.May(ReadAllTickets, deskID, 0) }

// SetsRules reports whether the viewer changes the desk's policy.
func (v *Viewer) SetsRules(deskID int64) bool { return v.May(SetRules, deskID, 0) }

// ReadsRules reports whether the viewer reads the desk's policy and its history.
func (v *Viewer) ReadsRules(deskID int64) bool { return v.May(ReadRules, deskID, 0) }

// ReadsAudit reports whether the viewer reads the record of who did what in the tenant; with 0 the desk's.
func (v *Viewer) ReadsAudit(deskID, tenantID int64) bool { return v.May(ReadAudit, deskID, tenantID) }

// CanWrite reports whether the viewer may open tickets in the tenant and reply to those they see.
func (v *Viewer) CanWrite(deskID, tenantID int64) bool { return v.May(WriteTickets, deskID, tenantID) }

// ManagesPeople reports whether the viewer keeps the tenant's list of collaborators (M1.5).
func (v *Viewer) ManagesPeople(deskID, tenantID int64) bool {
	return v.May(ManagePeople, deskID, tenantID)
}

// GivesAccess reports whether the viewer invites people, gives them roles and removes them (M4.7): in the tenant, or with 0 on
// the desk's staff.
func (v *Viewer) GivesAccess(deskID, tenantID int64) bool {
	return v.May(ManageMembers, deskID, tenantID)
}

// Scope says which tickets the viewer sees.
func (v *Viewer) Scope() Scope { return v.scope(ReadTickets, ReadAllTickets) }

// StatisticsScope says which tickets the viewer may count: to analysts it is a desk of whose tickets they see none.
func (v *Viewer) StatisticsScope() Scope { return v.scope(ReadStatistics, ReadStatistics) }

// scope gathers the places where the viewer has a permission: desks where it is for all, tenants by how much of them
// the viewer sees.
func (v *Viewer) scope(some, all Permission) Scope {
	scope := Scope{UserID: v.UserID}
	for desk := range v.Desks {
		if v.May(all, desk, 0) {
			scope.Desks = append(scope.Desks, desk)
		}
	}
	for tenant, place := range v.Tenants {
		switch {
		case v.May(all, place.DeskID, 0): // the desk covers it
		case !v.May(some, place.DeskID, tenant):
		case place.SeesTenant:
			scope.Tenants = append(scope.Tenants, tenant)
		default:
			scope.OwnIn = append(scope.OwnIn, tenant)
		}
	}
	slices.Sort(scope.Desks)
	slices.Sort(scope.Tenants)
	slices.Sort(scope.OwnIn)
	return scope
}

// DeskIDs are the desks that the viewer has to do with, as staff or as a customer, sorted.
func (v *Viewer) DeskIDs() []int64 {
	desks := make(map[int64]struct{}, len(v.Desks)+len(v.Tenants))
	for desk := range v.Desks {
		desks[desk] = struct{}{}
	}
	for _, place := range v.Tenants {
		desks[place.DeskID] = struct{}{}
	}
	return slices.Sorted(maps.Keys(desks))
}
