package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
)

// OIDCProvider is a desk's identity provider (OpenID Connect).
type OIDCProvider struct{ ent.Schema }

// Mixin of the entity.
func (OIDCProvider) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (OIDCProvider) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("desk_id").Unique().Immutable(),
		field.String("issuer").MaxLen(255),
		field.String("client_id").MaxLen(255),
		field.String("client_secret").MaxLen(500).Sensitive(),
		field.String("domains").MaxLen(1000).Default("").Comment("Of e-mail addresses that it speaks for, separated by commas."),
		field.Int64("tenant_id").Default(0).Comment("Where people go whom nobody knows yet; 0: they are refused."),
	}
}
