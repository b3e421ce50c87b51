package permit

import (
	"slices"

	"sportello/internal/access"
	"sportello/internal/problem"
)

// Target is what an operation is about.
type Target string

// The targets.
const (
	Nothing Target = ""       // no place in particular: it shows, or changes, what is the viewer's to see
	Ticket  Target = "ticket" // one that the role sees, if it sees any
	Tenant  Target = "tenant" // the role's own; for staff one of their desk
	Desk    Target = "desk"   // the role's own
	// Backstage is what of a desk only its staff know.
	Backstage Target = "backstage"
)

// Demand is what an operation asks of who calls.
type Demand struct {
	who    who
	Target Target
	Steps  []Step // each must hold, asked in their order
}

// Step is a permission at the place in question, and how who lacks it is answered.
type Step struct {
	Permission access.Permission
	Refusal    problem.Code
}

// who may call at all.
type who int

const (
	everybody who = iota
	signedIn      // people and programs
	people        // who signed in, not programs
	owners        // people whose session is not confined to one desk
	newcomers     // who signed in with a first password, and is nobody to everything else
	programs      // by a key, not people
)

// anybody may call, signed in or not.
func anybody() Demand { return Demand{who: everybody} }

// anyViewer may call who is signed in; a program must have one of the permissions somewhere, if any are named.
func anyViewer(sees ...access.Permission) Demand {
	d := Demand{who: signedIn}
	for _, p := range sees {
		d.Steps = append(d.Steps, Step{p, ""})
	}
	return d
}

// anyPerson may call who is signed in and no program.
func anyPerson() Demand { return Demand{who: people} }

// owner may call whoever changes their own account: no program, and no session that an application opened.
func owner() Demand { return Demand{who: owners} }

// newcomer may call whoever has still to complete their account. That is none of the roles.
func newcomer() Demand { return Demand{who: newcomers} }

// by demands permissions at a place. Who sees the place and lacks one is answered FORBIDDEN.
func by(at Target, permissions ...access.Permission) Demand {
	d := Demand{who: signedIn, Target: at}
	for _, p := range permissions {
		d.Steps = append(d.Steps, Step{p, problem.Forbidden})
	}
	return d
}

// or says that who lacks the last permission is answered with another code.
func (d Demand) or(code problem.Code) Demand {
	d.Steps = slices.Clone(d.Steps)
	d.Steps[len(d.Steps)-1].Refusal = code
	return d
}

// byPeople says that no program may call, whatever its scopes.
func (d Demand) byPeople() Demand {
	d.who = people
	return d
}

// byOwners says that neither a program may call nor a session that an application opened.
func (d Demand) byOwners() Demand {
	d.who = owner().who
	return d
}

// byPrograms says that people may not call, whatever their role.
func (d Demand) byPrograms() Demand {
	d.who = programs
	return d
}

// Answer is how the operation answers a viewer who calls it at a place of their own, or nil for nobody: "" when it is
// allowed, else a code.
func (d Demand) Answer(v *access.Viewer, deskID, tenantID int64) problem.Code {
	switch {
	case d.who == everybody:
		return ""
	case v == nil, d.who == newcomers:
		return problem.Unauthenticated
	case !d.admits(v):
		return problem.Forbidden
	case d.hidden(v, deskID, tenantID):
		return problem.NotFound
	}
	for _, s := range d.Steps {
		if s.Refusal != "" && !v.May(s.Permission, deskID, tenantID) {
			return s.Refusal
		}
	}
	return ""
}

// hidden reports whether the target does not exist for the viewer: tickets, and a desk's tenants, for who reads none.
func (d Demand) hidden(v *access.Viewer, deskID, tenantID int64) bool {
	switch d.Target {
	case Ticket:
		return !v.May(access.ReadTickets, deskID, tenantID)
	case Tenant:
		first := len(d.Steps) > 0 && v.May(d.Steps[0].Permission, deskID, tenantID)
		return !first && !v.May(access.ReadTickets, deskID, tenantID)
	case Backstage:
		return !v.StaffOf(deskID)
	}
	return false
}

// admits reports whether the viewer may call at all, wherever: a program needs scopes that reach.
func (d Demand) admits(v *access.Viewer) bool {
	switch {
	case d.who == people && v.Key != nil, d.who == owners && !v.OwnsAccount(), d.who == programs && v.Key == nil:
		return false
	}
	if v.Key == nil || len(d.Steps) == 0 {
		return true
	}
	if d.Steps[0].Refusal == "" { // any of them will do
		return slices.ContainsFunc(d.Steps, func(s Step) bool { return v.Grants(s.Permission) })
	}
	return !slices.ContainsFunc(d.Steps, func(s Step) bool { return !v.Grants(s.Permission) })
}
