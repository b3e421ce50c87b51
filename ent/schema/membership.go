package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Membership says what a user may do: for a desk (staff) or for one of its tenants (customer).
type Membership struct{ ent.Schema }

// Mixin of the entity.
func (Membership) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (Membership) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("user_id").Immutable(),
		field.Int64("desk_id").Immutable(),
		field.Int64("tenant_id").Optional().Nillable().Immutable().Comment("Null: staff of the desk."),
		field.String("role").MaxLen(24).Comment("access.DeskRole where tenant_id is null, else access.TenantRole."),
	}
}

// Edges of the entity.
func (Membership) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("user", User.Type).Ref("memberships").Field("user_id").Unique().Required().Immutable(),
		edge.From("desk", Desk.Type).Ref("memberships").Field("desk_id").Unique().Required().Immutable(),
		edge.From("tenant", Tenant.Type).Ref("memberships").Field("tenant_id").Unique().Immutable(),
	}
}

// Indexes of the entity.
func (Membership) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("user_id", "desk_id", "tenant_id").Unique(),
		index.Fields("tenant_id"),
		index.Fields("desk_id", "tenant_id"),
	}
}
