package acceptance

import (
	"strings"
	"testing"
)

// A password that is easy to guess is refused in the commands, too, before the database is opened (M4.6).
func TestCommandsRefuseWeakPasswords(t *testing.T) {
	t.Parallel()
	h := newHouse(t) // not migrated: who came as far as the database would complain of that
	add := []string{"user", "add", "--email", "marisa@alfa.example.com", "--name", "Marisa Meticolosa", "--desk", "none", "--role", "AGENT"}
	set := []string{"user", "password", "--email", "marisa@alfa.example.com"}
	for given, code := range map[string]string{"short": "TOO_SHORT", "password123": "PASSWORD_WEAK", "marisa26": "PASSWORD_WEAK"} {
		for _, command := range [][]string{add, set} {
			said, complaint := h.refuses(given+"\n", command...)
			if said != "" || !strings.Contains(complaint, code) || strings.Contains(complaint, given) {
				t.Errorf("%v with %q: %q %q, want %s", command[:2], given, said, complaint, code)
			}
		}
	}
}

// The operator gives the company's VAT number as the first password: it opens nothing but the account's completion (M1.2).
func TestFirstPasswordByCommand(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.run("", "migrate")
	o := h.founds("studio", "AMS Example", "it", "--preset", "studio")
	bare := h.found("", "tenant", "add", "--desk", o.slug, "--name", "Gamma Example")
	add := func(email string, more ...string) []string {
		return append([]string{"user", "add", "--email", email, "--name", "Bruno Bianchi", "--desk", o.slug, "--role", "REQUESTER", "--first-password-vat"}, more...)
	}
	for want, command := range map[string][]string{
		"give --tenant":                add("without@alfa.example.com"),
		"the tenant has no VAT number": add("bare@gamma.example.com", "--tenant", bare),
	} {
		if _, complaint := h.refuses("", command...); !strings.Contains(complaint, want) {
			t.Errorf("%v: %q, want %q", command, complaint, want)
		}
	}
	bruno := &user{t: t, house: h, name: "Bruno Bianchi", email: "bruno@alfa.example.com"}
	h.found("", add(bruno.email, "--tenant", o.tenant)...)
	h.start()
	begun := bruno.enter("00000000000", "")
	if begun.Token == nil || begun.Completion == nil || begun.Viewer != nil {
		t.Fatalf("the first sign-in: %+v", begun)
	}
	bruno.token = *begun.Token
	bruno.denied("ACCOUNT_INCOMPLETE", `{ tickets(first: 1) { edges { node { id } } } }`, nil)
	bruno.settled("completeAccount", "CompleteAccountInput", vars{"name": "Bruno", "surname": "Bianchi", "privacyVersion": begun.Completion.Privacy.Version,
		"password": "nebbia sulla pianura", "passwordAgain": "nebbia sulla pianura"})
	bruno.signsInWith("nebbia sulla pianura")
	bruno.sees(nil)
}
