package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"sportello/internal/moment"
)

// Draft is a request that is still being written: its author's alone, with no number, mail, clock or count (M0.4). It is
// no ticket, so that no list, search or statistic can meet one. Sent, it names the ticket that came of it, so that
// sending again answers the same one (M0.5).
type Draft struct{ ent.Schema }

// Mixin of the entity.
func (Draft) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (Draft) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("author_id").Immutable(),
		field.Int64("desk_id").Immutable(),
		field.Int64("tenant_id").Immutable(),
		field.Text("content").Comment("What was filled in so far: JSON."),
		field.Int64("version").Default(1).Comment("Counts up with every save; for expectedVersion."),
		field.Int64("updated_at").GoType(moment.Moment(0)),
		field.Int64("ticket_id").Optional().Nillable().Comment("The ticket that it became."),
	}
}

// Indexes of the entity.
func (Draft) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("author_id", "ticket_id", "updated_at"), // those that are not sent, newest first
		index.Fields("ticket_id"),
	}
}
