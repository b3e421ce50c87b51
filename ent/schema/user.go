package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
)

// User is someone who signs in, or whose mail address opened a ticket.
type User struct{ ent.Schema }

// Mixin of the entity.
func (User) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (User) Fields() []ent.Field {
	return []ent.Field{
		field.String("email").MaxLen(254).Unique().Comment("Lower-case; the sign-in name."),
		field.String("name").MaxRuneLen(200).Default("").Comment("Name and surname as shown; empty until known (M4.9: the e-mail stands in)."),
		field.String("password_hash").MaxLen(255).Default("").Sensitive().Comment("argon2id, PHC form; empty: can't sign in by password."),
		field.String("language").MaxLen(8).Default("en"),
	}
}

// Edges of the entity.
func (User) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("memberships", Membership.Type),
		edge.To("sessions", Session.Type),
		edge.To("requested", Ticket.Type),
		edge.To("assigned", Ticket.Type),
	}
}
