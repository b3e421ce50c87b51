package acceptance

import (
	"fmt"
	"slices"
	"sync"
	"testing"
)

// M1.14: a server killed while it indexes and people write finds, once it is back, every word that it acknowledged; nothing
// has to be written or rebuilt for it.
func TestKilledWhileIndexing(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "saas", "Support Example", "it")
	const subject = "Killed while it reads"
	on := o.customer.open(subject, "Every word must be found.")
	said := &codeWords{on: on}
	for round, more := range []int{3, 17, 40} {
		goal, enough := len(said.acknowledged)+more, make(chan struct{})
		var writers sync.WaitGroup
		for name, u := range []*user{o.customer, o.agent} {
			writers.Go(func() { said.write(u, name, round, goal, enough) })
		}
		<-enough
		o.kill()
		writers.Wait()
		o.start()
	}
	for _, code := range said.acknowledged {
		comesTo(t, code, func() bool { return slices.Equal(o.agent.list(vars{"search": code}), []string{subject}) })
	}
	o.agent.sees(vars{"search": "zq9neverwritten"})
}

// codeWords are words that people write on a ticket, each once.
type codeWords struct {
	on           *ticket
	mu           sync.Mutex
	acknowledged []string
}

// write replies until the server answers no more; the reply that makes goal acknowledgements ends the round.
func (c *codeWords) write(u *user, name, round, goal int, enough chan struct{}) {
	for i := 0; ; i++ {
		code := fmt.Sprintf("zq%dx%dx%d", name, round, i)
		p, err := u.try("replyToTicket", vars{"ticket": c.on.ID, "text": "The code is " + code, "clientMutationId": code})
		if err != nil {
			return
		}
		if len(p.Errors) > 0 {
			u.t.Errorf("%s: %+v", code, p.Errors)
		}
		c.mu.Lock()
		c.acknowledged = append(c.acknowledged, code)
		if len(c.acknowledged) == goal {
			close(enough)
		}
		c.mu.Unlock()
	}
}
