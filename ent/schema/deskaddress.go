package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// DeskAddress is a mail address of a desk: what comes to it is the desk's, and one of them its mails come from.
type DeskAddress struct{ ent.Schema }

// Mixin of the entity.
func (DeskAddress) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (DeskAddress) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("desk_id").Immutable(),
		field.String("address").MaxLen(254).Unique().Immutable().Comment("Normalized: lower-case; without a tag."),
		field.Bool("main").Default(false).Comment("The one that the desk's mails come from; a desk with addresses has one."),
	}
}

// Indexes of the entity.
func (DeskAddress) Indexes() []ent.Index { return []ent.Index{index.Fields("desk_id")} }
