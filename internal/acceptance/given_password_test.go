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
