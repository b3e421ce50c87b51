package problem_test

import (
	"testing"

	"sportello/internal/problem"
)

// Who was too late is told what has changed, in their language.
func TestConflictsNameWhatHasChanged(t *testing.T) {
	for _, c := range []struct {
		err            *problem.Error
		language, want string
	}{
		{problem.TicketChanged(), "it", "Nel frattempo il ticket è cambiato: rileggi e riprova."},
		{problem.DraftChanged(), "es", "Mientras tanto el borrador cambió: vuelve a leer e inténtalo de nuevo."},
		{problem.DashboardChanged(), "en", "In the meantime the dashboard has changed: read it again and retry."},
		{problem.RulesChanged(), "it", "Nel frattempo le regole del desk sono cambiate: rileggi e riprova."},
	} {
		if got := c.err.Message(c.language); got != c.want || c.err.Code != problem.Conflict {
			t.Errorf("%s: %q, want %q", c.err.Code, got, c.want)
		}
		for _, language := range []string{"it", "es", "en"} {
			if text := c.err.Message(language); placeholder.MatchString(text) {
				t.Errorf("%s: %q", language, text)
			}
		}
	}
}
