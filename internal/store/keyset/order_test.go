package keyset_test

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"testing"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"pgregory.net/rapid"

	"sportello/ent"
	"sportello/internal/desktest"
	"sportello/internal/store"
	"sportello/internal/store/keyset"
)

// row has columns with many ties, so that every part of a place decides somewhere.
type row struct {
	id      int64
	rank    int64
	at      int64
	subject string
}

// sortable has the columns to draw orders from.
func sortable() map[string]func(row) any {
	return map[string]func(row) any{
		"rank":    func(r row) any { return r.rank },
		"at":      func(r row) any { return r.at },
		"subject": func(r row) any { return r.subject },
	}
}

// Pages read one after another, forward or backward, in any order and of any size, are the rows of the list in order:
// none twice, none left out. The database is asked; the expectation is sorted in Go. (C.4)
func TestPagesAreTheList(t *testing.T) {
	s := desktest.NewStore(t)
	rows := fill(t, s)
	rapid.Check(t, func(t *rapid.T) {
		order := drawOrder(t)
		direction := rapid.SampledFrom([]keyset.Direction{keyset.Forward, keyset.Backward}).Draw(t, "direction")
		size := rapid.IntRange(1, 30).Draw(t, "size")

		want := slices.SortedFunc(slices.Values(rows), func(a, b row) int { return compare(order, a, b) })
		if direction == keyset.Backward {
			slices.Reverse(want)
		}
		var got []row
		for {
			var beyond func(*entsql.Selector)
			if len(got) > 0 {
				last := got[len(got)-1]
				c, err := order.Decode(order.Encode(order.At(last.id, values(order, last)...)))
				if err != nil {
					t.Fatal(err)
				}
				beyond = order.Beyond(c, direction)
			}
			page, err := read(s, order, direction, beyond, size)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			if got = append(got, page...); len(got) > len(want) {
				t.Fatalf("pages go on beyond the list: %v", page)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("order %v\ngot  %v\nwant %v", order, got, want)
		}
	})
}

// The predicate is spelled so that MariaDB reads an index from the cursor on. quality.md has the measure.
func TestBeyondIsSpelledForIndexes(t *testing.T) {
	order := keyset.Order{{Name: "rank", Desc: true}, {Name: "at"}}
	s := entsql.Dialect(dialect.MySQL).Select("id").From(entsql.Table("rows"))
	order.Beyond(order.At(7, int64(3), int64(20)), keyset.Forward)(s)
	order.Sort(keyset.Forward)(s)
	text, args := s.Query()
	const want = "SELECT `id` FROM `rows` WHERE `rows`.`rank` <= ? AND (`rows`.`rank` < ? OR " +
		"(`rows`.`at` >= ? AND (`rows`.`at` > ? OR `rows`.`id` > ?))) " +
		"ORDER BY `rows`.`rank` DESC, `rows`.`at` ASC, `rows`.`id` ASC"
	if text != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
	if wantArgs := []any{int64(3), int64(3), int64(20), int64(20), int64(7)}; !slices.Equal(args, wantArgs) {
		t.Errorf("arguments %v, want %v", args, wantArgs)
	}
}

func drawOrder(t *rapid.T) keyset.Order {
	names := rapid.Permutation([]string{"rank", "at", "subject"}).Draw(t, "columns")
	var order keyset.Order
	for _, name := range names[:rapid.IntRange(0, 3).Draw(t, "length")] {
		order = append(order, keyset.Column{Name: name, Desc: rapid.Bool().Draw(t, name+" desc")})
	}
	return order
}

func compare(order keyset.Order, a, b row) int {
	sign := 1
	for _, column := range order {
		sign = 1
		if column.Desc {
			sign = -1
		}
		var c int
		switch x := sortable()[column.Name](a).(type) {
		case int64:
			c = cmp.Compare(x, sortable()[column.Name](b).(int64))
		case string:
			c = cmp.Compare(x, sortable()[column.Name](b).(string))
		}
		if c != 0 {
			return sign * c
		}
	}
	return sign * cmp.Compare(a.id, b.id)
}

func values(order keyset.Order, r row) []any {
	var v []any
	for _, column := range order {
		v = append(v, sortable()[column.Name](r))
	}
	return v
}

func fill(t *testing.T, s *store.Store) []row {
	subjects := []string{"", "Zeta", "alfa", "àlfa", "alfabeto", "😀", "ﬁ"}
	var rows []row
	exec(t, s, "CREATE TABLE list (id BIGINT PRIMARY KEY, `rank` BIGINT NOT NULL, at BIGINT NOT NULL, subject VARCHAR(40) NOT NULL)")
	for i := range int64(80) {
		r := row{id: i + 1, rank: i % 3, at: (i * 7) % 5, subject: subjects[(i*i)%int64(len(subjects))]}
		exec(t, s, "INSERT INTO list VALUES (?, ?, ?, ?)", r.id, r.rank, r.at, r.subject)
		rows = append(rows, r)
	}
	return rows
}

func exec(t *testing.T, s *store.Store, query string, args ...any) {
	t.Helper()
	err := s.Tx(context.Background(), func(ctx context.Context, tx *ent.Tx) error {
		_, err := tx.Client().ExecContext(ctx, query, args...)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func read(s *store.Store, order keyset.Order, d keyset.Direction, beyond func(*entsql.Selector), size int) ([]row, error) {
	selector := entsql.Dialect(s.Dialect()).Select("id", "rank", "at", "subject").From(entsql.Table("list")).Limit(size)
	order.Sort(d)(selector)
	if beyond != nil {
		beyond(selector)
	}
	text, args := selector.Query()
	return collect(s.Query(context.Background(), text, args...))
}

func collect(found *sql.Rows, err error) (rows []row, _ error) {
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		var r row
		if err := found.Scan(&r.id, &r.rank, &r.at, &r.subject); err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, found.Err()
}
