package socket

import (
	"context"
	"sync"
)

// operations are those of one socket. They are counted until their goroutine
// has ended, which may be after their id is free again.
type operations struct {
	gone sync.WaitGroup

	mu       sync.Mutex
	byID     map[string]*operation
	running  int
	brief    int // of those running, the ones that are no subscription
	retiring bool
}

type admission int

const (
	admitted admission = iota
	duplicate
	tooMany
	leaving // the socket takes nothing new any more
)

func (o *operations) admit(op *operation, limit int) admission {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.byID[op.id.key] != nil:
		return duplicate
	case o.retiring:
		return leaving
	case o.running >= limit:
		return tooMany
	}
	if o.byID == nil {
		o.byID = map[string]*operation{}
	}
	o.byID[op.id.key] = op
	o.running++
	o.brief++ // until it turns out to be a subscription
	o.gone.Add(1)
	return admitted
}

// drop stops an operation for the client: nothing of it is sent any more.
func (o *operations) drop(key string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if op := o.byID[key]; op != nil {
		delete(o.byID, key)
		op.lane.dropped.Store(true)
		op.cancel(context.Canceled)
	}
}

// finish frees the id of op and then, in one step, does last; the client that
// reads the last message may use the id again. It does not when the client has
// dropped op.
func (o *operations) finish(op *operation, last func()) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.byID[op.id.key] != op {
		return false
	}
	delete(o.byID, op.id.key)
	last()
	return true
}

// lasts tells that op is a subscription. Like done and retire it returns true
// when the socket is to retire and nothing holds it any more.
func (o *operations) lasts(op *operation) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	op.lasting = true
	o.brief--
	return o.idle()
}

// done tells that op has ended.
func (o *operations) done(op *operation) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.byID[op.id.key] == op {
		delete(o.byID, op.id.key)
	}
	o.running--
	if !op.lasting {
		o.brief--
	}
	return o.idle()
}

// retire lets nothing new in.
func (o *operations) retire() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.retiring = true
	return o.idle()
}

func (o *operations) idle() bool { return o.retiring && o.brief == 0 }
