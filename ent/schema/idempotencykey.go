package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// IdempotencyKey remembers what a mutation answered, so that the same call again gets the same answer.
type IdempotencyKey struct{ ent.Schema }

// Mixin of the entity.
func (IdempotencyKey) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (IdempotencyKey) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("user_id").Immutable(),
		field.String("key").MaxLen(64).Immutable().Comment("As the client sent it."),
		field.String("operation").MaxLen(40).Immutable(),
		field.String("fingerprint").MaxLen(64).Immutable().Comment("SHA-256 of the input: another input under the same key is refused."),
		field.Int64("ticket_id").Default(0).Immutable(),
		field.Int64("message_id").Default(0).Immutable(),
		field.Int64("saved_view_id").Default(0).Immutable(),
		field.Int64("person_id").Default(0).Immutable(),
		field.Int64("draft_id").Default(0).Immutable(),
		field.String("follow_up").MaxLen(12).Default("").Immutable(),
		field.String("follow_up_rule").MaxLen(40).Default("").Immutable(),
	}
}

// Indexes of the entity.
func (IdempotencyKey) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("user_id", "key").Unique(),
		index.Fields("created_at"),
	}
}
