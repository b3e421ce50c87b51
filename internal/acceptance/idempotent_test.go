package acceptance

import (
	"sync"
	"testing"
)

// A client that does not know whether its request arrived sends it again under the same clientMutationId: there is one
// ticket, whether both arrive at once or a kill comes between.
func TestIdempotentOverHTTP(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "guided", "Assistenza Example", "en")
	request := func(key, subject string) vars {
		return vars{
			"subject": subject, "description": "Once only.", "clientMutationId": key,
			"attachments": files(upload{"screen.txt", "as it was"}),
		}
	}

	// Eight at once.
	answers := make([]*payload, 8)
	var senders sync.WaitGroup
	for i := range answers {
		senders.Go(func() {
			p, err := o.customer.try("openTicket", request("at-once", "At once"))
			if err != nil {
				t.Errorf("sender %d: %v", i, err)
			}
			answers[i] = p
		})
	}
	senders.Wait()
	for i, p := range answers {
		if p == nil || len(p.Errors) > 0 || p.Ticket.ID != answers[0].Ticket.ID || p.Ticket.AttachmentCount != 1 {
			t.Fatalf("answer %d: %+v", i, p)
		}
	}
	o.customer.sees(nil, "At once")
	o.customer.errs("openTicket", request("at-once", "Another"), "IDEMPOTENCY_KEY_REUSED", "input", "clientMutationId")
	if other := o.colleague.call("openTicket", request("at-once", "Of another user")); len(other.Errors) > 0 || other.Ticket.ID == answers[0].Ticket.ID {
		t.Errorf("the same key of another user: %+v", other)
	}

	// After a kill: answered before, or not, it is sent again.
	before := o.customer.open("Before the kill", "Once only.", vars{"clientMutationId": "before"})
	unsure := make(chan error)
	go func() {
		_, err := o.customer.try("openTicket", request("unsure", "At the kill"))
		unsure <- err
	}()
	o.kill()
	t.Logf("at the kill: %v", <-unsure)
	o.start()
	if again := o.customer.open("Before the kill", "Once only.", vars{"clientMutationId": "before"}); again.ID != before.ID || again.Number != before.Number {
		t.Errorf("sent again: %+v, want %s", again, before.ID)
	}
	first := o.customer.call("openTicket", request("unsure", "At the kill"))
	second := o.customer.call("openTicket", request("unsure", "At the kill"))
	if len(first.Errors)+len(second.Errors) > 0 || first.Ticket.ID != second.Ticket.ID {
		t.Errorf("sent again: %+v, %+v", first, second)
	}
	o.customer.sees(nil, "At the kill", "Before the kill", "At once")

	// A reply too: once, with its file, though the ticket has moved on.
	reply := vars{"text": "And one more thing.", "clientMutationId": "reply", "attachments": files(upload{"more.txt", "more"})}
	one := o.customer.does("replyToTicket", before, reply)
	o.agent.does("replyToTicket", before, says("Thank you."))
	two := o.customer.does("replyToTicket", before, reply)
	if one.Message.ID != two.Message.ID || len(two.Message.Attachments) != 1 {
		t.Errorf("the same reply: %+v, %+v", one.Message, two.Message)
	}
	if n := len(o.agent.conversation(before.ID)); n != 3 {
		t.Errorf("%d messages, want 3", n)
	}
	for _, e := range o.customer.timeline(before.ID) {
		if own := e.Typename == "MessageEntry" && e.Actor.IsViewer; own != (e.ClientMutationID != nil && *e.ClientMutationID == "reply") {
			t.Errorf("entry %d: %+v", e.Seq, e)
		}
	}
}
