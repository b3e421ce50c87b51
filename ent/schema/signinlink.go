package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"sportello/internal/moment"
)

// SignInLink signs a customer in once, from an application of their desk (M4.8). The row goes when it is used.
type SignInLink struct{ ent.Schema }

// Mixin of the entity.
func (SignInLink) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (SignInLink) Fields() []ent.Field {
	return []ent.Field{
		field.Bytes("token_hash").MaxLen(32).Unique().Immutable().Sensitive().SchemaType(map[string]string{"mysql": "varbinary(32)"}),
		field.Int64("user_id").Immutable(),
		field.Int64("key_id").Immutable().Comment("The key that made it."),
		field.Int64("desk_id").Immutable(),
		field.Int64("tenant_id").Default(0).Immutable().Comment("0: any of the user's on the desk."),
		field.Text("source").Immutable().Comment("JSON of where in the application it was: desk.Source; empty: not said."),
		field.Int64("expires_at").GoType(moment.Moment(0)).Immutable(),
	}
}

// Indexes of the entity.
func (SignInLink) Indexes() []ent.Index { return []ent.Index{index.Fields("expires_at")} }
