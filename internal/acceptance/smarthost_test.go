package acceptance

import (
	"strings"
	"sync/atomic"
	"testing"

	"github.com/emersion/go-smtp"

	"sportello/internal/desktest/sink"
)

// fate is what staff read of a ticket's mail.
type fate struct {
	ID, Kind, To, State string
	Attempts            int
	LastError           *string
	AddressMarked       bool
}

// fates are those of a ticket's mails, as staff read them.
func (u *user) fates(ticket string) []fate {
	u.t.Helper()
	return asked[struct{ Mails []fate }](u, ticket, "mails { id kind to state attempts lastError addressMarked }").Mails
}

// M1.13, M0.6: mails leave by a real smarthost, whole; what it refuses is visible on the ticket, told to staff, and can be sent
// again; customers know nothing of it.
func TestMailsLeaveByTheSmarthost(t *testing.T) {
	t.Parallel()
	var dead, greylisted atomic.Bool
	greylisted.Store(true)
	host := sink.Start(t, sink.Config{User: "desk", Password: "s3cret", Rcpt: func(to string) error {
		switch {
		case strings.HasPrefix(to, "carla@") && dead.Load():
			return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
		case strings.HasPrefix(to, "colin@") && greylisted.Load():
			return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "come back later"}
		}
		return nil
	}})
	h := newHouse(t)
	h.run("", "migrate")
	o := h.founds("saas", "Support Example", "en", "--preset", "saas")
	address := o.reachesByMail()
	h.launch(nil, "serve", "--mail-smarthost", "smtp://desk:s3cret@"+host.Address, "--mail-domain", "desk.example")
	o.signIn()

	opened := o.customer.open("It does not work", "Not since yesterday.")
	to := func(who *user) (found []sink.Mail) {
		for _, m := range host.Mails() {
			if m.To == who.email {
				found = append(found, m)
			}
		}
		return found
	}
	within(t, "the confirmation arrives", func() bool { return len(to(o.customer)) == 1 })
	sent := to(o.customer)[0]
	if !strings.HasPrefix(sent.From, "saas+b") || sent.User != "desk" || !strings.Contains(string(sent.Data), "From: \"Support Example\" <"+address+">") {
		t.Errorf("arrived: %s %s", sent.From, sent.Data)
	}
	within(t, "staff see it as sent", func() bool {
		f := o.agent.fates(opened.ID)
		return len(f) == 1 && f[0].State == "SENT" && f[0].To == o.customer.email && f[0].Attempts == 1
	})
	if f := asked[struct{ Mails []fate }](o.customer, opened.ID, "mails { id }").Mails; f != nil {
		t.Errorf("the customer reads %+v", f)
	}

	o.agent.does("takeTicket", opened)
	within(t, "taken is told", func() bool { return len(to(o.customer)) == 2 })
	dead.Store(true)
	o.agent.does("replyToTicket", opened, says("We are looking into it."))
	within(t, "who works on it is told", func() bool { return len(to(o.agent)) == 1 })
	if told := string(to(o.agent)[0].Data); !strings.Contains(told, "5.1.1 no such user") && !strings.Contains(told, "no such user") {
		t.Errorf("staff are told: %s", told)
	}
	refused := o.agent.fates(opened.ID)[2]
	if refused.State != "REFUSED" || refused.LastError == nil || !strings.Contains(*refused.LastError, "550") {
		t.Errorf("refused: %+v", refused)
	}
	dead.Store(false)
	var again struct{ ResendMail struct{ Mail fate } }
	o.agent.ask(`mutation($id: ID!) { resendMail(input: {mail: $id}) { mail { state } errors { code } } }`, vars{"id": refused.ID}, &again)
	within(t, "it arrives when sent again", func() bool { return len(to(o.customer)) == 3 })

	late := o.colleague.open("Greylisted", "The mail comes back later.")
	within(t, "it was tried", func() bool {
		f := o.agent.fates(late.ID)
		return len(f) == 1 && f[0].State == "QUEUED" && f[0].Attempts == 1 && f[0].LastError != nil
	})
	if n := len(to(o.colleague)); n != 0 {
		t.Errorf("%d mails arrived", n)
	}
	ids := map[string]int{}
	for _, m := range host.Mails() {
		ids[messageID(m)]++
	}
	for id, n := range ids {
		if n != 1 {
			t.Errorf("%s arrived %d times", id, n)
		}
	}

}
