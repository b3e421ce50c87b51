package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/mail/compose"
	"sportello/internal/mail/outbound"
	"sportello/internal/node"
	"sportello/internal/store"
)

// mailOf puts a mail about a ticket, and answers its id.
func (w *world) mailOf(deskID, tenantID, ticketID int64) string {
	w.t.Helper()
	var id int64
	w.must(w.store.Tx(store.System(w.ctx()), func(ctx context.Context, tx *ent.Tx) (err error) {
		id, err = w.mail.Put(ctx, tx, outbound.Letter{
			DeskID: deskID, TenantID: tenantID, TicketID: ticketID, Kind: "STAFF_REPLIED", To: "carla@company.example",
			Compose: func(e compose.Envelope) (compose.Mail, error) {
				id := compose.MessageID(e.ID, e.At, e.Domain)
				raw := fmt.Sprintf("Subject: A secret subject\r\nMessage-ID: %s\r\n\r\nHello\r\n", id)
				return compose.Mail{MessageID: id, Sender: "desk@desk.example", Bytes: []byte(raw)}, nil
			},
		})
		return err
	}))
	return node.Encode(node.OutgoingMail, id)
}

// mailCases are the cases of mails: customers are refused whatever they name.
func mailCases(one func(node.Kind, string) idCase) map[string]idCase {
	return map[string]idCase{
		"Mutation.resendMail.input.mail":       one(node.OutgoingMail, onMail("resendMail", `<id>`)),
		"Mutation.clearMailAddress.input.mail": one(node.OutgoingMail, onMail("clearMailAddress", `<id>`)),
	}
}

func onMail(mutation, id string) string {
	return `mutation { ` + mutation + `(input: {mail: ` + id + `}) { mail { id state addressMarked bounceReport sentAt } errors { code field message } } }`
}

// M1.13: what became of a ticket's mails is there for its staff, and does not exist for its customers.
func TestMailsAreForStaff(t *testing.T) {
	w := newWorld(t)
	id := w.mailOf(w.portal, w.company, w.ticket.ID)
	document := fmt.Sprintf(`{ ticket(by: {id: %q}) { mails { id kind to subject messageId state attempts lastError createdAt sentAt nextAttemptAt bouncedAt bounceReport addressMarked } } }`,
		node.Encode(node.Ticket, w.ticket.ID))
	var read struct {
		Data struct {
			Ticket struct {
				Mails []struct {
					ID, Kind, To, Subject, State string
					MessageID                    *string
					SentAt, NextAttemptAt        *string
					LastError, BounceReport      *string
					AddressMarked                bool
				}
			}
		}
	}
	got := w.ask(w.agent, document, nil)
	w.must(json.Unmarshal([]byte(got.body), &read))
	mails := read.Data.Ticket.Mails
	if len(mails) != 2 || mails[1].ID != id || mails[1].To != "carla@company.example" || mails[1].Subject != "A secret subject" ||
		mails[1].State != "TRAPPED" || mails[1].SentAt == nil || mails[1].NextAttemptAt != nil || mails[1].LastError != nil || mails[1].MessageID == nil {
		t.Errorf("staff read %s", got.body)
	}
	if got := w.ask(w.victim, document, nil); got.body != `{"data":{"ticket":{"mails":null}}}` {
		t.Errorf("customers read %s", got.body)
	}
}

func TestMailsSentAgain(t *testing.T) {
	w := newWorld(t)
	id := w.mailOf(w.portal, w.company, w.ticket.ID)
	_, mailID, err := node.Decode(id)
	w.must(err)
	if got := w.ask(w.agent, onMail("resendMail", quoted(id)), nil).body; !strings.Contains(got, `"state":"TRAPPED"`) || !strings.Contains(got, `"errors":[]`) {
		t.Errorf("sent again: %s", got)
	}
	w.must(w.store.Tx(store.System(w.ctx()), func(ctx context.Context, tx *ent.Tx) error {
		return w.mail.Bounced(ctx, tx, mailID, true, "550 no such user")
	}))
	for _, c := range []struct{ mutation, want string }{
		{"resendMail", `"errors":[{"code":"RESEND_REFUSED","field":null,"message":"The mail can't be sent again: its address is marked as undeliverable, so clear it first."}]`},
		{"clearMailAddress", `"state":"BOUNCED","addressMarked":false,"bounceReport":"550 no such user"`},
		{"resendMail", `"state":"TRAPPED"`},
	} {
		if got := w.ask(w.agent, onMail(c.mutation, quoted(id)), nil).body; !strings.Contains(got, c.want) {
			t.Errorf("%s: %s, want %s", c.mutation, got, c.want)
		}
	}
	if got := w.ask(w.victim, onMail("resendMail", quoted(id)), nil); !strings.Contains(got.body, "NOT_FOUND") {
		t.Errorf("a customer sends it again: %s", got.body)
	}
}

func TestNotificationSettings(t *testing.T) {
	w := newWorld(t)
	const read = `{ viewer { notificationSettings { kind enabled } } }`
	change := func(v *access.Viewer, settings string) string {
		return w.ask(v, `mutation { updateNotificationSettings(input: {settings: [`+settings+`]}) { settings { kind enabled } errors { code } } }`, nil).body
	}
	if got := w.ask(w.agent, read, nil).body; strings.Count(got, `"enabled":true`) != 6 {
		t.Errorf("at first: %s", got)
	}
	change(w.agent, `{kind: ASSIGNED, enabled: true}, {kind: ASSIGNED, enabled: false}`)
	if got := change(w.agent, `{kind: DUE_SOON, enabled: false}`); !strings.Contains(got, `{"kind":"ASSIGNED","enabled":false}`) ||
		!strings.Contains(got, `{"kind":"DUE_SOON","enabled":false}`) || strings.Count(got, `"enabled":true`) != 4 {
		t.Errorf("chosen: %s", got)
	}
	if got := w.ask(w.victim, read, nil).body; got != `{"data":{"viewer":{"notificationSettings":[]}}}` {
		t.Errorf("of a customer: %s", got)
	}
	if got := change(w.victim, `{kind: ASSIGNED, enabled: false}`); !strings.Contains(got, "STAFF_ONLY") {
		t.Errorf("a customer chooses: %s", got)
	}
	if got := w.ask(w.otherStaff.Viewer, read, nil).body; strings.Count(got, `"enabled":true`) != 6 {
		t.Errorf("another's choice changed: %s", got)
	}
}
