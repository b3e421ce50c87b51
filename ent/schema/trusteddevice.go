package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"sportello/internal/moment"
)

// TrustedDevice is a browser or program on which its user is not asked for a code (M4.3), until it is removed (M4.6).
type TrustedDevice struct{ ent.Schema }

// Mixin of the entity.
func (TrustedDevice) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (TrustedDevice) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("user_id").Immutable(),
		field.Bytes("token_hash").MaxLen(32).Unique().Immutable().Sensitive().SchemaType(map[string]string{"mysql": "varbinary(32)"}),
		field.String("name").MaxRuneLen(100).Default("").Immutable(),
		field.String("user_agent").MaxLen(255).Default("").Immutable(),
		field.Int64("last_used_at").GoType(moment.Moment(0)),
	}
}

// Indexes of the entity.
func (TrustedDevice) Indexes() []ent.Index {
	return []ent.Index{index.Fields("user_id"), index.Fields("last_used_at")}
}
