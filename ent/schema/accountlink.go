package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"sportello/internal/moment"
)

// AccountLink is a link of a mail that does one thing once: a forgotten password, another e-mail, a sign-up. Its token stands
// in the mail alone.
type AccountLink struct{ ent.Schema }

// Mixin of the entity.
func (AccountLink) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (AccountLink) Fields() []ent.Field {
	return []ent.Field{
		field.String("purpose").MaxLen(16).Immutable().Comment("RESET, SIGN_UP, EMAIL or REVERT."),
		field.Bytes("token_hash").MaxLen(32).Unique().Immutable().Sensitive().SchemaType(map[string]string{"mysql": "varbinary(32)"}),
		field.Int64("user_id").Default(0).Immutable().Comment("Whose account; 0: somebody who signs up."),
		field.Int64("desk_id").Default(0).Immutable().Comment("Where somebody signs up."),
		field.String("email").MaxLen(254).Default("").Immutable().Comment("The new one; of REVERT the one to go back to."),
		field.String("language").MaxLen(8).Default("").Immutable(),
		field.Int64("expires_at").GoType(moment.Moment(0)),
	}
}

// Indexes of the entity.
func (AccountLink) Indexes() []ent.Index {
	return []ent.Index{index.Fields("user_id", "purpose"), index.Fields("email", "purpose"), index.Fields("expires_at")}
}
