package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
)

// OutboxEntry says that a ticket has new timeline entries. It is written in the transaction of the change and removed in the one
// that gives the change its place in the journal, so that a process killed in between loses none.
type OutboxEntry struct{ ent.Schema }

// Mixin of the entity.
func (OutboxEntry) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (OutboxEntry) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("desk_id").Immutable(),
		field.Int64("ticket_id").Immutable(),
		field.Int64("seq").Immutable().Comment("seq of the newest entry written by the change."),
	}
}
