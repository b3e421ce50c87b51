package acceptance

import (
	"testing"

	"sportello/internal/desktest"
)

// M3.6, on processes that come back after days: each ticket that fell due meanwhile is closed, once, though two processes
// see to it at the same time, and who follows it hears of it.
func TestCatchesUpAfterAStop(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "mail", "Ticketera Example", "es")
	const tickets = 12
	var silent []*ticket
	for range tickets {
		one := o.customer.open("No enciende la notebook", "Desde ayer.")
		o.agent.does("resolveTicket", one)
		silent = append(silent, one)
	}
	fresh := o.customer.open("No anda la impresora", "La del segundo piso.")
	o.agent.does("resolveTicket", fresh)
	heard := o.customer.follow(silent[tickets-1].ID, "")
	heard.snapshot()
	o.kill()
	// No door lets four days go by.
	desktest.Exec(t, o.database, "UPDATE tickets SET status_since = status_since - 4 * 86400 * 1000000 WHERE subject LIKE 'No enciende%'")

	other := *o.house
	o.start()
	other.start()
	ran := make(chan bool, 2)
	for _, s := range []*server{o.server, other.server} {
		go func() {
			_, closed := s.journal.await("closed silent tickets", s.exited)
			ran <- closed
		}()
	}
	if closed := <-ran; !closed {
		t.Fatalf("nobody closed anything:\n%s\n%s", o.journal, other.journal)
	}
	// Whoever says so has been through all that was due, and waited for what the other one was closing.
	for _, one := range silent {
		o.customer.stands(one.ID, "CLOSED", "Cerrado")
		if log := o.customer.timeline(one.ID); len(log) != 3 || log[2].To != "CLOSED" || log[2].Reason == nil || *log[2].Reason != "auto-close" {
			t.Errorf("the log of ticket %d: %+v", one.Number, log)
		}
	}
	closed := heard.again(silent[tickets-1].ID).hears("Status")[0]
	if closed.Entry.To != "CLOSED" || closed.Entry.Actor.Kind != "SYSTEM" {
		t.Errorf("heard %+v", closed.Entry)
	}
	o.customer.stands(fresh.ID, "RESOLVED", "Resuelto")
}
