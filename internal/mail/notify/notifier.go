package notify

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"sportello/ent"
	"sportello/internal/desk"
	"sportello/internal/event"
	"sportello/internal/mail/compose"
	"sportello/internal/mail/outbound"
	"sportello/internal/node"
	"sportello/internal/notice"
	"sportello/internal/policy"
	"sportello/internal/richtext"
)

// Config is what a Notifier is made of.
type Config struct {
	Outbox *outbound.Outbox
	Rich   *richtext.Renderer // default: one of its own
	Logger *slog.Logger       // default: none

	// Desks finds a desk by its id.
	Desks func(context.Context, int64) (*desk.Desk, error)
	// Answers says that answers to the mails are taken: they then bear a signed Reply-To, and say so.
	Answers bool
	// TicketURL is the page of a ticket, with {desk}, {number} and {id} in it; empty: mails have no link. NewTicketURL is
	// where one is opened, with {desk}.
	TicketURL, NewTicketURL string
}

// Notifier puts the mails of what happens into the outbox. It is safe for use by many goroutines.
type Notifier struct {
	Config
	composer *compose.Composer
}

// New makes a notifier.
func New(c Config) (*Notifier, error) {
	composer, err := compose.New()
	if err != nil {
		return nil, err
	}
	if c.Rich == nil {
		c.Rich = richtext.New()
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return &Notifier{c, composer}, nil
}

// Happened puts the mails that a change causes into its transaction. It is a desk.Config's Notify.
func (n *Notifier) Happened(ctx context.Context, tx *ent.Tx, h desk.Happening) error {
	kind, staff := toCustomers(h), toStaff(h)
	if kind == "" && staff.kind == "" {
		return nil
	}
	w, err := around(ctx, tx, h.Ticket.ID, h.Actor.UserID, staff.kind, givenKey(h.Desk.Policy))
	if err != nil || w.address == "" {
		return err
	}
	var filled []answer
	if kind == compose.Opened || staff.kind == notice.Assigned {
		if filled, err = answers(ctx, tx, h.Ticket.ID); err != nil {
			return err
		}
	}
	t := &telling{Notifier: n, tx: tx, h: h, around: w, filled: filled}
	if err := t.customers(ctx, kind); err != nil {
		return err
	}
	return t.staff(ctx, staff)
}

// telling is one change, and those who are told.
type telling struct {
	*Notifier
	tx     *ent.Tx
	h      desk.Happening
	around people
	filled []answer
}

// customers tells the addresses of the ticket.
func (t *telling) customers(ctx context.Context, kind compose.Kind) error {
	if kind == "" {
		return nil
	}
	w := t.around
	var person *notice.Party
	if w.person.email != "" {
		person = &notice.Party{Name: w.person.name, Email: w.person.email}
	}
	account := notice.Party{Name: w.requester.name, Email: w.requester.email}
	for _, to := range notice.Recipients(t.h.Desk.Policy.Notifications, account, person, w.given) {
		who := party{name: to.Name, email: to.Email}
		switch to.Why {
		case notice.Account:
			if kind != compose.Opened && w.requester.id == t.h.Actor.UserID {
				continue // their own act
			}
			who = w.requester
		case notice.Given:
			who.language = w.requester.language
		}
		if err := t.put(ctx, who, kind, compose.Due{}); err != nil {
			return err
		}
	}
	return nil
}

// staff tells who works on the ticket, or where it is nobody's who leads the desk.
func (t *telling) staff(ctx context.Context, what told) error {
	if what.kind == "" {
		return nil
	}
	all := []party{t.around.assignee}
	if t.around.assignee.id == 0 {
		all = nil
		if what.kind.ToLeaders() {
			var err error
			if all, _, err = leaders(ctx, t.tx, t.h.Desk.ID, what.kind); err != nil {
				return err
			}
		}
	}
	for _, who := range all {
		if !who.wants || who.id == t.h.Actor.UserID {
			continue
		}
		if err := t.put(ctx, who, compose.Kind(what.kind), what.due); err != nil {
			return err
		}
	}
	return nil
}

// put puts one mail into the outbox.
func (t *telling) put(ctx context.Context, to party, kind compose.Kind, due compose.Due) error {
	d, ticket := t.h.Desk, t.h.Ticket
	language := cmp.Or(to.language, d.Language)
	n := compose.Notice{
		Kind: kind, Desk: t.deskOf(d, t.around.address), To: compose.Recipient{Name: to.name, Email: to.email, Language: to.language},
		Ticket: compose.Ticket{
			ID: ticket.ID, Number: ticket.Number, Subject: ticket.Subject, Status: ticket.Status, Priority: ticket.Priority,
			Requester: cmp.Or(t.around.requester.name, t.around.requester.email), Summary: summary(d.Policy, t.filled, language),
		},
		Due: due, TicketURL: t.link(t.TicketURL, d, ticket), NewTicketURL: t.link(t.NewTicketURL, d, ticket),
	}
	if t.h.Actor.Kind != event.System {
		n.Author = t.around.actor
	}
	same := ""
	if m := t.h.Message; m != nil && !m.StaffOnly && kind != compose.Opened && kind != compose.Assigned {
		written := t.Rich.Render(m.Format, m.Text)
		n.Message = &written
	} else {
		same = strings.Join([]string{string(kind), string(ticket.Status), string(due.Promise)}, "/")
	}
	return t.send(ctx, t.tx, n, outbound.Letter{
		DeskID: d.ID, TenantID: ticket.TenantID, TicketID: ticket.ID, UserID: to.id, Kind: string(kind), To: to.email, Same: same,
		InReplyTo: answered(ctx, kind),
	})
}

type answeredKey struct{}

// Answering marks what is done with the context as done by a mail: what its sender is told then answers that mail, and
// readers' programs show both as one conversation. The Message-ID is in its brackets.
func Answering(ctx context.Context, messageID string) context.Context {
	return context.WithValue(ctx, answeredKey{}, messageID)
}

// answered is the Message-ID of the mail that a notice answers; empty: none.
func answered(ctx context.Context, kind compose.Kind) string {
	if kind != compose.Opened && kind != compose.ReplyRefused {
		return ""
	}
	id, _ := ctx.Value(answeredKey{}).(string)
	return id
}

// send puts a notice into the outbox. One that can't be a mail is no reason to undo what it tells of: it is kept as refused
// where an address is wrong, so that staff see it, and logged.
func (n *Notifier) send(ctx context.Context, tx *ent.Tx, what compose.Notice, l outbound.Letter) error {
	l.Compose = func(e compose.Envelope) (compose.Mail, error) { return n.composer.Mail(what, e) }
	_, err := n.Outbox.Put(ctx, tx, l)
	if !errors.Is(err, compose.ErrAddress) && !errors.Is(err, compose.ErrNotice) {
		return err
	}
	n.Logger.ErrorContext(ctx, "a notice can't be mailed", "kind", l.Kind, "ticket", l.TicketID, "error", err)
	return n.Outbox.Note(ctx, tx, l, err)
}

// deskOf is who writes.
func (n *Notifier) deskOf(d *desk.Desk, address string) compose.Desk {
	zone, err := time.LoadLocation(d.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	return compose.Desk{
		Name: d.Name, Slug: d.Slug, Language: d.Language, Address: address, Zone: zone, Policy: d.Policy, ByMail: n.Answers,
	}
}

// link is a page's address.
func (n *Notifier) link(pattern string, d *desk.Desk, t *desk.Ticket) string {
	if pattern == "" {
		return ""
	}
	return strings.NewReplacer("{desk}", d.Slug, "{number}", strconv.FormatInt(t.Number, 10), "{id}", node.Encode(node.Ticket, t.ID)).Replace(pattern)
}

// givenKey is the key of the field whose address is told beside the account (M4.10); empty when there is none.
func givenKey(p *policy.Policy) string {
	if !p.Notifications.AddsGiven() {
		return ""
	}
	for _, field := range p.Form.Fields {
		if field.Kind == policy.EmailField && field.Notify {
			return field.Key
		}
	}
	return ""
}
