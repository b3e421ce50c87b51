package config

import (
	"encoding/base64"
	"strings"
	"testing"
)

func TestMail(t *testing.T) {
	key := base64.StdEncoding.EncodeToString(make([]byte, 32))
	for _, c := range []struct {
		arg string
		ok  bool
	}{
		{"--mail-smarthost=smtp://mail.example.com", true},
		{"--mail-smarthost=smtps://desk:s3cret@mail.example.com:465", true},
		{"--mail-smarthost=smtp://desk:s3cret@mail.example.com:587?tls=required", true},
		{"--mail-smarthost=smtp://mail.example.com?tls=perhaps", false},
		{"--mail-smarthost=smtps://mail.example.com?tls=never", false},
		{"--mail-smarthost=mail.example.com:25", false},
		{"--mail-smarthost=http://desk:s3cret@mail.example.com", false},
		{"--mail-smarthost=smtp://desk:s3cret@mail.example.com/x", false},
		{"--mail-smarthost=smtp://desk:s3cret@%zz", false},
		{"--mail-keys=" + key, true},
		{"--mail-keys=" + key + "," + key, true},
		{"--mail-keys=czNjcmV0", false},
		{"--mail-keys=s3cret!", false},
		{"--mail-domain=desk.example.com", true},
		{"--mail-domain=desk@example.com", false},
		{"--mail-domain=http://example.com", false},
		{"--mail-dkim=example.com/one=/tmp/a.pem,example.com/two=/tmp/b.pem", true},
		{"--mail-dkim=example.com=/tmp/a.pem", false},
		{"--mail-ticket-url=https://portal.example.com/{desk}/tickets/{number}?id={id}", true},
		{"--mail-ticket-url=https://portal.example.com/{slug}", false},
		{"--mail-ticket-url=javascript:alert(1)", false},
		{"--mail-new-ticket-url=/new", false},
	} {
		_, settings, err := parse(t, []string{c.arg}, nil)
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", c.arg, err)
		}
		var out strings.Builder
		if err := settings.WriteYAML(&out); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			out.WriteString(err.Error())
		}
		if strings.Contains(out.String(), "s3cret") || strings.Contains(out.String(), key) || strings.Contains(out.String(), "czNjcmV0") {
			t.Errorf("%s is printed: %s", c.arg, out.String())
		}
	}
}

func TestMailDomain(t *testing.T) {
	for args, want := range map[string]string{
		"": "sportello.invalid",
		"--public-url=https://desk.example.com:8443":                           "desk.example.com",
		"--public-url=https://desk.example.com --mail-domain=mail.example.com": "mail.example.com",
	} {
		cfg, _, err := parse(t, strings.Fields(args), nil)
		if err != nil || cfg.MailDomain() != want {
			t.Errorf("%q: %s, %v", args, cfg.MailDomain(), err)
		}
	}
}
