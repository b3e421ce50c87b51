package access

// Eyes are what of a viewer decides what they see of one ticket: their side, their role, their language, and, where the
// ticket or what happened names them, who they are. Two people with the same eyes see the same. Programs, whose scopes take
// away some of that, have none.
type Eyes struct {
	UserID   int64 // 0: somebody whom nothing names
	Language string
	Staff    DeskRole   // on the ticket's desk; "" for none
	Place    Membership // in the ticket's tenant; zero for none
}

// EyesOn are the viewer's on a ticket of a desk and tenant; named says that the ticket, or what happened, names them.
func (v *Viewer) EyesOn(deskID, tenantID int64, named bool) Eyes {
	e := Eyes{Language: v.Language, Staff: v.Desks[deskID], Place: v.Tenants[tenantID]}
	if named {
		e.UserID = v.UserID
	}
	return e
}

// nobody is a user who does not exist, not even as the nobody of a ticket without an assignee.
const nobody = -1

// Viewer is somebody with these eyes, of whom nothing else is known.
func (e Eyes) Viewer(deskID, tenantID int64) *Viewer {
	v := &Viewer{UserID: e.UserID, Language: e.Language, Desks: map[int64]DeskRole{}, Tenants: map[int64]Membership{}}
	if v.UserID == 0 {
		v.UserID = nobody
	}
	if e.Staff != "" {
		v.Desks[deskID] = e.Staff
	}
	if e.Place != (Membership{}) {
		v.Tenants[tenantID] = e.Place
	}
	return v
}
