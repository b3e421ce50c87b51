package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"sportello/internal/moment"
)

// Session is one sign-in. Its token is known to the client alone; the database keeps the token's SHA-256.
type Session struct{ ent.Schema }

// Mixin of the entity.
func (Session) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (Session) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("user_id").Immutable(),
		field.Bytes("token_hash").MaxLen(32).Unique().Immutable().Sensitive().SchemaType(map[string]string{"mysql": "varbinary(32)"}),
		field.Int64("expires_at").GoType(moment.Moment(0)),
		field.Bool("remembered").Default(false).Comment("A longer session (\"remember me\")."),
		field.Int64("desk_id").Optional().Immutable().Comment("The one desk that it is for, since an application or provider of it opened it; null: everywhere."),
		field.Int64("tenant_id").Optional().Immutable().Comment("The one tenant of that desk that it is for; null: any."),
		field.String("user_agent").MaxLen(255).Default(""),
		field.String("addr").MaxLen(45).Optional().Comment("Where it was opened from."),
	}
}

// Edges of the entity.
func (Session) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("user", User.Type).Ref("sessions").Field("user_id").Unique().Required().Immutable(),
	}
}

// Indexes of the entity.
func (Session) Indexes() []ent.Index {
	return []ent.Index{index.Fields("user_id"), index.Fields("expires_at")}
}
