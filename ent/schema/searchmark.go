package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
)

// SearchMark says that a ticket has changed since it was last indexed. It is written in the transaction of the change and
// removed in the one that indexes, so that neither a kill nor a late commit leaves a ticket out.
type SearchMark struct{ ent.Schema }

// Fields of the entity.
func (SearchMark) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id").Immutable(),
		field.Int64("ticket_id").Immutable(),
	}
}
