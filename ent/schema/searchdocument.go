package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
)

// SearchDocument is what tickets are compared by (M1.14), under the ticket's id, and on SQLite what they are found by: the FTS5
// table search_index stands over its terms, and triggers keep it in step. On MySQL and MariaDB what is found of a ticket
// stands in the tables search_words and search_postings, of which ent/schema knows nothing.
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
			Comment("On SQLite, every word that finds the ticket, once for each scope that may find it; else empty."),
	}
}
