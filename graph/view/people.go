package view

import (
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/node"
)

// Viewer is who is signed in.
type Viewer struct{ *access.Viewer }

// Tenant is a customer company, for a viewer.
type Tenant struct {
	*desk.Tenant
	Viewer *access.Viewer
	Group  *Group[*desk.Tenant]
}

// NewTenant shows a tenant to a viewer; nil stays nil.
func NewTenant(t *desk.Tenant, v *access.Viewer) *Tenant {
	if t == nil {
		return nil
	}
	return &Tenant{Tenant: t, Viewer: v}
}

// ID is the global id.
func (t Tenant) ID() string { return node.Encode(node.Tenant, t.Tenant.ID) }

// IsGuests says whether it is the place of those who write without an account (M2.1).
func (t Tenant) IsGuests() bool { return t.Guests }

// IsNode marks it for gqlgen.
func (Tenant) IsNode() {}

// Person is a collaborator of a tenant.
type Person struct{ *desk.Person }

// NewPerson shows a person; nil stays nil.
func NewPerson(p *desk.Person) *Person {
	if p == nil {
		return nil
	}
	return &Person{p}
}

// ID is the global id.
func (p Person) ID() string { return node.Encode(node.Person, p.Person.ID) }

// IsNode marks it for gqlgen.
func (Person) IsNode() {}

// IsRemoved reports whether no ticket can choose the person any more.
func (p Person) IsRemoved() bool { return !p.Retired.IsZero() }

// User is someone who signs in.
type User struct{ *desk.User }

// NewUser shows a user; nil stays nil.
func NewUser(u *desk.User) *User {
	if u == nil {
		return nil
	}
	return &User{u}
}

// ID is the global id.
func (u User) ID() string { return node.Encode(node.User, u.User.ID) }

// IsNode marks it for gqlgen.
func (User) IsNode() {}

// Email is null where it is hidden.
func (u User) Email() *string { return given(u.User.Email) }

// Actor is who did something.
type Actor struct{ *desk.Actor }

// NewActor shows an actor; nil stays nil.
func NewActor(a *desk.Actor) *Actor {
	if a == nil {
		return nil
	}
	return &Actor{a}
}

// User is null where the viewer may not know who.
func (a Actor) User() *User { return NewUser(a.Actor.User) }

// given is a text that is null when empty.
func given(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
