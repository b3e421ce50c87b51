package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// JournalEntry is the place of a ticket's change in the one order of all changes. Its id is the place: handed out after
// the change's commit, under one lock, from 1 without a gap. Old places are thinned out to the newest of each ticket.
type JournalEntry struct{ ent.Schema }

// Mixin of the entity.
func (JournalEntry) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (JournalEntry) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("desk_id").Immutable(),
		field.Int64("tenant_id").Immutable(),
		field.Int64("ticket_id").Immutable(),
		field.Int64("seq").Immutable().Comment("seq of the newest entry written by the change."),
	}
}

// Indexes of the entity.
func (JournalEntry) Indexes() []ent.Index {
	return []ent.Index{index.Fields("ticket_id", "id")}
}
