package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"

	"sportello/internal/moment"
)

// Dashboard is a user's page of widgets (M4.5). Who has saved none has no row.
type Dashboard struct{ ent.Schema }

// Mixin of the entity.
func (Dashboard) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (Dashboard) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("user_id").Unique().Immutable(),
		field.Int64("version").Default(1).Comment("Counts up with every change; for expectedVersion."),
		field.Text("widgets").Comment("JSON of the widgets, which are saved and read as one: see desk.Widget."),
		field.Int64("updated_at").GoType(moment.Moment(0)),
	}
}
