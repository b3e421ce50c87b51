package acceptance

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
)

// M2.10: a server killed while people write loses nothing that it acknowledged, and who follows with a cursor hears every
// entry once, in order, whether it was pushed before the kill or not.
func TestKilledBetweenCommitAndPush(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "saas", "Support Example", "it")
	s := &storm{office: o, ticket: o.customer.open("Killed in between", "Every reply must arrive once.")}
	for _, u := range []*user{o.customer, o.agent} {
		f := u.follow(s.ticket.ID, "")
		f.snapshot()
		f.seq = 1 // it was opened
		f.hangUp()
		s.diaries = append(s.diaries, &diary{follower: f})
	}
	seed := uint64(20261122)
	dice := rand.New(rand.NewPCG(seed, seed))
	for round := range 6 {
		s.round(round, 1+dice.IntN(40))
	}
	s.settle(t)
}

// storm is several people who write on a ticket while its server is killed again and again.
type storm struct {
	*office
	ticket  *ticket
	diaries []*diary

	mu    sync.Mutex
	acked []string // texts
	open  []letter // sent, and no answer came
}

// letter is a message that somebody sends.
type letter struct {
	from     *user
	mutation string
	input    vars
}

// diary is all that one user hears of the ticket, over all the server's lives.
type diary struct {
	*follower // the present one
	entries   []entry
}

// drain writes down what is heard until the line has ended.
func (d *diary) drain() {
	d.t.Helper()
	for e := range d.events {
		d.add(e)
	}
}

func (d *diary) add(e event) {
	d.t.Helper()
	if e.Entry == nil {
		d.t.Fatalf("%s: %s %s in the middle", d.user.name, e.Typename, e.Reason)
	}
	d.check(e)
	d.entries = append(d.entries, *e.Entry)
}

// round has three writers send until the server, which is killed after some acknowledgements, answers no more. Then it
// is started again, and what was not answered is sent again.
func (s *storm) round(number, acknowledgements int) {
	s.t.Helper()
	for _, d := range s.diaries {
		d.follower = d.again(s.ticket.ID)
	}
	goal, enough := len(s.acked)+acknowledgements, make(chan struct{})
	var writers sync.WaitGroup
	for _, w := range []letter{{s.customer, "replyToTicket", nil}, {s.agent, "replyToTicket", nil}, {s.agent, "addNote", nil}} {
		writers.Go(func() { s.write(w, number, goal, enough) })
	}
	<-enough
	s.kill()
	writers.Wait()
	for _, d := range s.diaries {
		d.drain()
	}
	s.start()
	for _, l := range s.open {
		if p := l.from.call(l.mutation, l.input); len(p.Errors) > 0 {
			s.t.Errorf("sent again: %+v", p.Errors)
		}
		s.acked = append(s.acked, l.input["text"].(string))
	}
	s.open = nil
}

// write sends one letter after the other; the one that reaches the goal ends the round.
func (s *storm) write(l letter, round, goal int, enough chan struct{}) {
	for i := 0; ; i++ {
		text := fmt.Sprintf("round %d, %s %d of %s", round, l.mutation, i, l.from.name)
		l.input = vars{"ticket": s.ticket.ID, "text": text, "clientMutationId": text}
		p, err := l.from.try(l.mutation, l.input)
		if err == nil && len(p.Errors) > 0 {
			s.t.Errorf("%s: %+v", text, p.Errors)
		}
		s.mu.Lock()
		if err != nil {
			s.open = append(s.open, l)
			s.mu.Unlock()
			return
		}
		s.acked = append(s.acked, text)
		if len(s.acked) == goal {
			close(enough)
		}
		s.mu.Unlock()
	}
}

// settle compares what is there with what was acknowledged, and with what each has heard.
func (s *storm) settle(t *testing.T) {
	t.Helper()
	kept := s.messages(s.agent)
	slices.Sort(kept)
	slices.Sort(s.acked)
	if !slices.Equal(kept, s.acked) {
		t.Errorf("%d messages are kept, %d were acknowledged: %q, %q", len(kept), len(s.acked), kept, s.acked)
	}
	for _, d := range s.diaries {
		d.follower = d.again(s.ticket.ID)
		all := d.user.timeline(s.ticket.ID)[1:]
		for len(d.entries) < len(all) {
			d.add(d.wait())
		}
		for i, want := range all {
			if got := d.entries[i]; got.Seq != want.Seq || got.Typename != want.Typename || textOf(got) != textOf(want) {
				t.Errorf("%s heard %d %s %q, the timeline has %d %s %q", d.user.name,
					got.Seq, got.Typename, textOf(got), want.Seq, want.Typename, textOf(want))
			}
		}
	}
	s.customer.neverTold("addNote ")
}

// messages are the texts of a ticket's messages after the description.
func (s *storm) messages(u *user) (texts []string) {
	for _, e := range u.timeline(s.ticket.ID)[1:] {
		if e.Message != nil {
			texts = append(texts, e.Message.Text)
		}
	}
	return texts
}

func textOf(e entry) string {
	if e.Message == nil {
		return ""
	}
	return e.Message.Text
}
