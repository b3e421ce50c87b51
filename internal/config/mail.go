package config

import (
	"encoding/base64"
	"errors"
	"net"
	"net/url"
	"strings"
)

// Mail is how mail leaves.
type Mail struct {
	Domain string  `placeholder:"DOMAIN" help:"Domain of Message-IDs, and the name that the server greets with. Default: the host of public-url."`
	Keys   Secrets `placeholder:"KEY,KEY" help:"Keys that sign the addresses of answers and delivery reports, base64 of at least 32 bytes, the newest first; for several servers on one database. Default: one that is kept in {data}/mail.key."`
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
