package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// RecoveryCode lets its user in once without their authenticator.
type RecoveryCode struct{ ent.Schema }

// Mixin of the entity.
func (RecoveryCode) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (RecoveryCode) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("user_id").Immutable(),
		field.Bytes("code_hash").MaxLen(32).Immutable().Sensitive().SchemaType(map[string]string{"mysql": "varbinary(32)"}),
	}
}

// Indexes of the entity.
func (RecoveryCode) Indexes() []ent.Index {
	return []ent.Index{index.Fields("user_id", "code_hash").Unique()}
}
