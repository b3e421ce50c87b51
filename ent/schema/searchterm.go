package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// SearchTerm counts the tickets of a scope whose subject or description has a word: how much a match of it tells.
type SearchTerm struct{ ent.Schema }

// Fields of the entity.
func (SearchTerm) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id").Immutable(),
		field.String("term").MaxLen(84).Immutable(),
		field.Int64("documents"),
	}
}

// Indexes of the entity.
func (SearchTerm) Indexes() []ent.Index {
	return []ent.Index{index.Fields("term").Unique()}
}
