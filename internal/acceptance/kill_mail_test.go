package acceptance

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sportello/internal/desktest/sink"
)

// M1.13, M3.2: a server killed while it sends loses no mail that was acknowledged with its change: each arrives at the smarthost, at
// least once, under one Message-ID and with the same bytes. What it was handing over when it was killed may come twice: between the
// smarthost's yes and the commit that notes it there is a moment in which nobody can know. SPORTELLO_TEST_MAIL_KILLS says how often
// it is killed.
func TestKilledWhileItSends(t *testing.T) {
	t.Parallel()
	kills := 6
	if text := os.Getenv("SPORTELLO_TEST_MAIL_KILLS"); text != "" {
		var err error
		if kills, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	host := sink.Start(t, sink.Config{})
	h := newHouse(t)
	h.run("", "migrate")
	o := h.founds("saas", "Support Example", "en", "--preset", "saas")
	o.reachesByMail()
	serve := func() {
		h.launch(nil, "serve", "--mail-smarthost", "smtp://"+host.Address, "--mail-domain", "desk.example", "--mail-timeout", "1s")
	}
	serve()
	o.signIn()
	s := &mailStorm{office: o, ticket: o.customer.open("Killed while it sends", "Each reply must arrive.")}
	seed := uint64(20261130)
	dice := rand.New(rand.NewPCG(seed, seed))
	for round := range kills {
		s.round(round, 1+dice.IntN(20), time.Duration(dice.IntN(30))*time.Millisecond)
		serve()
	}
	// What nobody answered is sent again, so that each reply is there once.
	for _, input := range s.open {
		if p := o.agent.call("replyToTicket", input); len(p.Errors) > 0 {
			t.Errorf("sent again: %+v", p.Errors)
		}
		s.acked = append(s.acked, input["text"].(string))
	}
	within(t, "every mail is noted as sent", func() bool {
		for _, f := range o.agent.fates(s.ticket.ID) {
			if f.State != "SENT" {
				return false
			}
		}
		return s.arrived(host)
	})
	s.settle(host)
}

// mailStorm is staff who write while the server is killed again and again.
type mailStorm struct {
	*office
	ticket *ticket
	acked  []string // texts
	open   []vars   // sent, and no answer came
}

// round writes until so many replies are acknowledged, and kills the server a moment later, while it may be writing on.
func (s *mailStorm) round(number, replies int, later time.Duration) {
	s.t.Helper()
	enough := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		for i := 0; ; i++ {
			text := fmt.Sprintf("reply %d of round %d", i, number)
			input := vars{"ticket": s.ticket.ID, "text": text, "clientMutationId": text}
			if _, err := s.agent.try("replyToTicket", input); err != nil {
				s.open = append(s.open, input)
				return
			}
			s.acked = append(s.acked, text)
			if i+1 == replies {
				close(enough)
			}
		}
	})
	<-enough
	<-time.After(later)
	s.kill()
	writer.Wait()
}

// arrived reports whether as many different mails came as there are things to tell.
func (s *mailStorm) arrived(host *sink.Sink) bool {
	ids := map[string]bool{}
	for _, m := range host.Mails() {
		if m.To == s.customer.email {
			ids[messageID(m)] = true
		}
	}
	return len(ids) > len(s.acked) // beside the replies there is the confirmation
}

func messageID(m sink.Mail) string {
	_, rest, _ := strings.Cut(string(m.Data), "Message-ID: ")
	id, _, _ := strings.Cut(rest, "\r\n")
	return id
}

// settle compares what arrived with what was acknowledged.
func (s *mailStorm) settle(host *sink.Sink) {
	s.t.Helper()
	texts, bodies, twice := map[string]int{}, map[string]string{}, 0
	for _, m := range host.Mails() {
		if m.To != s.customer.email {
			continue
		}
		id := messageID(m)
		if body, came := bodies[id]; came {
			twice++
			if body != string(m.Data) {
				s.t.Errorf("%s came with other bytes", id)
			}
			continue
		}
		bodies[id] = string(m.Data)
		for _, text := range s.acked {
			if strings.Contains(string(m.Data), "> "+text+"\r\n") || strings.Contains(string(m.Data), text+"\r\n") {
				texts[text]++
				break
			}
		}
	}
	for _, text := range s.acked {
		if texts[text] != 1 {
			s.t.Errorf("%q arrived under %d Message-IDs", text, texts[text])
		}
	}
	s.t.Logf("%d mails arrived, %d of them twice", len(bodies), twice)
	if most := 4 * s.lives(); twice > most { // what is handed over at once
		s.t.Errorf("%d mails came twice, %d could have", twice, most)
	}
}

// lives is how often the server was killed at most.
func (s *mailStorm) lives() int { return len(s.open) + 1 }
