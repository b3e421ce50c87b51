package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
)

// JournalState is one row: how far the journal has come. Who hands out places holds it.
type JournalState struct{ ent.Schema }

// Fields of the entity.
func (JournalState) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id").Immutable(),
		field.Int64("head").Comment("the newest place"),
		field.Int64("thinned").Comment("places up to here are thinned out"),
	}
}
