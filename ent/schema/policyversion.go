package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// PolicyVersion is a desk's rules as they were from one change to the next; the newest is the desk's own.
type PolicyVersion struct{ ent.Schema }

// Mixin of the entity.
func (PolicyVersion) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (PolicyVersion) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("desk_id").Immutable(),
		field.Int64("version").Immutable().Comment("Desk.policy_version."),
		field.Int64("author_id").Optional().Nillable().Immutable().Comment("Null: the command line."),
		field.Text("policy").Immutable().Comment("YAML, as it was given."),
	}
}

// Indexes of the entity.
func (PolicyVersion) Indexes() []ent.Index {
	return []ent.Index{index.Fields("desk_id", "version").Unique()}
}
