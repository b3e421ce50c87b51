package compose_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sportello/internal/mail/compose"
)

func letterOf(t testing.TB, preset string, k compose.LetterKind, language string) compose.Letter {
	t.Helper()
	l := compose.Letter{
		Kind: k, Desk: deskOf(t, preset), To: compose.Recipient{Name: "Mario Rossi", Email: "mario@cliente.example", Language: language},
		Link: "https://desk.example/account/reset#token=spm_0123456789", Until: noon().Add(2 * time.Hour),
	}
	switch k {
	case compose.FirstPassword:
		l.Password = "k7mq-x2vd-9hwt"
	case compose.Invited:
		l.Place, l.By = "Rossi e figli", "Carla Bianchi"
	case compose.SignInCode:
		l.Code, l.Link = "K7MQX2", ""
	case compose.NewDevice:
		l.Device, l.Link, l.Until = "Firefox, ufficio", "", time.Time{}
	case compose.PasswordChanged:
		l.Link, l.Until = "", time.Time{}
	case compose.EmailConfirm, compose.EmailChanged:
		l.Email = "m.rossi@cliente.example"
	case compose.SignUpKnown:
		l.Until = time.Time{}
	}
	return l
}

func sealed(t testing.TB, c *compose.Composer, l compose.Letter) message {
	t.Helper()
	m, err := c.Letter(l, envelope(t))
	if err != nil {
		t.Fatalf("%s: %v", l.Kind, err)
	}
	return opened(t, m.Bytes)
}

// M1.2, M1.4, M4.1, M4.3, M4.18: what is written to people about their accounts, in each language.
func TestLettersAsTheyRead(t *testing.T) {
	c := newComposer(t)
	for _, language := range []string{"it", "es", "en"} {
		t.Run(language, func(t *testing.T) {
			var all strings.Builder
			for _, kind := range compose.LetterKinds() {
				read := sealed(t, c, letterOf(t, "portal", kind, language))
				fmt.Fprintf(&all, "=== %s\n", kind)
				for _, key := range []string{"From", "To", "Reply-To", "Subject", "Auto-Submitted"} {
					if value := read.head(t, key); value != "" {
						fmt.Fprintf(&all, "%s: %s\n", key, value)
					}
				}
				fmt.Fprintf(&all, "\n%s\n", read.plain)
			}
			golden(t, "letters."+language+".txt", all.String())
		})
	}
	golden(t, "first_password.studio.it.html", sealed(t, c, letterOf(t, "studio", compose.FirstPassword, "it")).html)
}

// Names, companies and devices are what strangers wrote: none of it makes a header, an element, or a sentence of the desk's.
func TestLettersOfHostilePeople(t *testing.T) {
	c := newComposer(t)
	evil := "Evil\r\nBcc: victim@example.com <script>alert(1)</script>\u202e"
	for _, kind := range compose.LetterKinds() {
		l := letterOf(t, "portal", kind, "en")
		l.To.Name, l.Place, l.By, l.Device = evil, evil, evil, evil
		m, err := c.Letter(l, envelope(t))
		if err != nil {
			t.Fatal(err)
		}
		read := opened(t, m.Bytes)
		if read.header.Get("Bcc") != "" || strings.Contains(read.html, "<script") || strings.ContainsAny(read.plain+read.html, "\u202e") {
			t.Errorf("%s: %s", kind, m.Bytes)
		}
		if strings.Contains(strings.SplitN(read.plain, "\n", 2)[0], "Evil") {
			t.Errorf("%s greets with what was written: %s", kind, read.plain)
		}
	}
}

// What a letter lacks is a mistake of the program, told before anything is sent.
func TestLettersThatSayNothing(t *testing.T) {
	c := newComposer(t)
	for name, change := range map[string]func(*compose.Letter){
		"no kind":      func(l *compose.Letter) { l.Kind = "" },
		"no desk":      func(l *compose.Letter) { l.Desk = compose.Desk{} },
		"no link":      func(l *compose.Letter) { l.Link = "" },
		"a bad link":   func(l *compose.Letter) { l.Link = "javascript:alert(1)" },
		"no password":  func(l *compose.Letter) { l.Password = "" },
		"two lines":    func(l *compose.Letter) { l.To.Email = "a@example.com\r\nBcc: b@example.com" },
		"no recipient": func(l *compose.Letter) { l.To.Email = "" },
	} {
		l := letterOf(t, "portal", compose.FirstPassword, "it")
		change(&l)
		if _, err := c.Letter(l, envelope(t)); !errors.Is(err, compose.ErrNotice) && !errors.Is(err, compose.ErrAddress) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := c.Letter(letterOf(t, "portal", compose.SignInCode, "it"), compose.Envelope{}); !errors.Is(err, compose.ErrNotice) {
		t.Errorf("without an envelope: %v", err)
	}
}
