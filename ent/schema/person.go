package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"sportello/internal/moment"
)

// Person is a collaborator of a tenant to whom a ticket's notifications go; needs no login (M1.5).
type Person struct{ ent.Schema }

// Mixin of the entity.
func (Person) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (Person) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("tenant_id").Immutable(),
		field.String("name").MaxRuneLen(200),
		field.String("email").MaxLen(254),
		field.String("phone").MaxLen(40).Default(""),
		field.Int64("retired_at").GoType(moment.Moment(0)).Default(0).
			Comment("When they were removed; 0: they can be chosen. Old tickets still name them."),
	}
}

// Edges of the entity.
func (Person) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("tenant", Tenant.Type).Ref("people").Field("tenant_id").Unique().Required().Immutable(),
		edge.To("tickets", Ticket.Type),
	}
}

// Indexes of the entity.
func (Person) Indexes() []ent.Index {
	return []ent.Index{index.Fields("tenant_id", "name")}
}
