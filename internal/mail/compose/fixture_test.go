package compose_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"sportello/internal/duetime"
	"sportello/internal/mail/compose"
	"sportello/internal/policy"
	"sportello/internal/richtext"
)

func newComposer(t testing.TB) *compose.Composer {
	t.Helper()
	c, err := compose.New()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func newSigner(t testing.TB) *compose.Signer {
	t.Helper()
	s, err := compose.NewSigner(bytes.Repeat([]byte("k"), compose.MinKey))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func envelope(t testing.TB) compose.Envelope {
	t.Helper()
	return compose.Envelope{ID: 88, At: noon(), Domain: "mail.example.com", Signer: newSigner(t)}
}

func noon() time.Time { return time.Date(2026, time.November, 23, 11, 0, 0, 0, time.UTC) }

// deskOf is an invented desk with the rules of a preset.
func deskOf(t testing.TB, preset string) compose.Desk {
	t.Helper()
	p, err := policy.Preset(preset)
	if err != nil {
		t.Fatal(err)
	}
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	d := map[string]compose.Desk{
		"guided": {Name: "Servizio assistenza", Address: "assistenza@guided.example", ByMail: true},
		"studio": {Name: "Studio Aurora", Address: "ticket@aurora.example", Colour: "#8a1c2b"},
		"saas":   {Name: "Supporto Fatturella", Address: "supporto@fatturella.example", Colour: "#f2b705", ByMail: true},
		"mail":   {Name: "Mesa de ayuda IT", Address: "soporte@mesa.example", Colour: "#1f7a5c", ByMail: true},
		"portal": {Name: "Assistenza Gestionale", Address: "portale@gestionale.example"},
	}[preset]
	d.Slug, d.Language, d.Zone, d.Policy = preset, p.Language, rome, p
	return d
}

// kindsOf are the notices that a desk of a preset has reason to send.
func kindsOf(preset string) []compose.Kind {
	return slices.DeleteFunc(compose.Kinds(), func(k compose.Kind) bool {
		switch k {
		case compose.Resolved:
			return preset != "mail"
		case compose.ClosedByClock:
			return preset != "mail" && preset != "studio"
		case compose.ReplyRefused:
			return preset != "studio" && preset != "portal"
		case compose.DueSoon, compose.DueBreached:
			return preset == "mail"
		}
		return false
	})
}

// statusAfter is how the ticket stands after what a notice tells of.
func statusAfter(p *policy.Policy, k compose.Kind) policy.Status {
	switch k {
	case compose.StaffReplied:
		return p.Moves.StaffReply[policy.Open]
	case compose.StatusChanged, compose.ClosedByClock, compose.ReplyRefused:
		return policy.Closed
	case compose.Resolved:
		return policy.Resolved
	case compose.Assigned, compose.CustomerReplied:
		return policy.InProgress
	}
	return policy.Open
}

func noticeOf(t testing.TB, preset string, k compose.Kind, language string) compose.Notice {
	t.Helper()
	d := deskOf(t, preset)
	n := compose.Notice{
		Kind:      k,
		Desk:      d,
		Ticket:    compose.Ticket{ID: 4711, Number: 1453, Subject: words[language].subject, Status: statusAfter(d.Policy, k), Priority: policy.Urgent, Requester: "Carla Bianchi"},
		To:        compose.Recipient{Name: "Carla Bianchi", Email: "carla@cliente.example", Language: language},
		TicketURL: "https://" + preset + ".example/tickets/1453",
	}
	if preset == "mail" {
		n.TicketURL = "" // it works by mail alone
	}
	r := richtext.New()
	switch k {
	case compose.Opened, compose.Assigned:
		n.Ticket.Summary = []compose.Row{{Label: words[language].label, Value: words[language].value}}
	case compose.StaffReplied:
		n.Author = "Paola Neri"
		m := r.Render(richtext.Markdown, words[language].answer)
		n.Message = &m
	case compose.CustomerReplied, compose.ReplyRefused:
		n.Author = "Carla Bianchi"
		m := r.Render(richtext.Plain, words[language].question)
		n.Message = &m
	}
	switch k {
	case compose.Assigned, compose.CustomerReplied, compose.DueSoon, compose.DueBreached, compose.Undeliverable, compose.Quarantined:
		n.To = compose.Recipient{Name: "Paola Neri", Email: "paola@staff.example", Language: language}
		n.TicketURL = "https://" + preset + ".example/tickets/1453"
	}
	switch k {
	case compose.DueSoon, compose.DueBreached:
		n.Due = compose.Due{Promise: duetime.FirstResponse, At: noon().Add(3 * time.Hour)}
	case compose.Undeliverable:
		n.Failed = compose.Failed{To: "carla@cliente.example", Reason: "550 5.1.1 No such user here"}
	case compose.Quarantined:
		n.Ticket = compose.Ticket{}
		n.TicketURL = "https://" + preset + ".example/quarantine/9"
		n.Held = compose.Held{From: "Luca Verdi <luca@altrove.example>", Subject: words[language].subject, Reason: words[language].reason}
	case compose.ReplyRefused, compose.ClosedByClock, compose.StatusChanged:
		n.NewTicketURL = "https://" + preset + ".example/new"
		if preset == "mail" {
			n.NewTicketURL = ""
		}
	}
	return n
}

type text struct{ subject, label, value, answer, question, reason string }

var words = map[string]text{
	"it": {
		"Non riesco a emettere una nota di accredito", "Riepilogo delle scelte effettuate", "Fatturazione › Note di accredito › Errore in emissione",
		"Il documento è bloccato dal *periodo già chiuso*. Questi sono i passi:\n\n1. aprire **Anagrafica › Periodi**\n2. riaprire ottobre\n3. emettere di nuovo la nota\n\nSe compare un altro errore, ci serve il testo completo.",
		"Ho riaperto il periodo, ma l’errore è lo stesso.\nAllego lo schermo.", "il mittente non è stato riconosciuto con certezza",
	},
	"es": {
		"No puedo emitir una nota de crédito", "Resumen de las opciones elegidas", "Facturación › Notas de crédito › Error al emitir",
		"El documento está bloqueado porque *el período ya se cerró*. Estos son los pasos:\n\n1. abrir **Maestros › Períodos**\n2. reabrir octubre\n3. emitir la nota otra vez\n\nSi aparece otro error, necesitamos el texto completo.",
		"Reabrí el período, pero el error es el mismo.\nAdjunto una captura.", "no se pudo comprobar con certeza quién lo envió",
	},
	"en": {
		"I cannot issue a credit note", "Summary of the choices made", "Invoicing › Credit notes › Error when issuing",
		"The document is locked by *a period that is already closed*. These are the steps:\n\n1. open **Master data › Periods**\n2. reopen October\n3. issue the note again\n\nIf another error shows up, we need its full text.",
		"I reopened the period, but the error is the same.\nA screenshot is attached.", "it could not be made sure who sent it",
	},
}
