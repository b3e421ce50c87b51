package desk

import (
	"entgo.io/ent/dialect/sql"

	"sportello/ent/ticket"
	"sportello/internal/access"
	"sportello/internal/policy"
	"sportello/internal/store"
)

// seen keeps the tickets that a viewer sees: those of their scope, drafts of others left out (M0.4).
func seen(v *access.Viewer) func(*sql.Selector) {
	visible := store.VisibleTickets(v.Scope())
	return func(s *sql.Selector) {
		visible(s)
		s.Where(sql.Or(
			sql.NEQ(s.C(ticket.FieldStatus), policy.Draft),
			sql.EQ(s.C(ticket.FieldRequesterID), v.UserID),
		))
	}
}

// staffSight reports whether the viewer sees a desk's tickets as staff do: notes, operators, e-mails.
func (d *Desk) staffSight(v *access.Viewer) bool { return v.WorksOn(d.ID) }

// showsStaffTo reports whether the viewer may know who of the staff did something (M2.7).
func (d *Desk) showsStaffTo(v *access.Viewer) bool {
	return d.staffSight(v) || d.Policy.Visibility.ShowsStaff()
}
