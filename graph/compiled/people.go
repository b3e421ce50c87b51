package compiled

import (
	"sportello/graph/view"
	"sportello/internal/desk"
	"sportello/internal/node"
)

// nullable encodes a row that may be missing.
func nullable[T any](o object[*T]) encoder[*T] {
	return func(dst []byte, a *answer, row *T) []byte {
		if row == nil {
			return appendNull(dst)
		}
		return o.encode(dst, a, row)
	}
}

// required encodes a row that must be there; where it is not, gqlgen tells.
func required[T any](o object[*T]) encoder[*T] {
	return func(dst []byte, a *answer, row *T) []byte {
		if row == nil {
			a.failed = true
			return appendNull(dst)
		}
		return o.encode(dst, a, row)
	}
}

func userFields() fields[*desk.User] {
	return fields[*desk.User]{
		"id":   plain(func(dst []byte, _ *answer, u *desk.User) []byte { return appendID(dst, node.User, u.ID) }),
		"name": plain(func(dst []byte, _ *answer, u *desk.User) []byte { return appendString(dst, u.Name) }),
		"email": plain(func(dst []byte, _ *answer, u *desk.User) []byte {
			return appendOptionalString(dst, view.User{User: u}.Email())
		}),
	}
}

func requesterOf(c *compiler, f field) encoder[ticket] {
	c.parts |= desk.WithRequester
	user := required(compileObject(c, "User", f, userFields()))
	return func(dst []byte, a *answer, t ticket) []byte { return user(dst, a, t.Requester) }
}

func actorFields() fields[*desk.Actor] {
	return fields[*desk.Actor]{
		"kind":      plain(func(dst []byte, _ *answer, x *desk.Actor) []byte { return appendString(dst, string(x.Kind)) }),
		"name":      plain(func(dst []byte, _ *answer, x *desk.Actor) []byte { return appendString(dst, x.Name) }),
		"isProgram": plain(func(dst []byte, _ *answer, x *desk.Actor) []byte { return appendBool(dst, x.IsProgram) }),
		"isSupport": plain(func(dst []byte, _ *answer, x *desk.Actor) []byte { return appendBool(dst, x.IsSupport) }),
		"isViewer":  plain(func(dst []byte, _ *answer, x *desk.Actor) []byte { return appendBool(dst, x.IsViewer) }),
		"user": func(c *compiler, f field) encoder[*desk.Actor] {
			user := nullable(compileObject(c, "User", f, userFields()))
			return func(dst []byte, a *answer, x *desk.Actor) []byte { return user(dst, a, x.User) }
		},
	}
}

func assigneeOf(c *compiler, f field) encoder[ticket] {
	c.columns |= desk.TicketAssignee
	c.parts |= desk.WithAssignee
	actor := nullable(compileObject(c, "Actor", f, actorFields()))
	return func(dst []byte, a *answer, t ticket) []byte { return actor(dst, a, t.AssigneeActor()) }
}

func personOf(c *compiler, f field) encoder[ticket] {
	c.columns |= desk.TicketPerson
	c.parts |= desk.WithPerson
	person := nullable(compileObject(c, "Person", f, fields[*desk.Person]{
		"id":    plain(func(dst []byte, _ *answer, p *desk.Person) []byte { return appendID(dst, node.Person, p.ID) }),
		"name":  plain(func(dst []byte, _ *answer, p *desk.Person) []byte { return appendString(dst, p.Name) }),
		"email": plain(func(dst []byte, _ *answer, p *desk.Person) []byte { return appendString(dst, p.Email) }),
		"phone": plain(func(dst []byte, _ *answer, p *desk.Person) []byte { return appendString(dst, p.Phone) }),
		"isRemoved": plain(func(dst []byte, _ *answer, p *desk.Person) []byte {
			return appendBool(dst, view.Person{Person: p}.IsRemoved())
		}),
	}))
	return func(dst []byte, a *answer, t ticket) []byte { return person(dst, a, t.Person) }
}

func tenantOf(c *compiler, f field) encoder[ticket] {
	c.parts |= desk.WithTenant
	tenant := required(compileObject(c, "Tenant", f, fields[*desk.Tenant]{
		"id":        plain(func(dst []byte, _ *answer, t *desk.Tenant) []byte { return appendID(dst, node.Tenant, t.ID) }),
		"name":      plain(func(dst []byte, _ *answer, t *desk.Tenant) []byte { return appendString(dst, t.Name) }),
		"vatNumber": plain(func(dst []byte, _ *answer, t *desk.Tenant) []byte { return appendString(dst, t.VATNumber) }),
		"isGuests":  plain(func(dst []byte, _ *answer, t *desk.Tenant) []byte { return appendBool(dst, t.Guests) }),
	}))
	return func(dst []byte, a *answer, t ticket) []byte { return tenant(dst, a, t.Tenant) }
}

func deskOf(c *compiler, f field) encoder[ticket] {
	found := required(compileObject(c, "Desk", f, fields[*desk.Desk]{
		"id":       plain(func(dst []byte, _ *answer, d *desk.Desk) []byte { return appendID(dst, node.Desk, d.ID) }),
		"slug":     plain(func(dst []byte, _ *answer, d *desk.Desk) []byte { return appendString(dst, d.Slug) }),
		"name":     plain(func(dst []byte, _ *answer, d *desk.Desk) []byte { return appendString(dst, d.Name) }),
		"language": plain(func(dst []byte, _ *answer, d *desk.Desk) []byte { return appendString(dst, d.Language) }),
		"timeZone": plain(func(dst []byte, _ *answer, d *desk.Desk) []byte { return appendString(dst, d.TimeZone) }),
	}))
	return func(dst []byte, a *answer, t ticket) []byte { return found(dst, a, t.Desk) }
}
