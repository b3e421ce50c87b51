package notify

import (
	"fmt"
	"strings"
	"time"

	"sportello/internal/desk"
	"sportello/internal/duetime"
	"sportello/internal/mail/compose"
	"sportello/internal/policy"
	"sportello/internal/richtext"
)

// Preview is a mail that a desk has reason to send, about a ticket that was made up.
type Preview struct {
	Kind     compose.Kind
	Language string
	Mail     compose.Mail
}

// Previews writes every mail of a desk in every language, as it would read.
func (n *Notifier) Previews(d *desk.Desk, address string, at time.Time) ([]Preview, error) {
	var all []Preview
	for _, language := range []string{"it", "es", "en"} {
		for _, kind := range compose.Kinds() {
			if !gives(d.Policy, kind) {
				continue
			}
			mail, err := n.composer.Mail(n.example(d, address, kind, language, at), compose.Envelope{
				ID: int64(len(all) + 1), At: at, Domain: n.Outbox.Domain, Signer: n.Outbox.Signer,
			})
			if err != nil {
				return nil, fmt.Errorf("preview %s of %s: %w", kind, d.Slug, err)
			}
			all = append(all, Preview{kind, language, mail})
		}
	}
	return all, nil
}

// gives reports whether a desk's rules ever give cause for a notice.
func gives(p *policy.Policy, kind compose.Kind) bool {
	switch kind {
	case compose.Resolved:
		return p.Uses(policy.Resolved)
	case compose.ClosedByClock:
		return p.Closing.Automatic.After > 0
	case compose.ReplyRefused:
		return p.Reopening.ByReply == policy.Refused || p.Reopening.Afterwards == policy.Refused
	}
	return true
}

// example is a notice about a ticket that was made up.
func (n *Notifier) example(d *desk.Desk, address string, kind compose.Kind, language string, at time.Time) compose.Notice {
	words := map[string][3]string{
		"it": {"Non riesco a emettere una nota di accredito", "Il documento è bloccato dal *periodo già chiuso*:\n\n1. aprire **Periodi**\n2. riaprire ottobre\n\nPoi la nota si può emettere.", "il mittente non è stato riconosciuto con certezza"},
		"es": {"No puedo emitir una nota de crédito", "El documento está bloqueado porque *el período ya se cerró*:\n\n1. abrir **Períodos**\n2. reabrir octubre\n\nDespués se puede emitir la nota.", "no se pudo comprobar con certeza quién lo envió"},
		"en": {"I cannot issue a credit note", "The document is locked by *a period that is already closed*:\n\n1. open **Periods**\n2. reopen October\n\nThen the note can be issued.", "it could not be made sure who sent it"},
	}[language]
	customer := compose.Recipient{Name: "Carla Bianchi", Email: "carla@customer.example", Language: language}
	notice := compose.Notice{
		Kind: kind, Desk: n.deskOf(d, address), To: customer, Author: "Paola Neri",
		Ticket:    compose.Ticket{ID: 1, Number: 1453, Subject: words[0], Status: statusAfter(d.Policy, kind), Priority: policy.Normal, Requester: customer.Name},
		TicketURL: n.link(n.TicketURL, d, &desk.Ticket{ID: 1, Number: 1453}), NewTicketURL: n.link(n.NewTicketURL, d, &desk.Ticket{ID: 1, Number: 1453}),
	}
	switch kind {
	case compose.StaffReplied, compose.CustomerReplied, compose.ReplyRefused:
		written := n.Rich.Render(richtext.Markdown, words[1])
		notice.Message = &written
	case compose.DueSoon, compose.DueBreached:
		notice.Due = compose.Due{Promise: duetime.FirstResponse, At: at.Add(time.Hour)}
	case compose.Undeliverable:
		notice.Failed = compose.Failed{To: customer.Email, Reason: "550 5.1.1 No such user here"}
	case compose.Quarantined:
		notice.Held = compose.Held{From: "Luca Verdi <luca@elsewhere.example>", Subject: words[0], Reason: words[2]}
	}
	if notified(string(kind)) {
		notice.Author = map[bool]string{true: "Luca Verdi", false: customer.Name}[kind == compose.Assigned]
		notice.To = compose.Recipient{Name: "Paola Neri", Email: "paola@" + strings.Split(address, "@")[1], Language: language}
	}
	return notice
}

// statusAfter is how a ticket stands after what a notice tells of.
func statusAfter(p *policy.Policy, kind compose.Kind) policy.Status {
	switch kind {
	case compose.StaffReplied:
		if to, moved := p.Moves.StaffReply[policy.Open]; moved {
			return to
		}
	case compose.StatusChanged, compose.ClosedByClock, compose.ReplyRefused:
		return policy.Closed
	case compose.Resolved:
		return policy.Resolved
	case compose.Opened:
		return policy.Open
	}
	return policy.InProgress
}
