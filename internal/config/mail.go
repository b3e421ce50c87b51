package config

import (
	"encoding/base64"
	"errors"
	"net"
	"net/url"
	"strings"
	"time"
)

// Mail is how mail leaves.
type Mail struct {
	Smarthost  Smarthost     `placeholder:"URL" help:"Server that takes the desks' mail, as smtp://user:password@HOST:PORT (STARTTLS) or smtps://…; ?tls=required, try or never for smtp. Without it mail goes nowhere: see mail-trap."`
	Domain     string        `placeholder:"DOMAIN" help:"Domain of Message-IDs, and the name that the server greets with. Default: the host of public-url."`
	Keys       Secrets       `placeholder:"KEY,KEY" help:"Keys that sign the addresses of answers and delivery reports, base64 of at least 32 bytes, the newest first; for several servers on one database. Default: one that is kept in {data}/mail.key."`
	DKIM       []string      `name:"dkim" sep:"," placeholder:"DOMAIN/SELECTOR=FILE" help:"Keys that sign the mails of a domain (RFC 6376): private RSA or Ed25519 keys in PEM, with commas between them."`
	Trap       bool          `default:"false" negatable:"" help:"For development: without a smarthost, show the mails that would have been sent at /mail, to everybody. The demo does."`
	Concurrent int           `default:"4" min:"1" max:"64" help:"Mails that one server sends at once."`
	Timeout    time.Duration `default:"1m" min:"1s" max:"10m" help:"Time for one mail to be taken by the smarthost."`
	TicketURL  string        `name:"ticket-url" placeholder:"URL" help:"Page of a ticket for links in mails, such as https://portal.example.com/{desk}/tickets/{number}; {id} is its global id. Without it mails have no link."`
	NewURL     string        `name:"new-ticket-url" placeholder:"URL" help:"Page on which a ticket is opened, with {desk}: named where a closed one takes no more answers."`
	Keep       time.Duration `default:"2160h" min:"24h" max:"87600h" help:"How long the text of a mail is kept after it has left, so that it can be sent again. What became of it stays."`
	GiveUp     time.Duration `default:"120h" min:"1m" max:"720h" help:"How long a mail is tried that is refused for the moment."`
}

// Smarthost is the server that takes mail, as a URL; empty: none.
type Smarthost string

// Masked is the setting without its password, fit to be printed.
func (s Smarthost) Masked() string {
	u, err := url.Parse(string(s))
	if err != nil {
		return mask
	}
	if _, secret := u.User.Password(); secret {
		return strings.Replace(u.Redacted(), ":xxxxx@", ":"+mask+"@", 1)
	}
	return u.String()
}

func (s Smarthost) validate() error {
	mend := errors.New("write smtp://user:password@HOST:PORT or smtps://…, perhaps with ?tls=required, try or never")
	if s == "" {
		return nil
	}
	u, err := url.Parse(string(s))
	switch {
	case err != nil, u.Scheme != "smtp" && u.Scheme != "smtps", u.Hostname() == "", strings.Trim(u.Path, "/") != "", u.Fragment != "":
		return mend
	}
	for name, values := range u.Query() {
		if name != "tls" || len(values) != 1 || u.Scheme != "smtp" || values[0] != "required" && values[0] != "try" && values[0] != "never" {
			return mend
		}
	}
	return nil
}

// Secrets are words that are not printed, with commas between them.
type Secrets string

// Masked is the setting without them.
func (s Secrets) Masked() string {
	if s == "" {
		return ""
	}
	return mask
}

// Bytes are the secrets, which are base64.
func (s Secrets) Bytes() (all [][]byte, err error) {
	for word := range strings.SplitSeq(string(s), ",") {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		key, err := base64.StdEncoding.DecodeString(word)
		if err != nil {
			return nil, errors.New("write base64")
		}
		all = append(all, key)
	}
	return all, nil
}

func (s Secrets) validate() error {
	const least = 32
	all, err := s.Bytes()
	for _, key := range all {
		if len(key) < least {
			return errors.New("write base64 of at least 32 bytes, such as openssl rand -base64 32 makes")
		}
	}
	return err
}

// checkMailDomain wants a name that can stand behind an @.
func checkMailDomain(domain string) error {
	if domain != "" && (strings.ContainsAny(domain, "@<>[]/: \t") || strings.Trim(domain, ".") != domain) {
		return errors.New("write a domain, such as desk.example.com")
	}
	return nil
}

// checkDKIM wants each key as DOMAIN/SELECTOR=FILE.
func checkDKIM(keys []string) error {
	for _, text := range keys {
		name, path, found := strings.Cut(text, "=")
		domain, selector, named := strings.Cut(name, "/")
		if !found || !named || path == "" || domain == "" || selector == "" {
			return errors.New("write DOMAIN/SELECTOR=FILE, such as example.com/desk=/etc/sportello/dkim.pem")
		}
	}
	return nil
}

// checkPattern wants a page's address, once its words are put in.
func checkPattern(pattern string) error {
	filled := strings.NewReplacer("{desk}", "x", "{number}", "1", "{id}", "x").Replace(pattern)
	u, err := url.Parse(filled)
	foreign := strings.ContainsFunc(filled, func(r rune) bool { return r <= ' ' || r > '~' || r == '{' || r == '}' })
	if pattern != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || foreign) {
		return errors.New("write an address such as https://portal.example.com/{desk}/tickets/{number}")
	}
	return nil
}

// MailDomain is the domain of Message-IDs: mail-domain, else the host of public-url where that has a name.
func (c *Config) MailDomain() string {
	const nowhere = "sportello.invalid" // RFC 2606: unique enough, since Message-IDs hold the time
	if c.Mail.Domain != "" {
		return c.Mail.Domain
	}
	u, err := url.Parse(c.PublicURL)
	if err != nil || u.Hostname() == "" || net.ParseIP(u.Hostname()) != nil {
		return nowhere
	}
	return u.Hostname()
}
