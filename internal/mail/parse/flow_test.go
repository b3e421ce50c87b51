package parse

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// RFC 3676, 4 and 5.
func TestUnflow(t *testing.T) {
	for name, c := range map[string]struct {
		raw, want   string
		deleteSpace bool
	}{
		"one paragraph":       {"It burns \nin the cellar \nsince nine.\n", "It burns in the cellar since nine.\n", false},
		"fixed lines":         {"One\nTwo\n", "One\nTwo\n", false},
		"quoted":              {"> It burns \n> in the cellar.\nYes.", "> It burns in the cellar.\nYes.", false},
		"of two depths":       {">> One \n> two \n> three", ">> One \n> two three", false},
		"signature":           {"Bye \n-- \nPiero \nRossi", "Bye \n-- \nPiero Rossi", false},
		"quoted signature":    {"> -- \n> Desk", "> -- \n> Desk", false},
		"stuffed":             {" From here\n  indented", "From here\n indented", false},
		"stuffed mark":        {" > is larger", "  > is larger", false},
		"without spaces":      {"日本 \n語です", "日本語です", true},
		"empty lines":         {"One \n\nTwo", "One \nTwo", false},
		"marks alone":         {">\n>\n> a", ">\n>\n> a", false},
		"ends in the middle":  {"One ", "One ", false},
		"a line that is none": {"", "", false},
	} {
		if got := unflow(c.raw, c.deleteSpace); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// Whatever comes, every word stays, in its order.
func TestUnflowLosesNoWord(t *testing.T) {
	line := rapid.OneOf(rapid.SampledFrom([]string{"", " ", "a ", "b", "> c ", ">> d", ">", "-- ", "> -- ", " >e", "f  "}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(line, 0, 12).Draw(t, "lines"), "\n")
		words := func(text string) []string { return strings.Fields(strings.ReplaceAll(text, ">", " ")) }
		if got := unflow(text, false); !slices.Equal(words(got), words(text)) {
			t.Fatalf("%q became %q", text, got)
		}
	})
}
