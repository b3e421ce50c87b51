package notify_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/quotedprintable"
	"strings"
	"testing"
	"time"

	"sportello/ent"
	"sportello/internal/desk"
	"sportello/internal/mail/notify"
	"sportello/internal/policy"
	"sportello/internal/richtext"
	"sportello/internal/store"
)

// M0.6, M1.13, M3.2, M3.3, M3.5, M3.6: what is told of a ticket's whole life, to whom, and that nobody is told of their own act.
func TestTheLifeOfATicket(t *testing.T) {
	o := newOffice(t, "mail")
	id := o.open()
	opened := o.told("opened", "OPENED>customer")[0]
	if !strings.Contains(text(t, *opened.Raw), "Reply-To: ") || opened.Subject != "[#1] Nothing works here" || opened.TicketID != id {
		t.Errorf("the confirmation: %s\n%s", opened.Subject, *opened.Raw)
	}
	o.does(o.service.Take(o.as(o.agent), o.agent, desk.TakeInput{TicketID: id}))
	o.told("taken", "STATUS_CHANGED>customer")
	o.does(o.service.AddNote(o.as(o.agent), o.agent, desk.AddNoteInput{TicketID: id, Text: "the spare one is in drawer 12"}))
	o.told("a note among staff")
	o.does(o.service.Reply(o.as(o.agent), o.agent, desk.ReplyInput{TicketID: id, Text: "Is *it* plugged in?", Format: richtext.Markdown}))
	reply := o.told("staff replied", "STAFF_REPLIED>customer")[0]
	if all := text(t, *reply.Raw); !strings.Contains(all, "<em>it</em>") || !strings.Contains(all, opened.MessageID) {
		t.Errorf("the reply lacks its text, or what it follows: %s", all)
	}
	o.does(o.service.Reply(o.as(o.customer), o.customer, desk.ReplyInput{TicketID: id, Text: "It is."}))
	o.told("the customer replied", "CUSTOMER_REPLIED>agent")
	o.does(o.service.ChangePriority(o.as(o.agent), o.agent, desk.ChangePriorityInput{TicketID: id, Priority: policy.High}))
	o.told("another priority")
	o.does(o.service.Assign(o.as(o.agent), o.agent, desk.AssignInput{TicketID: id, AssigneeID: o.another.UserID}))
	o.told("assigned to another", "ASSIGNED>another")
	o.does(o.service.Resolve(o.as(o.another), o.another, desk.ResolveInput{TicketID: id}))
	o.told("resolved", "RESOLVED>customer")
	o.does(o.service.Reply(o.as(o.customer), o.customer, desk.ReplyInput{TicketID: id, Text: "It did not help."}))
	o.told("reopened", "CUSTOMER_REPLIED>another")
	o.does(o.service.Resolve(o.as(o.another), o.another, desk.ResolveInput{TicketID: id}))
	o.told("resolved again", "RESOLVED>customer")
	o.now = o.now.AddDate(0, 0, 4)
	if n, err := o.service.AutoClose(t.Context()); err != nil || n != 1 {
		t.Fatalf("closed %d: %v", n, err)
	}
	o.told("closed by the clock", "CLOSED_BY_CLOCK>customer")
	o.does(o.service.Reply(o.as(o.customer), o.customer, desk.ReplyInput{TicketID: id, Text: "It is broken again."}))
	o.told("goes on in a new one", "OPENED>customer")
}

// M1.7, M4.10, M4.11: to the chosen person in the account's place, or to the given address beside it.
func TestToWhom(t *testing.T) {
	studio := newOffice(t, "studio")
	person := studio.Person(studio.tenantID)
	address := studio.store.Read().Person.GetX(store.System(t.Context()), person).Email
	id := studio.open(func(in *desk.OpenInput) { in.PersonID = person })
	studio.told("opened for a person", "OPENED>"+address)
	studio.does(studio.service.Reply(studio.as(studio.agent), studio.agent, desk.ReplyInput{TicketID: id, Text: "We are on it."}))
	studio.told("answered", "STAFF_REPLIED>"+address)
	studio.open()
	studio.told("opened for nobody else", "OPENED>customer")

	portal := newOffice(t, "portal")
	portal.open(func(in *desk.OpenInput) {
		for i := range in.Fields {
			if in.Fields[i].Key == "notification_email" {
				in.Fields[i].Value = "Office@Customer.example"
			}
		}
	})
	told := portal.told("both are told", "OPENED>customer", "OPENED>office@customer.example")
	if raw := text(t, *told[0].Raw); !strings.Contains(raw, "https://portal.example/") {
		t.Errorf("no link to the ticket: %s", raw)
	}
}

// M1.1: warnings and breaches go to who works on the ticket, else to who leads the desk; and each chooses for themselves.
func TestDueTimesAndSettings(t *testing.T) {
	o := newOffice(t, "studio")
	id := o.open()
	o.told("opened", "OPENED>customer")
	o.now = o.now.AddDate(0, 0, 7)
	if _, err := o.service.NoteDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.told("nobody's ticket is overdue", "DUE_BREACHED>leader")
	o.does(o.service.Assign(o.as(o.leader), o.leader, desk.AssignInput{TicketID: id, AssigneeID: o.agent.UserID}))
	o.told("assigned", "ASSIGNED>agent", "STATUS_CHANGED>customer")
	err := o.service.UpdateNotificationSettings(t.Context(), o.agent, []*desk.NotificationSetting{{Kind: "CUSTOMER_REPLIED", Enabled: false}})
	if err != nil {
		t.Fatal(err)
	}
	o.does(o.service.Reply(o.as(o.customer), o.customer, desk.ReplyInput{TicketID: id, Text: "Any news?"}))
	o.told("who does not want to know")
	o.does(o.service.Assign(o.as(o.leader), o.leader, desk.AssignInput{TicketID: id, AssigneeID: o.another.UserID}))
	o.does(o.service.Assign(o.as(o.leader), o.leader, desk.AssignInput{TicketID: id, AssigneeID: o.agent.UserID}))
	o.told("wants to know of the rest", "ASSIGNED>another", "ASSIGNED>agent")
}

// M0.4: a draft makes no mail; sent, it makes one.
func TestDraftsMakeNoMail(t *testing.T) {
	o := newOffice(t, "guided")
	saved, err := o.service.SaveDraft(o.as(o.customer), o.customer, desk.SaveDraftInput{TenantID: o.tenantID, Subject: "Half a thought"})
	if err != nil || saved.DraftID == 0 {
		t.Fatal(err)
	}
	o.told("a draft")
}

// A desk without an address sends nothing; a change whose mail can't be made is done all the same, and its ticket shows it.
func TestWhatCanNotBeMailedUndoesNothing(t *testing.T) {
	o := newOffice(t, "saas")
	ctx := store.System(context.Background())
	err := o.store.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error {
		return tx.User.UpdateOneID(o.customer.UserID).SetEmail("càrla@esempio.example").Exec(ctx)
	})
	if err != nil {
		t.Fatal(err)
	}
	id := o.open()
	rows := o.mails()
	if len(rows) != 1 || rows[0].State != "REFUSED" || !strings.Contains(rows[0].LastError, "ASCII") || rows[0].TicketID != id {
		t.Errorf("kept %+v", rows)
	}
	err = o.store.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error {
		_, err := tx.DeskAddress.Delete().Exec(ctx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	o.open()
	o.told("a desk without an address")
}

// What fails in telling undoes the change: there is no change without its mail.
func TestNoChangeWithoutItsMail(t *testing.T) {
	o := newOffice(t, "saas")
	broken := errors.New("the outbox is full")
	o.service = desk.New(desk.Config{Store: o.store, Now: func() time.Time { return o.now },
		Notify: func(context.Context, *ent.Tx, desk.Happening) error { return broken }})
	_, err := o.service.Open(o.as(o.customer), o.customer, o.request())
	if !errors.Is(err, broken) {
		t.Errorf("opened: %v", err)
	}
	if n := o.store.Read().Ticket.Query().CountX(store.System(t.Context())); n != 0 {
		t.Errorf("%d tickets", n)
	}
}

// For who reads the mail: what is held is told to who leads the desk, not more often than every ten minutes; what came too
// late goes back; and what did not arrive is told to staff, once.
func TestForTheMailroom(t *testing.T) {
	o := newOffice(t, "studio")
	id := o.open()
	o.told("opened", "OPENED>customer")
	d, err := o.service.DeskOf(t.Context(), o.deskID)
	if err != nil {
		t.Fatal(err)
	}
	do := func(fn func(ctx context.Context, tx *ent.Tx) error) {
		t.Helper()
		if err := o.store.Tx(store.System(context.Background()), fn); err != nil {
			t.Fatal(err)
		}
	}
	hold := func(ctx context.Context, tx *ent.Tx) error {
		return o.notifier.Quarantined(ctx, tx, d, notify.Held{From: "x@elsewhere.example", Subject: "Hello\r\nBcc: all@desk.example",
			Reason: func(language string) string { return "not sure " + language }})
	}
	do(hold)
	held := o.told("held", "QUARANTINED>leader")[0]
	if head, _, _ := bytes.Cut(*held.Raw, []byte("\r\n\r\n")); bytes.Contains(head, []byte("\nBcc:")) {
		t.Errorf("a header came in by the subject: %s", head)
	}
	do(hold)
	do(hold)
	if next := o.told("held again and again", "QUARANTINED>leader")[0]; next.State != "QUEUED" ||
		next.NextAttemptAt.Time().Sub(held.CreatedAt.Time()) != 10*time.Minute {
		t.Errorf("the next one: %+v", next)
	}
	ticket := &desk.Ticket{ID: id, TenantID: o.tenantID, DeskID: o.deskID, Number: 1, Subject: "Nothing works here", Status: policy.Closed, Priority: policy.Normal}
	do(func(ctx context.Context, tx *ent.Tx) error {
		ctx = notify.Answering(ctx, "<late@customer.example>")
		return o.notifier.ReplyRefused(ctx, tx, d, ticket, notify.Returned{Email: o.customer.Email, Message: desk.Written{Text: "One more thing"}})
	})
	back := o.told("refused", "REPLY_REFUSED>customer")[0]
	if all := text(t, *back.Raw); !strings.Contains(all, "In-Reply-To: <late@customer.example>") || !strings.Contains(all, "One more thing") ||
		!strings.Contains(all, "Auto-Submitted: auto-replied") {
		t.Errorf("sent back: %s", all)
	}
	o.outbox.Failed = o.notifier.Undelivered
	bounce := func(ctx context.Context, tx *ent.Tx) error {
		return o.outbox.Bounced(ctx, tx, back.ID, true, "550 5.1.1 no such user")
	}
	do(bounce)
	do(bounce)
	told := o.told("bounced, twice", "UNDELIVERABLE>leader")
	do(func(ctx context.Context, tx *ent.Tx) error {
		return o.outbox.Bounced(ctx, tx, told[0].ID, true, "550 nor this")
	})
	o.told("what staff were sent is not told on")
}

// text is a message with its bodies and headers as they read.
func text(t *testing.T, raw []byte) string {
	t.Helper()
	head, body, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	read, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body)))
	if err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	return strings.ReplaceAll(string(head), "\r\n ", " ") + "\n\n" + string(read)
}
