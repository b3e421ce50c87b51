package acceptance

import (
	"sync"
	"testing"
)

// A client that does not know whether its request arrived sends it again under the same clientMutationId: it is done
// once, whether both arrive at once or a kill comes between.
func TestIdempotentOverHTTP(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "guided", "Assistenza Example", "en")
	o.openAtOnce()
	before := o.openAroundKill()
	o.customer.sees(nil, "At the kill", "Before the kill", "At once")
	o.replyTwice(before)
}

// once is the input of a ticket with a file and a key.
func once(key, subject string) vars {
	return vars{
		"subject": subject, "description": "Once only.", "clientMutationId": key,
		"attachments": files(upload{"screen.txt", "as it was"}),
	}
}

// openAtOnce has one request arrive eight times at once, and its key with another input and from another user.
func (o *office) openAtOnce() {
	o.t.Helper()
	answers := make([]*payload, 8)
	var senders sync.WaitGroup
	for i := range answers {
		senders.Go(func() {
			p, err := o.customer.try("openTicket", once("at-once", "At once"))
			if err != nil {
				o.t.Errorf("sender %d: %v", i, err)
			}
			answers[i] = p
		})
	}
	senders.Wait()
	for i, p := range answers {
		if p == nil || len(p.Errors) > 0 || p.Ticket.ID != answers[0].Ticket.ID || p.Ticket.AttachmentCount != 1 {
			o.t.Fatalf("answer %d: %+v", i, p)
		}
	}
	o.customer.sees(nil, "At once")
	o.customer.errs("openTicket", once("at-once", "Another"), "IDEMPOTENCY_KEY_REUSED", "input", "clientMutationId")
	other := o.colleague.call("openTicket", once("at-once", "Of another user"))
	if len(other.Errors) > 0 || other.Ticket.ID == answers[0].Ticket.ID {
		o.t.Errorf("the same key of another user: %+v", other)
	}
}

// openAroundKill sends two requests again to the next process: one that was answered, and one that met the kill. It
// returns the first one's ticket.
func (o *office) openAroundKill() *ticket {
	o.t.Helper()
	before := o.customer.call("openTicket", once("before", "Before the kill")).Ticket
	unsure := make(chan error)
	go func() {
		_, err := o.customer.try("openTicket", once("unsure", "At the kill"))
		unsure <- err
	}()
	o.kill()
	o.t.Logf("at the kill: %v", <-unsure) // either way is right
	o.start()
	again := o.customer.call("openTicket", once("before", "Before the kill"))
	if len(again.Errors) > 0 || again.Ticket.ID != before.ID || again.Ticket.Number != before.Number {
		o.t.Errorf("sent again: %+v, want %s", again, before.ID)
	}
	first := o.customer.call("openTicket", once("unsure", "At the kill"))
	second := o.customer.call("openTicket", once("unsure", "At the kill"))
	if len(first.Errors)+len(second.Errors) > 0 || first.Ticket.ID != second.Ticket.ID {
		o.t.Errorf("sent again: %+v, %+v", first, second)
	}
	return before
}

// replyTwice sends a reply with its file again when the ticket has moved on.
func (o *office) replyTwice(on *ticket) {
	o.t.Helper()
	reply := vars{"text": "And one more thing.", "clientMutationId": "reply", "attachments": files(upload{"more.txt", "more"})}
	one := o.customer.does("replyToTicket", on, reply)
	o.agent.does("replyToTicket", on, says("Thank you."))
	two := o.customer.does("replyToTicket", on, reply)
	if one.Message.ID != two.Message.ID || len(two.Message.Attachments) != 1 {
		o.t.Errorf("the same reply: %+v, %+v", one.Message, two.Message)
	}
	if n := len(o.agent.conversation(on.ID)); n != 3 {
		o.t.Errorf("%d messages, want 3", n)
	}
	for _, e := range o.customer.timeline(on.ID) {
		if own := e.Typename == "MessageEntry" && e.Actor.IsViewer; own != (e.ClientMutationID != nil && *e.ClientMutationID == "reply") {
			o.t.Errorf("entry %d: %+v", e.Seq, e)
		}
	}
}
