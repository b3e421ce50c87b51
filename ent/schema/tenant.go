package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Tenant is a customer company of a desk.
type Tenant struct{ ent.Schema }

// Mixin of the entity.
func (Tenant) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (Tenant) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("desk_id").Immutable(),
		field.String("name").MaxRuneLen(200),
		field.String("vat_number").MaxLen(32).Default(""),
		field.Bool("guests").Optional().Nillable().Immutable().
			Comment("True: the place of those who write without an account (M2.1), one for each desk; else null, which the unique index lets pass."),
	}
}

// Edges of the entity.
func (Tenant) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("desk", Desk.Type).Ref("tenants").Field("desk_id").Unique().Required().Immutable(),
		edge.To("people", Person.Type),
		// Ent would set tenant_id to null when the tenant goes, which would make its customers staff of the desk.
		edge.To("memberships", Membership.Type).Annotations(entsql.OnDelete(entsql.NoAction)),
		edge.To("tickets", Ticket.Type),
	}
}

// Indexes of the entity.
func (Tenant) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("desk_id", "name"),
		index.Fields("desk_id", "guests").Unique(),
	}
}
