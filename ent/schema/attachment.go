package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Attachment is a file. Without a message it is an upload that waits to be attached by its uploader and is removed
// after a day; with one it belongs to the ticket.
type Attachment struct{ ent.Schema }

// Mixin of the entity.
func (Attachment) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (Attachment) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("uploader_id").Optional().Nillable(),
		field.Int64("ticket_id").Optional().Nillable(),
		field.Int64("message_id").Optional().Nillable(),
		field.Int64("draft_id").Optional().Nillable().Comment("The draft that keeps it until it is sent (M0.4)."),
		field.Bool("staff_only").Default(false),
		field.Bool("inline").Default(false).Comment("Stands in the message's text."),
		field.String("name").MaxLen(255).Immutable(),
		field.String("content_type").MaxLen(127).Immutable().Comment("Sniffed, never believed."),
		field.Int64("size").Immutable().Comment("Bytes."),
		field.String("sha256").MaxLen(64).Immutable(),
		field.String("blob_key").MaxLen(128).Unique().Immutable(),
	}
}

// Edges of the entity.
func (Attachment) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("message", Message.Type).Ref("attachments").Field("message_id").Unique(),
		edge.To("ticket", Ticket.Type).Field("ticket_id").Unique().Annotations(entsql.OnDelete(entsql.NoAction)),
		edge.To("uploader", User.Type).Field("uploader_id").Unique(),
	}
}

// Indexes of the entity.
func (Attachment) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("message_id", "created_at"), // also finds the uploads that were never attached
		index.Fields("ticket_id", "created_at"),
		index.Fields("draft_id"),
	}
}
