package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// TicketField is what was answered to one field of the desk's form when the ticket was opened (M0.2, M1.6, M4.10). It
// belongs to its ticket's desk and tenant, which are kept on it so that each list of tickets finds it by an index.
type TicketField struct{ ent.Schema }

// Mixin of the entity.
func (TicketField) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}} }

// Fields of the entity.
func (TicketField) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("desk_id").Immutable(),
		field.Int64("tenant_id").Immutable(),
		field.Int64("ticket_id").Immutable(),
		field.String("key").MaxLen(40).Immutable().Comment("policy.Field.Key."),
		field.String("value").MaxRuneLen(255).
			Comment("What filters and orders compare: an option's path joined by /, an address, a notice's version, the start of a text."),
		field.Text("text").Default("").Comment("A text as it was written, whole; empty for all else."),
		field.String("format").MaxLen(12).Default("").Comment("richtext.Format of the text."),
	}
}

// Edges of the entity.
func (TicketField) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("ticket", Ticket.Type).Field("ticket_id").Unique().Required().Immutable().Annotations(entsql.OnDelete(entsql.NoAction)),
	}
}

// Indexes of the entity.
func (TicketField) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("ticket_id", "key").Unique(),
		index.Fields("desk_id", "key", "value", "ticket_id"),
		index.Fields("tenant_id", "key", "value", "ticket_id"),
	}
}
