package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// Crowd is many followers in a process of their own, so that the memory and the time that they take are not the server's.
// It does what it is told on in, a line of JSON each, and answers each with one on out, until in ends.
func Crowd(ctx context.Context, in io.Reader, out io.Writer) error {
	orders, answers := json.NewDecoder(in), json.NewEncoder(out)
	crowds := map[string]*crowd{}
	defer func() {
		for _, c := range crowds {
			c.dismiss()
		}
	}()
	for {
		var o order
		if err := orders.Decode(&o); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		a, err := obey(ctx, crowds, o)
		if err != nil {
			a.Fault = err.Error()
		}
		if err := answers.Encode(a); err != nil {
			return err
		}
	}
}

// order is what a crowd is told to do.
type order struct {
	Do      string // gather, expect, collect, dismiss
	Side    side
	Targets Targets  // of gather
	Tickets []string // of gather: of each follower, in turn
	Count   int      // of gather and collect: followers
	Text    string   // of expect
}

// heard is what it answers.
type heardAt struct {
	Fault string
	Took  time.Duration // of gather
	At    []int64       // of collect: when each follower had it, in nanoseconds since 1970
}

func obey(ctx context.Context, crowds map[string]*crowd, o order) (heardAt, error) {
	name := o.Side.String()
	c := crowds[name]
	switch {
	case o.Do == "gather":
		began := time.Now()
		c, err := gatherCrowd(ctx, o)
		crowds[name] = c
		return heardAt{Took: time.Since(began)}, err
	case c == nil:
		return heardAt{}, errors.New("there is no crowd")
	case o.Do == "expect":
		text := []byte(o.Text)
		c.expected.Store(&text)
		return heardAt{}, nil
	case o.Do == "collect":
		at, err := c.collect(ctx, o.Count)
		return heardAt{At: at}, err
	case o.Do == "dismiss":
		c.dismiss()
		delete(crowds, name)
		return heardAt{}, nil
	}
	return heardAt{}, fmt.Errorf("a crowd can't %s", o.Do)
}

// crowd are the followers of one side.
type crowd struct {
	expected atomic.Pointer[[]byte]
	heard    chan int64
	failed   chan error
	group    sync.WaitGroup

	mu    sync.Mutex
	conns []*websocket.Conn
}

// atOnce is how many followers come at the same time.
const atOnce = 64

func gatherCrowd(ctx context.Context, o order) (*crowd, error) {
	c := &crowd{heard: make(chan int64, o.Count), failed: make(chan error, o.Count)}
	var comers sync.WaitGroup
	faults, next := make(chan error, atOnce), atomic.Int64{}
	for range atOnce {
		comers.Go(func() {
			for i := next.Add(1) - 1; i < int64(o.Count); i = next.Add(1) - 1 {
				token := o.Targets.Followers[i%int64(len(o.Targets.Followers))]
				if err := c.join(ctx, o, token, o.Tickets[i%int64(len(o.Tickets))]); err != nil {
					faults <- fmt.Errorf("follower %d: %w", i+1, err)
					return
				}
			}
		})
	}
	comers.Wait()
	select {
	case err := <-faults:
		c.dismiss()
		return nil, err
	default:
		return c, nil
	}
}

func (c *crowd) join(ctx context.Context, o order, token, ticket string) error {
	t := o.Targets
	t.Push = [2]string{ticket, ticket}
	conn, err := open(ctx, o.Side, t, token)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.conns = append(c.conns, conn)
	c.mu.Unlock()
	if err := conn.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return err
	}
	if o.Side == theServer {
		if err := subscribe(conn, ticket); err != nil {
			return err
		}
	}
	if err := expect(conn, "next"); err != nil { // the first event says that all that comes later will be told
		return err
	}
	c.group.Go(func() { c.listen(conn) })
	return conn.SetReadDeadline(time.Time{})
}

// listen notes when what is expected comes.
func (c *crowd) listen(conn *websocket.Conn) {
	var message bytes.Buffer
	for {
		message.Reset()
		_, r, err := conn.NextReader()
		if err == nil {
			_, err = message.ReadFrom(r)
		}
		now := time.Now()
		if err != nil {
			c.failed <- err
			return
		}
		if expected := c.expected.Load(); expected != nil && bytes.Contains(message.Bytes(), *expected) {
			c.heard <- now.UnixNano()
		}
	}
}

func (c *crowd) collect(ctx context.Context, count int) ([]int64, error) {
	timer := time.NewTimer(pushWait)
	defer timer.Stop()
	at := make([]int64, 0, count)
	for len(at) < count {
		select {
		case one := <-c.heard:
			at = append(at, one)
		case err := <-c.failed:
			return nil, err
		case <-timer.C:
			return nil, fmt.Errorf("%w: %d of %d", errSilent, count-len(at), count)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	slices.Sort(at)
	return at, nil
}

func (c *crowd) dismiss() {
	for _, conn := range c.conns {
		_ = conn.Close() // its follower ends with it
	}
	c.group.Wait()
}
