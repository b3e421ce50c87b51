package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
)

// MessageOriginal is what stood around the text of a message that came by mail: only such a message has one. The mail itself, byte by
// byte, is kept by who took it in.
type MessageOriginal struct{ ent.Schema }

// Mixin of the entity.
func (MessageOriginal) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}} }

// Fields of the entity.
func (MessageOriginal) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("message_id").Unique().Immutable(),
		field.Text("quoted").Immutable().Comment("What the mail quoted, plain text; may be empty."),
		field.Text("signature").Immutable().Comment("Plain text; may be empty."),
		field.Text("whole").Immutable().Comment("The whole mail as plain text; empty where the message's text is all there was."),
	}
}
