package search

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"entgo.io/ent/dialect"

	"sportello/internal/search/posting"
)

// posts reports whether words are found in search_postings. SQLite's FTS5 answers the newest tickets with a word without reading
// the rest of them; FULLTEXT reads every ticket that has it, which takes the longer the larger the desk. So on MySQL and
// MariaDB a table keeps which tickets have a word, many in a row.
func (s *Service) posts() bool { return s.store.Dialect() == dialect.MySQL }

// posted are the terms whose postings have the document: its words and their beginnings, its problem's, and its tenant.
func (d document) posted() []string {
	if d.id == 0 {
		return nil
	}
	public, notes := strings.Fields(d.public), strings.Fields(d.notes)
	words, inNotes := wordsOf(d.desk)
	begun, begunInNotes := beginningsOf(d.desk)
	return slices.Concat(
		words.terms(public), begun.terms(beginnings(public)), inNotes.terms(notes), begunInNotes.terms(beginnings(notes)),
		problemsOf(d.desk).terms(d.problem()), []string{allOf(d.tenant).all()},
	)
}

// repost brings the postings of the documents up to date, chunk by chunk.
func (b *indexing) repost(ctx context.Context, before, after map[int64]document) error {
	chunks := map[int64]edits{}
	note := func(id int64, terms []string, apply func(*posting.Chunk, uint16)) {
		chunk, at := posting.Of(id)
		if chunks[chunk] == nil {
			chunks[chunk] = edits{}
		}
		for _, term := range terms {
			chunks[chunk][term] = append(chunks[chunk][term], edit{apply, at})
		}
	}
	for id, was := range before {
		note(id, without(was.posted(), after[id].posted()), (*posting.Chunk).Remove)
	}
	for id, is := range after {
		note(id, without(is.posted(), before[id].posted()), (*posting.Chunk).Add)
	}
	for _, chunk := range slices.Sorted(maps.Keys(chunks)) {
		for terms := range slices.Chunk(slices.Sorted(maps.Keys(chunks[chunk])), termsAtOnce) {
			if err := b.editChunk(ctx, chunk, terms, chunks[chunk]); err != nil {
				return err
			}
		}
	}
	return nil
}

// edits are what is to be done to the postings of terms in one chunk.
type edits map[string][]edit

// edit takes a ticket in, or out.
type edit struct {
	apply func(*posting.Chunk, uint16)
	at    uint16
}

// termsAtOnce is of how many terms a statement reads and writes postings: below the 1,000 from which on MariaDB would join them as
// a table, and as many as fit a packet of a megabyte.
const termsAtOnce = 500

// editChunk reads the terms' postings in a chunk, and writes them as they are to be, in the order of the index.
func (b *indexing) editChunk(ctx context.Context, chunk int64, terms []string, todo edits) error {
	sets, err := b.postings(ctx, chunk, terms)
	if err != nil {
		return err
	}
	var values, gone []any
	for _, term := range terms {
		set, there := sets[term]
		if !there {
			set = &posting.Chunk{}
		}
		for _, edit := range todo[term] {
			edit.apply(set, edit.at)
		}
		if set.Len() > 0 {
			values = append(values, term, chunk, set.Bytes())
		} else if there {
			gone = append(gone, term)
		}
	}
	if len(values) > 0 {
		statement := b.upsert("search_postings (term, chunk, bits)", 3, len(values)/3, "", "bits = VALUES(bits)")
		if _, err := b.tx.ExecContext(ctx, statement, values...); err != nil {
			return fmt.Errorf("write words: %w", err)
		}
	}
	if len(gone) > 0 {
		remove := "DELETE FROM search_postings WHERE chunk = ? AND term IN (" + marks(len(gone)) + ")"
		if _, err := b.tx.ExecContext(ctx, remove, append([]any{chunk}, gone...)...); err != nil {
			return fmt.Errorf("remove words: %w", err)
		}
	}
	return nil
}

// postings are the terms' as they are in a chunk; of terms that no ticket has, none.
func (b *indexing) postings(ctx context.Context, chunk int64, terms []string) (map[string]*posting.Chunk, error) {
	sets := make(map[string]*posting.Chunk, len(terms))
	find := "SELECT term, bits FROM search_postings WHERE chunk = ? AND term IN (" + marks(len(terms)) + ")"
	rows, err := b.tx.QueryContext(ctx, find, append([]any{chunk}, anys(terms)...)...)
	err = collect(rows, err, func(scan func(...any) error) error {
		var term string
		var kept []byte
		if err := scan(&term, &kept); err != nil {
			return err
		}
		sets[term] = &posting.Chunk{}
		return sets[term].Merge(kept)
	})
	if err != nil {
		return nil, fmt.Errorf("read words: %w", err)
	}
	return sets, nil
}

// writeWords keeps of documents what is found of them, apart from what they are compared by: values are ids, public words, and
// words of notes.
func (b *indexing) writeWords(ctx context.Context, values []any) error {
	for some := range slices.Chunk(values, 3*rowsAtOnce) {
		statement := b.upsert("search_words (id, public, notes)", 3, len(some)/3, "", "public = VALUES(public), notes = VALUES(notes)")
		if _, err := b.tx.ExecContext(ctx, statement, some...); err != nil {
			return fmt.Errorf("write words of tickets: %w", err)
		}
	}
	return nil
}

// without are the values that are not among others.
func without(values, others []string) []string {
	known := make(map[string]bool, len(others))
	for _, v := range others {
		known[v] = true
	}
	return slices.DeleteFunc(values, func(v string) bool { return known[v] })
}
