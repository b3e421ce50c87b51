package export

import (
	"slices"

	"sportello/internal/access"
	"sportello/internal/problem"
)

// Scope is whose rows are handed out. The slices are sorted; both empty: nobody's.
type Scope struct {
	Desks   []int64 // whole desks
	Tenants []int64 // whole tenants of other desks
	Named   []int64 // of Desks, those whose tenants and staff the viewer may know by name
}

// ScopeOf is what a viewer may export: the desks whose staff they are, in whatever role, and the tenants all of whose tickets they
// see. Names of tenants come only with desks on whose tickets they work: an analyst gets numbers (C.7). FORBIDDEN where
// that is nothing.
func ScopeOf(v *access.Viewer) (Scope, error) {
	var s Scope
	for desk := range v.Desks {
		s.Desks = append(s.Desks, desk)
		if v.WorksOn(desk) {
			s.Named = append(s.Named, desk)
		}
	}
	for tenant, place := range v.Tenants {
		if _, staff := v.Desks[place.DeskID]; place.SeesTenant && !staff {
			s.Tenants = append(s.Tenants, tenant)
		}
	}
	if len(s.Desks)+len(s.Tenants) == 0 {
		return Scope{}, problem.New(problem.Forbidden)
	}
	slices.Sort(s.Desks)
	slices.Sort(s.Tenants)
	slices.Sort(s.Named)
	return s, nil
}

// staffOf reports whether a desk's rows are handed out as to its staff.
func (s Scope) staffOf(desk int64) bool { return has(s.Desks, desk) }

func (s Scope) named(desk, tenant int64) bool { return has(s.Named, desk) || has(s.Tenants, tenant) }

func has(sorted []int64, id int64) bool {
	_, found := slices.BinarySearch(sorted, id)
	return found
}
