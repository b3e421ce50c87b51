package policy

import (
	"net/url"
	"slices"
	"strings"
)

// SignIn is how people get in.
type SignIn struct {
	SecondFactor  SecondFactor
	SelfSignUp    bool // by a confirmed e-mail; otherwise by invitation only (M4.1)
	FirstPassword FirstPassword
	Privacy       AccountNotice
}

// SecondFactor is what is asked for beside the password (M4.3).
type SecondFactor string

// The second factors. Who has set up an authenticator is asked for its code whatever the desk says.
const (
	NoFactor   SecondFactor = "none"
	MailFactor SecondFactor = "mail"
)

// FirstPassword is what an invited person signs in with the first time; it opens nothing but a new one.
type FirstPassword string

// The first passwords.
const (
	MailedPassword FirstPassword = "mailed"     // made up, and told by mail (M4.1)
	VATPassword    FirstPassword = "vat_number" // the tenant's VAT number (M1.2); mailed where it has none
)

// AccountNotice is the privacy notice that is accepted when an account is completed (M4.2).
type AccountNotice struct {
	Version string
	URL     string // empty: the frontend knows where it stands
}

func defaultSignIn() SignIn {
	return SignIn{SecondFactor: NoFactor, FirstPassword: MailedPassword, Privacy: AccountNotice{Version: "1"}}
}

func signInKeys() []key {
	return []key{
		word("sign_in.second_factor", "none or mail", "`mail`: after the password a code is asked for that comes by mail, except on "+
			"trusted devices (M4.3). Who has set up an authenticator is asked for its code either way.",
			func(p *Policy) *SecondFactor { return &p.SignIn.SecondFactor }).or("none"),
		flag("sign_in.self_sign_up", "Whoever confirms an e-mail gets an account, which sees what was written from that address. Otherwise by "+
			"invitation only (M4.1).", func(p *Policy) *bool { return &p.SignIn.SelfSignUp }).or("false"),
		word("sign_in.first_password", "mailed or vat_number", "What an invited person signs in with the first time: a password that is made "+
			"up and mailed (M4.1), or the tenant's VAT number (M1.2), which anybody may know. It opens nothing but the page where a new one is chosen.",
			func(p *Policy) *FirstPassword { return &p.SignIn.FirstPassword }).or("mailed"),
		text("sign_in.privacy.version", "Of the privacy notice that is accepted when an account is completed (M4.2).",
			func(p *Policy) *string { return &p.SignIn.Privacy.Version }).or("1"),
		text("sign_in.privacy.url", "Where that notice stands.", func(p *Policy) *string { return &p.SignIn.Privacy.URL }).as("https://…").or("the frontend knows"),
	}
}

func (c *check) signIn() {
	s := c.policy.SignIn
	if !slices.Contains([]SecondFactor{NoFactor, MailFactor}, s.SecondFactor) {
		c.fault("sign_in.second_factor", "none or mail")
	}
	if !slices.Contains([]FirstPassword{MailedPassword, VATPassword}, s.FirstPassword) {
		c.fault("sign_in.first_password", "mailed or vat_number")
	}
	if v := s.Privacy.Version; v == "" || len(v) > 40 || strings.TrimSpace(v) != v {
		c.fault("sign_in.privacy.version", "1 to 40 bytes")
	}
	if s.Privacy.URL == "" {
		return
	}
	if u, err := url.Parse(s.Privacy.URL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		c.fault("sign_in.privacy.url", "the address of a page")
	}
}
