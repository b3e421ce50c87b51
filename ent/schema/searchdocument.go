package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
)

// SearchDocument is what can be found of a ticket (M1.14), under the ticket's id. On MySQL and MariaDB a FULLTEXT index
// stands over its terms; on SQLite the FTS5 table search_index does, which triggers keep in step.
type SearchDocument struct{ ent.Schema }

// Mixin of the entity.
func (SearchDocument) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}} }

// Fields of the entity.
func (SearchDocument) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("desk_id"),
		field.Int64("tenant_id"),
		field.Text("subject").Comment("The words of the subject, as internal/search/word writes them."),
		field.Text("description").Comment("The same of the description."),
		field.Text("terms").SchemaType(map[string]string{"mysql": "mediumtext"}).
			Comment("Every word that finds the ticket, once for each scope that may find it."),
	}
}
