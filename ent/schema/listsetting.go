package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"sportello/internal/moment"
)

// ListSetting is how a user last filtered and sorted a list, for their next visit (M4.12).
type ListSetting struct{ ent.Schema }

// Mixin of the entity.
func (ListSetting) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (ListSetting) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("user_id").Immutable(),
		field.String("list").MaxLen(64).Immutable().Comment("A frontend's own name of the list."),
		field.Text("filter").Comment("As given: JSON of the contract's TicketFilter, or null."),
		field.Text("sort_order").Comment("As given: JSON of a list of desk.TicketOrder."),
		field.Int64("updated_at").GoType(moment.Moment(0)),
	}
}

// Indexes of the entity.
func (ListSetting) Indexes() []ent.Index {
	return []ent.Index{index.Fields("user_id", "list").Unique()}
}
