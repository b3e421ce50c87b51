package problem_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"testing"

	"sportello/internal/problem"
)

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

func TestEveryCodeSpeaksThreeLanguages(t *testing.T) {
	fallback := problem.New(problem.Internal).Message("en")
	for _, code := range problem.Codes() {
		e := problem.New(code)
		english := e.Message("en")
		if code != problem.Internal && english == fallback {
			t.Errorf("%s has no message of its own", code)
		}
		want := placeholder.FindAllString(english, -1)
		slices.Sort(want)
		for _, language := range []string{"it", "es"} {
			text := e.Message(language)
			got := placeholder.FindAllString(text, -1)
			slices.Sort(got)
			if text == "" || text == english || !slices.Equal(got, want) {
				t.Errorf("%s in %s: %q does not stand for %q", code, language, text, english)
			}
		}
	}
}

func TestCodesAreDistinct(t *testing.T) {
	seen := map[problem.Code]bool{}
	for _, code := range problem.Codes() {
		if seen[code] {
			t.Errorf("%s stands twice", code)
		}
		seen[code] = true
	}
}

func TestMessageFillsPlaceholdersAndHidesTheCause(t *testing.T) {
	e := problem.New(problem.TooLong, "subject").With("max", 255).Wrap(errors.New("column too small"))
	if got, want := e.Message("en"), "The text is too long: 255 characters at most."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := e.Message("de"), e.Message("en"); got != want {
		t.Errorf("an unknown language gets %q, want English", got)
	}
}

func TestOfFindsProblemsInAnyError(t *testing.T) {
	one := problem.New(problem.NotFound)
	wrapped := fmt.Errorf("loading: %w", one)
	if got := problem.Of(wrapped); len(got) != 1 || got[0] != one {
		t.Errorf("Of(wrapped) = %v", got)
	}
	list := problem.List{problem.New(problem.TooShort, "subject"), problem.New(problem.TooLong, "description")}
	if got := problem.Of(fmt.Errorf("input: %w", list.Err())); len(got) != 2 {
		t.Errorf("Of(list) = %v", got)
	}
	if !problem.Is(list, problem.TooLong) || problem.Is(list, problem.NotFound) {
		t.Error("Is does not tell the codes apart")
	}
	if got := problem.Of(errors.New("disk full")); got != nil {
		t.Errorf("Of(other) = %v, want none", got)
	}
	if problem.List(nil).Err() != nil {
		t.Error("an empty list is an error")
	}
	if !errors.Is(wrapped, problem.New(problem.NotFound)) {
		t.Error("errors.Is does not ask for the code")
	}
}

func TestCopiesDoNotShareParams(t *testing.T) {
	base := problem.New(problem.TooLong).With("max", 1)
	_ = base.With("max", 2)
	if got := base.Params["max"]; got != 1 {
		t.Errorf("With changed the original: %v", got)
	}
	if got := base.At("subject"); len(base.Field) != 0 || got.Field[0] != "subject" {
		t.Error("At changed the original")
	}
}

// M1.11: a refusal names the way out, in the caller's language.
func TestClosedTicketsNameTheWayOut(t *testing.T) {
	for _, c := range []struct {
		err      *problem.Error
		code     problem.Code
		language string
		want     string
	}{
		{problem.ClosedForGood(), problem.TicketClosed, "it", "Il ticket è chiuso: non può essere riaperto, apri un nuovo ticket indicando il numero di questo."},
		{problem.ReopenFirst(), problem.TicketClosed, "es", "El ticket está cerrado: primero reábrelo."},
		{problem.NothingToReopen(), problem.ReopenNotAllowed, "en", "The ticket can't be reopened: it is open."},
		{problem.ReopenByReply(), problem.ReopenNotAllowed, "it", "Il ticket non può essere riaperto: lo riapre solo una risposta."},
	} {
		if got := c.err.Message(c.language); got != c.want || c.err.Code != c.code {
			t.Errorf("%s says %q, want %q", c.err.Code, got, c.want)
		}
		for _, language := range []string{"it", "es", "en"} {
			if text := c.err.Message(language); placeholder.MatchString(text) {
				t.Errorf("%s in %s leaves a gap: %q", c.err.Code, language, text)
			}
		}
	}
}
