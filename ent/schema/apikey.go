package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"sportello/internal/moment"
)

// APIKey lets a program in, for a desk or for one of its tenants. What it does, it does as a user of its own. The key itself
// is known to who made it alone; the database keeps its SHA-256.
type APIKey struct{ ent.Schema }

// Mixin of the entity.
func (APIKey) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (APIKey) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("desk_id").Immutable(),
		field.Int64("tenant_id").Default(0).Immutable().Comment("0: for the whole desk."),
		field.Int64("user_id").Unique().Immutable().Comment("The key's own: author of what it writes."),
		field.Int64("creator_id").Immutable().Comment("Who made it; it works as long as they may make keys there."),
		field.String("name").MaxRuneLen(100).Immutable(),
		field.Bytes("token_hash").MaxLen(32).Unique().Immutable().Sensitive().SchemaType(map[string]string{"mysql": "varbinary(32)"}),
		field.String("hint").MaxLen(8).Immutable().Comment("The key's last characters, to tell keys apart."),
		field.String("scopes").MaxLen(200).Immutable().Comment("access.KeyScope, separated by commas."),
		field.String("client_mutation_id").MaxLen(64).Optional().Nillable().Immutable(),
		field.Int64("expires_at").GoType(moment.Moment(0)).Default(0).Immutable().Comment("0: never."),
		field.Int64("last_used_at").GoType(moment.Moment(0)).Default(0).Comment("To some minutes."),
		field.Int64("revoked_at").GoType(moment.Moment(0)).Default(0),
	}
}

// Indexes of the entity.
func (APIKey) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("desk_id", "tenant_id"), index.Fields("creator_id", "client_mutation_id").Unique(),
	}
}
