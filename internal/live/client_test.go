package live_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"sportello/internal/access"
	"sportello/internal/bookmark"
	"sportello/internal/live"
	"sportello/internal/problem"
)

// side is what a client is from a moment on.
type side struct {
	from   time.Time
	viewer *access.Viewer
}

// client follows the ticket and keeps what it is told, as a frontend does.
type client struct {
	world *world
	user  int64
	turn  chan struct{} // holds a token unless the client is stalled

	mu        sync.Mutex
	reconnect func() // ends the present connection
	sides     []side
	faults    []error

	cursor   string
	audience bookmark.Audience
	base     int64        // all up to here was read otherwise
	got      []shownEntry // after it
	out      bool         // told that the ticket is not theirs
}

// run connects again and again.
func (c *client) run(ctx context.Context) {
	for ctx.Err() == nil {
		connection, cancel := context.WithCancel(ctx)
		c.mu.Lock()
		c.reconnect = cancel
		c.mu.Unlock()
		c.connect(connection)
		cancel()
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// connect follows until the connection ends.
func (c *client) connect(ctx context.Context) {
	v, err := c.world.refresh(ctx, &access.Viewer{UserID: c.user})
	if err != nil {
		c.fault(err)
		return
	}
	f, err := c.world.current().Follow(ctx, v, ticketID, c.cursor)
	switch {
	case problem.Is(err, problem.NotFound):
		c.out, c.cursor = true, ""
		return
	case problem.Is(err, problem.InvalidCursor):
		if audience, _ := (ledgerPage{}).Audience(v); audience == c.audience {
			c.fault(fmt.Errorf("the cursor of entry %d was refused", c.base+int64(len(c.got))))
		}
		c.cursor = ""
		return
	case err != nil:
		c.check(err)
		return
	}
	defer f.Close()
	c.out = false
	for {
		<-c.turn
		c.goOn()
		e, err := f.Next()
		if err != nil {
			c.check(err)
			return
		}
		c.take(e)
	}
}

// check accepts what may end a connection.
func (c *client) check(err error) {
	for _, known := range []error{context.Canceled, live.ErrClosed, errOutage, io.EOF} {
		if errors.Is(err, known) {
			return
		}
	}
	c.fault(err)
}

// take keeps an event.
func (c *client) take(e live.Event) {
	c.mayBeTold(e)
	c.cursor = e.At()
	mark, err := bookmark.Parse(c.cursor)
	if err != nil {
		c.fault(err)
		return
	}
	switch e := e.(type) {
	case snapshot:
		c.base, c.got = e.Seq, nil
	case live.Gap:
		c.base, c.got = mark.Seq, nil
	case added:
		c.got = append(c.got, e.Entry)
		if e.Ticket.Newest < e.Entry.Seq || e.Ticket.To != c.user || e.Entry.To != c.user {
			c.fault(fmt.Errorf("told %+v", e))
		}
	case live.Removed:
		c.out, c.cursor = true, ""
		return
	}
	c.audience = mark.Audience
	if last := c.base + int64(len(c.got)); mark.Seq != last {
		c.fault(fmt.Errorf("cursor at %d after entry %d", mark.Seq, last))
	}
}

// mayBeTold faults an event for which the client was no audience at any moment of the last second.
func (c *client) mayBeTold(e live.Event) {
	if _, removed := e.(live.Removed); removed {
		return
	}
	mark, err := bookmark.Parse(e.At())
	if err != nil {
		c.fault(err)
		return
	}
	c.mu.Lock()
	sides := slices.Clone(c.sides)
	c.mu.Unlock()
	since := time.Now().Add(-time.Second)
	for i, s := range sides {
		over := i+1 < len(sides) && sides[i+1].from.Before(since)
		if audience, sees := (ledgerPage{}).Audience(s.viewer); !over && sees && audience == mark.Audience {
			return
		}
	}
	c.fault(fmt.Errorf("told %#v", e))
}

func (c *client) fault(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = append(c.faults, err)
}

// verdict compares what the client has with what there is.
func (c *client) verdict() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.faults) > 0 {
		return errors.Join(c.faults...)
	}
	audience, sees := (ledgerPage{}).Audience(c.sides[len(c.sides)-1].viewer)
	if !sees {
		if !c.out {
			return errors.New("was not told that the ticket is out of sight")
		}
		return nil
	}
	if c.audience != audience || c.out {
		return fmt.Errorf("is told the side of %c (out: %t), is %c", c.audience, c.out, audience)
	}
	want := c.world.seen(ticketID, audience)[c.base:]
	for i := range want {
		want[i].To = c.user
	}
	if !slices.Equal(c.got, want) {
		return fmt.Errorf("has after %d\n%v, want\n%v", c.base, c.got, want)
	}
	return nil
}

func (c *client) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reconnect()
}

func (c *client) stall() {
	select {
	case <-c.turn:
	default:
	}
}

func (c *client) goOn() {
	select {
	case c.turn <- struct{}{}:
	default:
	}
}
