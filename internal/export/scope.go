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

// ScopeOf is what a viewer may export: the desks and the whole tenants whose statistics they read. Who may count no more than the
// tickets they opened exports nothing. Names of tenants come only with desks on whose tickets they work: an analyst, and a
// key for statistics, get numbers (C.7). FORBIDDEN where that is nothing.
func ScopeOf(v *access.Viewer) (Scope, error) {
	counted := v.StatisticsScope()
	s := Scope{Desks: counted.Desks}
	for _, tenant := range counted.Tenants {
		if !v.Tenants[tenant].Guest {
			s.Tenants = append(s.Tenants, tenant)
		}
	}
	for _, desk := range s.Desks {
		if v.WorksOn(desk) {
			s.Named = append(s.Named, desk)
		}
	}
	if len(s.Desks)+len(s.Tenants) == 0 {
		return Scope{}, problem.New(problem.Forbidden)
	}
	return s, nil
}

// staffOf reports whether a desk's rows are handed out as to its staff.
func (s Scope) staffOf(desk int64) bool { return has(s.Desks, desk) }

func (s Scope) named(desk, tenant int64) bool { return has(s.Named, desk) || has(s.Tenants, tenant) }

func has(sorted []int64, id int64) bool {
	_, found := slices.BinarySearch(sorted, id)
	return found
}
