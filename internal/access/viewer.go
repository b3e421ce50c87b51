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
}

// Viewer is who asks. It is loaded for each request and never changed.
type Viewer struct {
	UserID    int64
	SessionID int64
	Email     string
	Name      string
	Language  string // it, es or en

	Desks   map[int64]DeskRole   // by desk: staff
	Tenants map[int64]Membership // by tenant: customer
}

// StaffOf reports whether the viewer is on the desk's staff, in whatever role.
func (v *Viewer) StaffOf(deskID int64) bool {
	_, ok := v.Desks[deskID]
	return ok
}

// WorksOn reports whether the viewer works on the desk's tickets: analysts do not.
func (v *Viewer) WorksOn(deskID int64) bool {
	role, ok := v.Desks[deskID]
	return ok && role != DeskAnalyst
}

// SetsRules reports whether the viewer changes the desk's policy: its administrators.
func (v *Viewer) SetsRules(deskID int64) bool { return v.Desks[deskID] == DeskAdministrator }

// ReadsRules reports whether the viewer reads the desk's policy and its history: its administrators and supervisors.
func (v *Viewer) ReadsRules(deskID int64) bool {
	return v.SetsRules(deskID) || v.Desks[deskID] == DeskSupervisor
}

// ReadsAudit reports whether the viewer reads the record of who did what: the desk's administrators that of the desk and its
// tenants, a tenant's administrators that of their tenant. With tenantID 0 it is the desk's.
func (v *Viewer) ReadsAudit(deskID, tenantID int64) bool {
	if v.Desks[deskID] == DeskAdministrator {
		return true
	}
	place, ok := v.Tenants[tenantID]
	return ok && place.DeskID == deskID && place.Role == TenantAdministrator
}

// CanWrite reports whether the viewer may open tickets in the tenant and reply to those they see: its members but
// observers, and the staff who work on the desk's tickets.
func (v *Viewer) CanWrite(deskID, tenantID int64) bool {
	if v.WorksOn(deskID) {
		return true
	}
	place, ok := v.Tenants[tenantID]
	return ok && place.DeskID == deskID && place.Role != TenantObserver
}

// ManagesPeople reports whether the viewer keeps the tenant's list of collaborators (M1.5): its administrators, and the
// staff who work on the desk's tickets.
func (v *Viewer) ManagesPeople(deskID, tenantID int64) bool {
	if v.WorksOn(deskID) {
		return true
	}
	place, ok := v.Tenants[tenantID]
	return ok && place.DeskID == deskID && place.Role == TenantAdministrator
}

// Scope says which tickets the viewer sees.
func (v *Viewer) Scope() Scope {
	scope := Scope{UserID: v.UserID}
	for desk := range v.Desks {
		if v.WorksOn(desk) {
			scope.Desks = append(scope.Desks, desk)
		}
	}
	for tenant, place := range v.Tenants {
		switch {
		case v.WorksOn(place.DeskID): // the desk covers it
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
