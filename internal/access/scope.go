package access

import "slices"

// Scope says which tickets a viewer sees: all of Desks, all of Tenants, and in OwnIn those that UserID requested. The
// slices are sorted, and no tenant stands in two of them. The zero Scope sees nothing.
type Scope struct {
	UserID  int64
	Desks   []int64
	Tenants []int64
	OwnIn   []int64
}

// Empty reports whether nothing can be seen.
func (s Scope) Empty() bool { return len(s.Desks)+len(s.Tenants)+len(s.OwnIn) == 0 }

// Sees reports whether a ticket of that desk, tenant and requester is in the scope.
func (s Scope) Sees(deskID, tenantID, requesterID int64) bool {
	return has(s.Desks, deskID) || has(s.Tenants, tenantID) || requesterID == s.UserID && has(s.OwnIn, tenantID)
}

// SeesAsStaff reports whether tickets of the desk are seen with what only staff see.
func (s Scope) SeesAsStaff(deskID int64) bool { return has(s.Desks, deskID) }

func has(sorted []int64, id int64) bool {
	_, found := slices.BinarySearch(sorted, id)
	return found
}
