package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// AccountRequest is what somebody asked for by naming an address. It is written for every address alike and carried out
// afterwards, so that neither answer nor time tells whose address is known (M1.3).
type AccountRequest struct{ ent.Schema }

// Mixin of the entity.
func (AccountRequest) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (AccountRequest) Fields() []ent.Field {
	return []ent.Field{
		field.String("purpose").MaxLen(16).Immutable().Comment("RESET, SIGN_UP or EMAIL."),
		field.String("email").MaxLen(254).Immutable(),
		field.Int64("user_id").Default(0).Immutable().Comment("Of EMAIL: whose it shall become."),
		field.Int64("desk_id").Default(0).Immutable().Comment("Of SIGN_UP: where."),
		field.String("language").MaxLen(8).Default("").Immutable(),
	}
}

// Indexes of the entity.
func (AccountRequest) Indexes() []ent.Index { return []ent.Index{index.Fields("created_at")} }
