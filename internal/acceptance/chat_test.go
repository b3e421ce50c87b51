package acceptance

import (
	"fmt"
	"testing"
	"time"
)

// M2.10, C.6: in a conversation each answer is at the other side's open page at once, not when somebody looks for it.
func TestAnswersArriveAtOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "saas", "Support Example", "it")
	opened := o.customer.open("A conversation", "Are you there already?")
	o.agent.does("takeTicket", opened)
	heard, worked := o.customer.follow(opened.ID, ""), o.agent.follow(opened.ID, "")
	heard.snapshot()
	worked.snapshot()
	const answers = 20
	for i := range answers {
		from, to := o.agent, heard
		if i%2 == 1 {
			from, to = o.customer, worked
		}
		text, began := fmt.Sprintf("Answer %d", i), time.Now()
		if p := from.call("replyToTicket", vars{"ticket": opened.ID, "text": text}); len(p.Errors) > 0 {
			t.Fatalf("%s: %+v", text, p.Errors)
		}
		for got := ""; got != text; {
			got = textOf(*to.hears("Message")[0].Entry)
		}
		// What is not pushed is found by the outbox's sweep, every five seconds: the second answer would wait for it.
		if took := time.Since(began); took > 4*time.Second {
			t.Fatalf("%s took %v to arrive", text, took)
		}
	}
}
