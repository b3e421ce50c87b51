package policy_test

import (
	"strings"
	"testing"

	"sportello/internal/policy"
)

// M2.1, M3.1, M4.1: whom each desk serves without being asked.
func TestPresetsSayWhoMayWrite(t *testing.T) {
	for name, want := range map[string]policy.Mail{
		"guided": {Strangers: policy.MailHeld, Uninvited: policy.MailHeld},
		"studio": {Strangers: policy.MailHeld, Uninvited: policy.MailHeld},
		"saas":   {Strangers: policy.MailOpens, Uninvited: policy.MailHeld},
		"mail":   {Strangers: policy.MailOpens, Uninvited: policy.MailOpens},
		"portal": {Strangers: policy.MailHeld, Uninvited: policy.MailHeld},
	} {
		p := preset(t, name)
		if p.Mail != want {
			t.Errorf("%s: %+v", name, p.Mail)
		}
		if p.ContactForm.Enabled != (name == "saas") {
			t.Errorf("%s: the contact form is %t", name, p.ContactForm.Enabled)
		}
	}
	if f := preset(t, "saas").ContactForm; f.Message != (policy.Length{Min: 10, Max: 5000}) || f.Effort != 16 {
		t.Errorf("M2.1: %+v", f)
	}
}

// A file that says nothing of mail and contact form, as those from before, holds strangers and has no form.
func TestSilenceIsCareful(t *testing.T) {
	p := parsed(t, portalWith(t, "mail: {strangers: hold}", ""))
	if p.Mail.Strangers.Opens() || p.Mail.Uninvited.Opens() || p.ContactForm.Enabled {
		t.Errorf("%+v %+v", p.Mail, p.ContactForm)
	}
	if all := p.Text.Message; p.ContactForm.Message.Min != all.Min || p.ContactForm.Message.Max > all.Max {
		t.Errorf("%+v within %+v", p.ContactForm.Message, all)
	}
}

func TestMailAndContactFormAreChecked(t *testing.T) {
	for name, c := range map[string]struct{ after, want string }{
		"rule":          {"mail: {strangers: opens}", `mail.strangers: open or hold`},
		"other rule":    {"mail: {uninvited: maybe}", `mail.uninvited: open or hold`},
		"longer":        {"contact_form: {enabled: true, message: {max: 100001}}", "contact_form.message.max: from min to"},
		"none":          {"contact_form: {enabled: true, message: {min: 0}}", "contact_form.message.min: 1 at least"},
		"crossed":       {"contact_form: {enabled: true, message: {min: 9, max: 8}}", "contact_form.message.max: from min to"},
		"endless work":  {"contact_form: {enabled: true, effort: 60}", "contact_form.effort: from 0 to 24"},
		"negative work": {"contact_form: {enabled: true, effort: -1}", "contact_form.effort: from 0 to 24"},
		"unknown key":   {"contact_form: {open: true}", "contact_form.open: no such key"},
	} {
		t.Run(name, func(t *testing.T) {
			err := broken(t, "portal", "mail: {strangers: hold}", c.after)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got:  %v\nwant: %s", err, c.want)
			}
		})
	}
	if p := parsed(t, portalWith(t, "mail: {strangers: hold}", "contact_form: {enabled: true, effort: 0}")); p.ContactForm.Effort != 0 {
		t.Errorf("no work is %d bits", p.ContactForm.Effort)
	}
}
