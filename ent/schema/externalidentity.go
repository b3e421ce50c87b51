package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// ExternalIdentity is a user as another system of a desk knows them: its own application, or its identity provider.
type ExternalIdentity struct{ ent.Schema }

// Mixin of the entity.
func (ExternalIdentity) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (ExternalIdentity) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("desk_id").Immutable(),
		field.String("issuer").MaxLen(255).Immutable().Comment("Of OpenID Connect; empty: the desk's own application."),
		field.String("external_id").MaxLen(255).Immutable().Comment("Compared byte for byte.").
			SchemaType(map[string]string{"mysql": "varbinary(255)"}),
		field.Int64("user_id").Immutable(),
		field.Bool("founded").Default(false).Immutable().Comment("The user was made for it, so that its system may rename them."),
	}
}

// Indexes of the entity.
func (ExternalIdentity) Indexes() []ent.Index {
	return []ent.Index{index.Fields("desk_id", "issuer", "external_id").Unique(), index.Fields("user_id")}
}
