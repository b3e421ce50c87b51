package policy

import "cmp"

// Mail is what a desk does with the mails of those whom it does not know. Where nothing is said they wait for staff.
type Mail struct {
	Strangers MailRule // who has no place on the desk
	Uninvited MailRule // who answers a ticket on which they have no part
}

// MailRule is what becomes of a mail.
type MailRule string

// The rules.
const (
	MailOpens MailRule = "open" // a ticket of its own
	MailHeld  MailRule = "hold" // staff decide, in the quarantine
)

// Opens reports whether the mail becomes a ticket without being asked about.
func (r MailRule) Opens() bool { return r == MailOpens }

// ContactForm is how guests write to a desk (M2.1).
type ContactForm struct {
	Enabled bool
	Message Length // as narrow as Text.Message, or narrower
	// Effort is what a submission has to prove of work: bits of a hash that are zero. Each one doubles it; zero: none.
	Effort int
}

const (
	usualMessage = 5_000 // characters
	// usualEffort takes a telephone about a second, and whoever sends a thousand about a quarter of an hour.
	usualEffort = 16
	maxEffort   = 24
)

// completeMail puts in what holds where nothing is said.
func (p *Policy) completeMail() {
	p.Mail.Strangers = cmp.Or(p.Mail.Strangers, MailHeld)
	p.Mail.Uninvited = cmp.Or(p.Mail.Uninvited, MailHeld)
	f := &p.ContactForm
	if p.root.find("contact_form.message.min") == nil {
		f.Message.Min = p.Text.Message.Min
	}
	if p.root.find("contact_form.message.max") == nil {
		f.Message.Max = max(f.Message.Min, min(usualMessage, p.Text.Message.Max))
	}
	if p.root.find("contact_form.effort") == nil {
		f.Effort = usualEffort
	}
}

func mailKeys() []key {
	return []key{
		word("mail.strangers", "open or hold", "What a mail does whose sender has no place on the desk: `open` a ticket for them as a guest (M2.1, M3.1), or "+
			"`hold` until staff decide.", func(p *Policy) *MailRule { return &p.Mail.Strangers }).or("hold"),
		word("mail.uninvited", "open or hold", "What a mail does that answers a ticket on which its sender has no part: `open` a new one that is linked with it, of "+
			"which they learn nothing, or `hold` until staff decide.", func(p *Policy) *MailRule { return &p.Mail.Uninvited }).or("hold"),
	}
}

func contactFormKeys() []key {
	return []key{
		flag("contact_form.enabled", "Guests may write through a contact form (M2.1); they are answered by mail.",
			func(p *Policy) *bool { return &p.ContactForm.Enabled }).or("false"),
		number("contact_form.message.min", "Characters that a guest's message has at least.",
			func(p *Policy) *int { return &p.ContactForm.Message.Min }).or("those of `text.message.min`"),
		number("contact_form.message.max", "Characters that a guest's message has at most, not over `text.message.max`.",
			func(p *Policy) *int { return &p.ContactForm.Message.Max }).or("5000, or `text.message.max` where that is less"),
		number("contact_form.effort", "What a submission has to prove of work, in bits from 0 (none) to 24; each one doubles it.",
			func(p *Policy) *int { return &p.ContactForm.Effort }).or("16, about a second of a telephone's time"),
	}
}
