package desk

import (
	"entgo.io/ent/dialect/sql"

	"sportello/ent/ticket"
	"sportello/internal/access"
	"sportello/internal/policy"
	"sportello/internal/store"
)

// seen keeps the tickets that a viewer sees: those of their scope, drafts of others left out (M0.4). An OR over the
// requester would lead MariaDB to merge that index in, and to read far more than a page.
func seen(v *access.Viewer) func(*sql.Selector) { return seenIn(v.Scope()) }

func seenIn(scope access.Scope) func(*sql.Selector) {
	visible := store.VisibleTickets(scope)
	return func(s *sql.Selector) {
		visible(s)
		s.Where(sql.ExprP("CASE WHEN "+s.C(ticket.FieldStatus)+" = ? THEN "+s.C(ticket.FieldRequesterID)+" ELSE ? END = ?",
			policy.Draft, scope.UserID, scope.UserID))
	}
}

// maxPlaces is of how many desks and tenants a list is read one by one.
const maxPlaces = 32

// places are the scope's desks and tenants, one in each: what an index serves in any order. Where there are none, or very
// many, the scope stays as it is.
func places(scope access.Scope) []access.Scope {
	n := len(scope.Desks) + len(scope.Tenants) + len(scope.OwnIn)
	if n == 0 || n > maxPlaces {
		return []access.Scope{scope}
	}
	each := make([]access.Scope, 0, n)
	for _, id := range scope.Desks {
		each = append(each, access.Scope{UserID: scope.UserID, Desks: []int64{id}})
	}
	for _, id := range scope.Tenants {
		each = append(each, access.Scope{UserID: scope.UserID, Tenants: []int64{id}})
	}
	for _, id := range scope.OwnIn {
		each = append(each, access.Scope{UserID: scope.UserID, OwnIn: []int64{id}})
	}
	return each
}

// staffSight reports whether the viewer sees a desk's tickets as staff do: notes, operators, e-mails.
func (d *Desk) staffSight(v *access.Viewer) bool { return v.WorksOn(d.ID) }

// showsStaffTo reports whether the viewer may know who of the staff did something (M2.7).
func (d *Desk) showsStaffTo(v *access.Viewer) bool {
	return d.staffSight(v) || d.Policy.Visibility.ShowsStaff()
}
