package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/mixin"

	"sportello/internal/moment"
)

// Identity gives an entity its key: a 64-bit number that the database hands out.
type Identity struct{ mixin.Schema }

// Fields of the mixin.
func (Identity) Fields() []ent.Field {
	return []ent.Field{field.Int64("id").Immutable()}
}

// Created gives an entity the instant of its making.
type Created struct{ mixin.Schema }

// Fields of the mixin.
func (Created) Fields() []ent.Field {
	return []ent.Field{field.Int64("created_at").GoType(moment.Moment(0)).Immutable()}
}
