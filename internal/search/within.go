package search

import (
	"fmt"
	"slices"

	"entgo.io/ent/dialect/sql"

	"sportello/internal/search/posting"
)

// few is how many tickets are named in a statement, which reads them by their ids. Of more, a statement goes along its order
// and looks each up in a bitmap: so many are met soon.
const few = 512

// within is true of the tickets of a set.
func within(all posting.Set) func(*sql.Selector) *sql.Predicate {
	n := all.Len()
	if n == 0 {
		return nowhere
	}
	if n <= few {
		ids := anys(padded(slices.Collect(all.Newest())))
		return func(s *sql.Selector) *sql.Predicate { return sql.In(s.C("id"), ids...) }
	}
	base, bitmap := all.Bitmap()
	return func(s *sql.Selector) *sql.Predicate { return lit(s.C("id"), base/posting.Size, bitmap) }
}

// lit is true of ids whose bit is set in a bitmap that begins with a chunk. The bitmap comes in pieces, since MariaDB copies
// for each row what it takes a byte of. No bound on the id is told, lest all tickets be read from one to the other for it.
func lit(id string, first int64, bitmap []byte) *sql.Predicate {
	pieces := slices.Collect(slices.Chunk(bitmap, posting.MaxBytes))
	piece := fmt.Sprintf("ELT(%s DIV %d - ?, %s)", id, posting.Size, marks(len(pieces)))
	eight := fmt.Sprintf("ASCII(SUBSTR(%s, %s %% %d DIV 8 + 1, 1))", piece, id, posting.Size)
	return sql.ExprP(fmt.Sprintf("COALESCE(%s >> %s %% 8 & 1, 0) = 1", eight, id), append([]any{first - 1}, anys(pieces)...)...)
}
