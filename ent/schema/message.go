package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Message is something that a person wrote on a ticket: its description, a reply, or a note among staff.
type Message struct{ ent.Schema }

// Mixin of the entity.
func (Message) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (Message) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("ticket_id").Immutable(),
		field.Int64("conversation_id").Comment("The ticket whose conversation holds it: where it was written, or what that was merged into (M1.15)."),
		field.Int64("seq").Immutable().Comment("seq of its timeline entry."),
		field.String("kind").MaxLen(12).Immutable().Comment("DESCRIPTION, REPLY or NOTE."),
		field.Bool("staff_only").Immutable(),
		field.String("author_kind").MaxLen(12).Immutable().Comment("event.ActorKind."),
		field.Int64("author_id").Optional().Nillable(),
		field.String("format").MaxLen(12).Default("PLAIN").Immutable().Comment("richtext.Format of the text."),
		field.Text("text").Comment("As it was written, in its format."),
		field.Text("pictures").Optional().Comment("The message's own pictures that stand in its text: JSON, content id to the id of the attachment; null: none."),
	}
}

// Edges of the entity.
func (Message) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("ticket", Ticket.Type).Ref("messages").Field("ticket_id").Unique().Required().Immutable(),
		edge.To("author", User.Type).Field("author_id").Unique(),
		// Set to null, an attachment would be a fresh upload again.
		edge.To("attachments", Attachment.Type).Annotations(entsql.OnDelete(entsql.NoAction)),
	}
}

// Indexes of the entity.
func (Message) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("ticket_id", "seq").Unique(),
		index.Fields("conversation_id", "created_at"),
		index.Fields("conversation_id", "staff_only", "created_at"),
	}
}
