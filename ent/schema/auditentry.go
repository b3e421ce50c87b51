package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// AuditEntry is one act on who may do what. It is written once: nothing changes or removes it.
type AuditEntry struct{ ent.Schema }

// Mixin of the entity.
func (AuditEntry) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (AuditEntry) Fields() []ent.Field {
	return []ent.Field{
		field.String("kind").MaxLen(40).Immutable().Comment("audit.Kind."),
		field.Int64("desk_id").Default(0).Immutable().Comment("0: concerns no desk."),
		field.Int64("tenant_id").Default(0).Immutable().Comment("0: concerns no tenant."),
		field.Int64("actor_id").Default(0).Immutable().Comment("The user who did it; 0: nobody who is known, or the operator of the server."),
		field.Int64("subject_id").Default(0).Immutable().Comment("The user to whom it was done; 0: nobody else."),
		field.Int64("key_id").Default(0).Immutable().Comment("The API key by which it was done, or to which; 0: none."),
		field.String("addr").MaxLen(64).Default("").Immutable().Comment("Where the call came from."),
		field.Text("details").Default("").Immutable().Comment("JSON object of texts; empty: none."),
	}
}

// Indexes of the entity.
func (AuditEntry) Indexes() []ent.Index {
	return []ent.Index{index.Fields("desk_id"), index.Fields("tenant_id")}
}
