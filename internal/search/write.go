package search

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"entgo.io/ent/dialect"
)

const (
	documentColumns = 6
	// rowsAtOnce is how many rows a statement writes: SQLite takes 32,766 values.
	rowsAtOnce = 1000
)

// upsert is a statement that adds rows, or changes those that are there: by the assignments of a dialect.
func (b *indexing) upsert(into string, columns, rows int, lite, my string) string {
	values := strings.Repeat(", ("+marks(columns)+")", rows)[2:]
	if b.service.store.Dialect() == dialect.MySQL {
		return "INSERT INTO " + into + " VALUES " + values + " ON DUPLICATE KEY UPDATE " + my
	}
	return "INSERT INTO " + into + " VALUES " + values + " " + lite
}

// write brings the documents that have changed into the index, by id, and removes those of tickets that are gone.
func (b *indexing) write(ctx context.Context, before, after map[int64]document) error {
	var values, words []any
	for _, id := range slices.Sorted(maps.Keys(after)) {
		if d := after[id]; d != before[id] {
			values = append(values, d.id, d.desk, d.tenant, d.subject, d.description, d.terms)
			words = append(words, d.id, d.public, d.notes)
		}
	}
	for some := range slices.Chunk(values, documentColumns*rowsAtOnce) {
		statement := b.upsert("search_documents (id, desk_id, tenant_id, subject, description, terms)",
			documentColumns, len(some)/documentColumns,
			`ON CONFLICT (id) DO UPDATE SET desk_id = excluded.desk_id, tenant_id = excluded.tenant_id,
				subject = excluded.subject, description = excluded.description, terms = excluded.terms`,
			`desk_id = VALUES(desk_id), tenant_id = VALUES(tenant_id), subject = VALUES(subject),
				description = VALUES(description), terms = VALUES(terms)`)
		if _, err := b.tx.ExecContext(ctx, statement, some...); err != nil {
			return fmt.Errorf("write the index: %w", err)
		}
	}
	if b.service.posts() {
		if err := b.writeWords(ctx, words); err != nil {
			return err
		}
	}
	for id := range before {
		if _, there := after[id]; there {
			continue
		}
		if err := b.remove(ctx, id); err != nil {
			return fmt.Errorf("remove from the index: %w", err)
		}
	}
	return nil
}

func (b *indexing) remove(ctx context.Context, id int64) error {
	if b.service.posts() {
		if _, err := b.tx.ExecContext(ctx, "DELETE FROM search_words WHERE id = ?", id); err != nil {
			return err
		}
	}
	_, err := b.tx.ExecContext(ctx, "DELETE FROM search_documents WHERE id = ?", id)
	return err
}

// count keeps how many documents each term is in.
func (b *indexing) count(ctx context.Context, before, after map[int64]document) error {
	change := map[string]int{}
	for _, d := range before {
		for _, term := range d.counted() {
			change[term]--
		}
	}
	for _, d := range after {
		for _, term := range d.counted() {
			change[term]++
		}
	}
	var values []any
	for _, term := range slices.Sorted(maps.Keys(change)) {
		if change[term] != 0 {
			values = append(values, term, change[term])
		}
	}
	for some := range slices.Chunk(values, 2*rowsAtOnce) {
		statement := b.upsert("search_terms (term, documents)", 2, len(some)/2,
			"ON CONFLICT (term) DO UPDATE SET documents = documents + excluded.documents",
			"documents = documents + VALUES(documents)")
		if _, err := b.tx.ExecContext(ctx, statement, some...); err != nil {
			return fmt.Errorf("count words: %w", err)
		}
	}
	return nil
}
