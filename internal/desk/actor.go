package desk

import (
	"sportello/internal/email"
	"sportello/internal/event"
)

// named gives a user without a name their e-mail for one (M4.9), and takes from a program the address that is none.
func named(u User) *User {
	if u.Name == "" {
		u.Name = u.Email
	}
	if email.OfProgram(u.Email) {
		u.Email = ""
	}
	return &u
}

// actor is somebody who did something, as the viewer may know them. User has ID 0 where nobody is on record.
//
// Where a desk hides its staff, customers know the desk, never the person (M2.7). Where it shows them, customers learn
// the name, never the e-mail, so staff without a name are the desk too.
func (d *Desk) actor(sight *Sight, kind event.ActorKind, u User) Actor {
	a := Actor{Kind: kind, IsSupport: kind == event.Staff, IsViewer: u.ID != 0 && u.ID == sight.Viewer.UserID, IsProgram: email.OfProgram(u.Email)}
	switch {
	case kind == event.System:
		a.Name = d.Name
	case kind != event.Staff && u.ID == 0:
		a.Name = unknownName(sight.Viewer.Language)
	case kind != event.Staff, d.staffSight(sight.Viewer) && u.ID != 0, a.IsViewer:
		a.User = named(u)
		a.Name = a.User.Name
	case u.ID != 0 && u.Name != "" && d.showsStaffTo(sight.Viewer):
		a.User = &User{ID: u.ID, Name: u.Name}
		a.Name = u.Name
	default:
		a.Name = d.Name
	}
	return a
}

// unknownName stands for a customer of whom no account is on record.
func unknownName(language string) string {
	switch language {
	case "it":
		return "Utente senza account"
	case "es":
		return "Usuario sin cuenta"
	}
	return "User without an account"
}
