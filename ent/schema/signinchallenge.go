package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"sportello/internal/moment"
)

// SignInChallenge is a sign-in whose password was right and whose code is still to come (M4.3).
type SignInChallenge struct{ ent.Schema }

// Mixin of the entity.
func (SignInChallenge) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (SignInChallenge) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("user_id").Immutable(),
		field.Bytes("token_hash").MaxLen(32).Unique().Immutable().Sensitive().SchemaType(map[string]string{"mysql": "varbinary(32)"}),
		field.String("kind").MaxLen(8).Immutable().Comment("MAIL or TOTP."),
		field.Bytes("code_hash").MaxLen(32).Optional().Immutable().Sensitive().SchemaType(map[string]string{"mysql": "varbinary(32)"}).Comment("Of the mailed code together with the token."),
		field.Bytes("password_mark").MaxLen(32).Immutable().Sensitive().SchemaType(map[string]string{"mysql": "varbinary(32)"}).Comment("Of the password that was right: another one ends it."),
		field.Bool("remembered").Default(false).Immutable(),
		field.Int("tries").Default(0),
		field.Int64("expires_at").GoType(moment.Moment(0)).Immutable(),
		field.Int64("passed_at").GoType(moment.Moment(0)).Default(0),
	}
}

// Indexes of the entity.
func (SignInChallenge) Indexes() []ent.Index {
	return []ent.Index{index.Fields("user_id", "created_at"), index.Fields("created_at")}
}
