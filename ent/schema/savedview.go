package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"sportello/internal/moment"
)

// SavedView is a named filter and order of tickets, its owner's own or shared in a tenant or on a desk.
type SavedView struct{ ent.Schema }

// Mixin of the entity.
func (SavedView) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (SavedView) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("owner_id").Immutable(),
		field.Int64("tenant_id").Optional().Nillable().Comment("Shared with the members of this tenant."),
		field.Int64("desk_id").Optional().Nillable().Comment("Shared with the staff of this desk."),
		field.String("name").MaxRuneLen(100),
		field.Text("filter").Comment("As given: JSON of the contract's TicketFilter, or null."),
		field.Text("sort_order").Comment("As given: JSON of a list of desk.TicketOrder."),
		field.Int64("updated_at").GoType(moment.Moment(0)),
	}
}

// Indexes of the entity.
func (SavedView) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("owner_id", "name"),
		index.Fields("tenant_id", "name"),
		index.Fields("desk_id", "name"),
	}
}
