package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// TimelineEntry is one line of a ticket's log: what happened, by whom, when. Entries are never changed.
//
// seq counts all entries of the ticket without a gap, public_seq those that customers see (0 on staff-only ones), so
// that neither audience can tell a hole from a lost event, and customers can't count notes.
type TimelineEntry struct{ ent.Schema }

// Mixin of the entity.
func (TimelineEntry) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (TimelineEntry) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("ticket_id").Immutable(),
		field.Int64("seq").Immutable(),
		field.Int64("public_seq").Immutable(),
		field.String("kind").MaxLen(32).Immutable().Comment("event.Kind."),
		field.String("actor_kind").MaxLen(12).Immutable().Comment("event.ActorKind."),
		field.Int64("actor_id").Optional().Nillable(),
		field.Int64("message_id").Optional().Nillable().Immutable(),
		field.String("from_value").MaxLen(64).Default("").Immutable(),
		field.String("to_value").MaxLen(64).Default("").Immutable(),
		field.String("reason").MaxLen(120).Default("").Immutable(),
		field.String("client_mutation_id").MaxLen(64).Default("").Immutable().Comment("The client's own id of the act, to drop its echo."),
	}
}

// Edges of the entity.
func (TimelineEntry) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("ticket", Ticket.Type).Ref("timeline").Field("ticket_id").Unique().Required().Immutable(),
		edge.To("actor", User.Type).Field("actor_id").Unique(),
		edge.To("message", Message.Type).Field("message_id").Unique().Immutable(),
	}
}

// Indexes of the entity.
func (TimelineEntry) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("ticket_id", "seq").Unique(),
		index.Fields("ticket_id", "public_seq"),
	}
}
