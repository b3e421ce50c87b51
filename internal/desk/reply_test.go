package desk_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/policy"
	"sportello/internal/workflow"
)

// M1.10: staff replied = WAITING_ON_CUSTOMER, the customer has replied = IN_PROGRESS; what lists show goes along.
func TestReply(t *testing.T) {
	c := newOffice(t).counter("studio")
	id := c.open()
	c.pass(time.Minute)
	out := c.must(c.reply(c.agent, id, "Ha provato a riavviare?"))
	row := c.ticket(id)
	if row.Status != "WAITING_ON_CUSTOMER" || row.MessageCount != 2 || row.LastMessageBy != "STAFF" || row.Version != 2 {
		t.Errorf("after staff's reply: %+v", row)
	}
	if out.TicketID != id || out.MessageID == 0 || out.FollowUp != workflow.NoFollowUp || out.Replayed {
		t.Errorf("answered %+v", out)
	}
	c.pass(time.Minute)
	c.must(c.reply(c.technician, id, "Sì, niente."))
	if row := c.ticket(id); row.Status != "IN_PROGRESS" || row.LastMessageExcerpt != "Sì, niente." || row.LastMessageBy != "CUSTOMER" {
		t.Errorf("after the customer's reply: %+v", row)
	}
	told := c.heard()
	if last := told[len(told)-1]; len(told) != 3 || last.Seq != c.ticket(id).LastSeq || last.OutboxID == 0 {
		t.Errorf("announced %+v", told)
	}
	c.checkAudit()
}

// Who sees a ticket without the right to write is told so; for whom it is out of sight, it does not exist.
func TestReplyScope(t *testing.T) {
	c := newOffice(t).counter("mail") // requesters see their own
	other := c.counter("portal")
	id := c.open()
	for _, test := range []struct {
		name   string
		viewer *access.Viewer
		want   []string
	}{
		{"observer", c.observer, []string{"FORBIDDEN"}},
		{"colleague who sees only their own", c.colleague, []string{"NOT_FOUND at ticket"}},
		{"another tenant", c.neighbour, []string{"NOT_FOUND at ticket"}},
		{"analyst", c.analyst, []string{"NOT_FOUND at ticket"}},
		{"another desk's staff", other.agent, []string{"NOT_FOUND at ticket"}},
		{"another desk's customer", other.customer, []string{"NOT_FOUND at ticket"}},
		{"nobody", &access.Viewer{}, []string{"NOT_FOUND at ticket"}},
		{"technician", c.technician, nil},
		{"staff", c.agent, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			c.pass(time.Minute)
			_, err := c.reply(test.viewer, id, "Eccomi")
			c.refused(err, test.want...)
		})
	}
	_, err := c.reply(c.customer, 999, "Eccomi")
	c.refused(err, "NOT_FOUND at ticket")
	c.checkAudit()
}

// M4.15: text, priority, person and closing are one act: one version, one instant, all or nothing.
func TestReplyIsOneAct(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	c.pass(10 * time.Minute)
	c.must(c.service.Reply(t.Context(), c.customer, desk.ReplyInput{
		TicketID: id, Text: "Risolto da solo, grazie.", Priority: policy.Low, PersonID: &c.person, Close: true,
		Attachments: []desk.AttachmentInput{{File: c.file("foto.png", "x")}},
	}))
	row := c.ticket(id)
	if row.Version != 2 || row.Status != "CLOSED" || row.Priority != "LOW" || row.PersonID == nil || row.AttachmentCount != 1 {
		t.Errorf("after the act: %+v", row)
	}
	if told := c.heard(); len(told) != 2 || told[1].Seq != row.LastSeq {
		t.Errorf("announced %+v", told)
	}

	second := c.open()
	before := c.ticket(second)
	for _, test := range []struct {
		change func(*desk.ReplyInput)
		want   []string
	}{
		{func(in *desk.ReplyInput) { in.Priority = policy.Urgent }, []string{"PRIORITY_RAISE_REFUSED at priority"}}, // M4.14
		{func(in *desk.ReplyInput) { in.PersonID = &c.otherPerson }, []string{"NOT_FOUND at person"}},
		{func(in *desk.ReplyInput) { in.Close = true }, []string{"TOO_EARLY_TO_CLOSE"}}, // M4.16
		{func(in *desk.ReplyInput) { in.Text = "a\x00" }, []string{"INVALID_CHARACTERS at text"}},
		{func(in *desk.ReplyInput) { in.Text, in.Priority = "", "NONE" }, []string{"REQUIRED at text", "PRIORITY_NOT_USED at priority"}},
	} {
		in := desk.ReplyInput{TicketID: second, Text: "Eccomi"}
		test.change(&in)
		_, err := c.service.Reply(t.Context(), c.customer, in)
		c.refused(err, test.want...)
	}
	if after := c.ticket(second); after.String() != before.String() {
		t.Errorf("refusals left\n%v, it was\n%v", after, before)
	}
	c.checkAudit()
}

// What a reply does to a closed ticket is the desk's rule (M1.11, M2.6, M3.8, M4.17).
func TestReplyToClosed(t *testing.T) {
	for _, test := range []struct {
		preset string
		wait   time.Duration
		status string
		want   workflow.FollowUp
		err    []string
	}{
		{"guided", 0, "IN_PROGRESS", workflow.Reopened, nil},
		{"studio", 0, "CLOSED", "", []string{"TICKET_CLOSED"}},
		{"saas", 1000 * time.Hour, "OPEN", workflow.Reopened, nil},
		{"mail", 0, "CLOSED", workflow.NewLinked, nil},
		{"portal", 15 * 24 * time.Hour, "IN_PROGRESS", workflow.Reopened, nil},
		{"portal", 15*24*time.Hour + time.Second, "CLOSED", "", []string{"REOPEN_WINDOW_PASSED"}},
	} {
		t.Run(test.preset, func(t *testing.T) {
			c := newOffice(t).counter(test.preset)
			id := c.open()
			c.pass(time.Minute)
			c.must(c.service.Take(t.Context(), c.agent, desk.TakeInput{TicketID: id}))
			c.pass(time.Minute)
			c.must(c.service.Close(t.Context(), c.agent, desk.CloseInput{TicketID: id}))
			c.pass(test.wait)
			if test.wait == 0 {
				c.pass(time.Minute)
			}
			out, err := c.reply(c.customer, id, "Non funziona ancora")
			c.refused(err, test.err...)
			if err == nil && out.FollowUp != test.want {
				t.Errorf("answered %+v", out)
			}
			if row := c.ticket(id); row.Status != test.status {
				t.Errorf("it is %s", row.Status)
			}
			c.checkAudit()
		})
	}
}

// M3.8: the message lands in a new ticket of who replied, and both tickets tell of each other.
func TestReplyOpensLinkedTicket(t *testing.T) {
	c := newOffice(t).counter("mail")
	old := c.must(c.openAs(t.Context(), c.customer, desk.OpenInput{
		Subject: "La stampante", Description: "È ferma.", PersonID: c.person,
	})).TicketID
	c.pass(time.Minute)
	c.must(c.service.Close(t.Context(), c.agent, desk.CloseInput{TicketID: old}))
	c.pass(time.Minute)
	out := c.must(c.service.Reply(t.Context(), c.technician, desk.ReplyInput{
		TicketID: old, Text: "Di nuovo ferma.", Attachments: []desk.AttachmentInput{{File: c.file("foto.png", "x")}},
		ClientMutationID: "again",
	}))
	row := c.ticket(out.TicketID)
	if out.TicketID == old || row.Number != 2 || row.RequesterID != c.technician.UserID || row.Subject != "La stampante" {
		t.Errorf("the new ticket: %+v", row)
	}
	if row.FollowsID == nil || *row.FollowsID != old || row.PersonID == nil || row.Status != "OPEN" || row.AttachmentCount != 1 {
		t.Errorf("the new ticket: %+v", row)
	}
	if row := c.ticket(old); row.Status != "CLOSED" || row.MessageCount != 1 || row.LastSeq != 3 {
		t.Errorf("the old ticket: %+v", row)
	}
	told := c.heard()
	if len(told) != 4 || told[2].TicketID != out.TicketID || told[2].Seq != 2 || told[3].TicketID != old || told[3].Seq != 3 {
		t.Errorf("announced %+v", told)
	}
	c.checkAudit()
}

// M3.5: a reply to a resolved ticket reopens it.
func TestReplyToResolved(t *testing.T) {
	c := newOffice(t).counter("mail")
	id := c.open()
	c.pass(time.Minute)
	c.must(c.service.Resolve(t.Context(), c.agent, desk.ResolveInput{TicketID: id}))
	c.pass(time.Minute)
	if out := c.must(c.reply(c.customer, id, "No")); out.FollowUp != workflow.Reopened || out.TicketID != id {
		t.Errorf("answered %+v", out)
	}
	if row := c.ticket(id); row.Status != "IN_PROGRESS" || row.ReopenCount != 1 {
		t.Errorf("it is %+v", row)
	}
	c.checkAudit()
}

// Of many who change a ticket on the same version, one succeeds; nothing is lost.
func TestExpectedVersion(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	version := c.ticket(id).Version
	var group sync.WaitGroup
	conflicts := make(chan error, 10)
	for range 10 {
		group.Go(func() {
			_, err := c.service.Reply(t.Context(), c.agent, desk.ReplyInput{TicketID: id, Text: "Mio", ExpectedVersion: &version})
			conflicts <- err
		})
	}
	group.Wait()
	close(conflicts)
	succeeded := 0
	for err := range conflicts {
		if err == nil {
			succeeded++
			continue
		}
		c.refused(err, "CONFLICT at expectedVersion")
	}
	if row := c.ticket(id); succeeded != 1 || row.Version != 2 || row.MessageCount != 2 {
		t.Errorf("%d succeeded, %+v", succeeded, row)
	}
}

// No reply is lost, however many come at once.
func TestRepliesAtOnce(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			viewer := c.agent
			if i%2 == 0 {
				viewer = c.customer
			}
			if _, err := c.reply(viewer, id, strings.Repeat("sì ", i+1)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if row := c.ticket(id); row.MessageCount != 21 || row.Version != 21 {
		t.Errorf("it is %+v", row)
	}
}

// A reply runs as many statements as a hand-written one: load, message, mark for the search, timeline, ticket, outbox; one
// more for the key.
func TestReplyStatements(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	for _, test := range []struct {
		name string
		in   desk.ReplyInput
		want int
	}{
		{"plain", desk.ReplyInput{}, 6},
		{"with a key", desk.ReplyInput{ClientMutationID: "k"}, 7},
		{"with several changes", desk.ReplyInput{Priority: policy.Low, PersonID: &c.person}, 8 + c.holdsRules()}, // and the person, and the life that is timed anew
		{"with files", desk.ReplyInput{Attachments: []desk.AttachmentInput{{File: c.file("a", "a")}, {File: c.file("b", "b")}}}, 7},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.in.TicketID, test.in.Text = id, "Eccomi"
			count := desktest.CountStatements(c.store)
			c.must(c.service.Reply(t.Context(), c.customer, test.in))
			if got := count(); got != test.want {
				t.Errorf("%d statements, want %d", got, test.want)
			}
		})
	}
}
