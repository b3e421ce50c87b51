package live

import (
	"context"
	"fmt"

	"sportello/internal/access"
	"sportello/internal/bookmark"
)

// Page is a stretch of a ticket's timeline as one audience counts it, read once for all who follow the ticket. It is
// never changed; its methods are pure and called by many goroutines.
type Page[T, E any] interface {
	// Audience is as whom the viewer sees the ticket; false: they don't.
	Audience(*access.Viewer) (bookmark.Audience, bool)
	// Newest is the number of the ticket's newest entry.
	Newest() int64
	// Ticket is the ticket as the viewer may know it. It is not older than the entries.
	Ticket(*access.Viewer) T
	// Len is how many entries there are, oldest first.
	Len() int
	// Seq is the number of the ith entry.
	Seq(i int) int64
	// Entry is the ith entry as the viewer may know it.
	Entry(i int, v *access.Viewer) E
}

// Reader reads the entries of a ticket after one, at most limit, as the audience counts them; with limit 0 the ticket
// alone. It asks as the server: who may see it is the page's to say. It must see everything that was committed before
// the call. NOT_FOUND when there is no such ticket.
type Reader[T, E any] func(
	ctx context.Context, ticketID int64, audience bookmark.Audience, after int64, limit int,
) (Page[T, E], error)

// check holds a page against what Reader and Page promise: going on over a hole would lose entries in silence.
func check[T, E any](p Page[T, E], after int64, limit int) error {
	n := p.Len()
	if n > limit {
		return fmt.Errorf("%d entries where %d were asked for", n, limit)
	}
	for i := range n {
		if due := after + 1 + int64(i); p.Seq(i) != due {
			return fmt.Errorf("entry %d where %d was due", p.Seq(i), due)
		}
	}
	if n > 0 && p.Seq(n-1) > p.Newest() {
		return fmt.Errorf("entry %d on a ticket that has %d", p.Seq(n-1), p.Newest())
	}
	return nil
}

// line is one entry of a page.
type line[T, E any] struct {
	page Page[T, E]
	read uint64 // by which it came
	i    int
}

func (l line[T, E]) seq() int64 { return l.page.Seq(l.i) }

func lines[T, E any](p Page[T, E], read uint64) []line[T, E] {
	all := make([]line[T, E], p.Len())
	for i := range all {
		all[i] = line[T, E]{p, read, i}
	}
	return all
}
