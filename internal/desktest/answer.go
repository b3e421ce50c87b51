package desktest

import (
	"strings"
	"testing"

	"sportello/internal/form"
	"sportello/internal/policy"
)

// Answers are answers that a form takes, to the fields that it demands and no others: a story of their own has better ones.
// Where it can be helped they set no priority but the desk's default.
func Answers(p *policy.Policy) []form.Answer {
	var answers []form.Answer
	chosen := map[string]string{}
	holds := func(c *policy.Condition) bool { return c != nil && c.Holds(chosen[c.Field]) }
	for _, d := range form.Draw(p, form.Facts{}) {
		applies := d.When == nil || holds(d.When)
		if !d.Required && !holds(d.RequiredWhen) || !applies || d.Own() || d.Kind == policy.ShownField {
			continue
		}
		a := answer(p, d)
		if d.Kind.HasOptions() {
			chosen[d.Key] = a.Value
		}
		answers = append(answers, a)
	}
	return answers
}

// PresetAnswers are Answers to the form of a preset.
func PresetAnswers(t testing.TB, preset string) []form.Answer {
	t.Helper()
	p, err := policy.Preset(preset)
	if err != nil {
		t.Fatal(err)
	}
	return Answers(p)
}

func answer(p *policy.Policy, d form.Drawn) form.Answer {
	a := form.Answer{Key: d.Key}
	switch d.Kind {
	case policy.EmailField:
		a.Value = "office@company.example"
	case policy.PhoneField:
		a.Value = "+39 055 0123456"
	case policy.ConsentField:
		a.Value = d.Version
	case policy.ChoiceField, policy.TreeField, policy.ProductField:
		a.Value = leaf(p, d.Choices)
	default:
		a.Value = strings.Repeat("x", max(1, d.Length.Min))
	}
	return a
}

// leaf is the first that leaves the priority as it is, else the first.
func leaf(p *policy.Policy, choices []form.Choice) string {
	first := ""
	for _, c := range choices {
		path := strings.Join(c.Path, policy.PathSeparator)
		switch {
		case !c.IsLeaf:
		case c.Priority == "" || c.Priority == p.Priority.Default:
			return path
		case first == "":
			first = path
		}
	}
	return first
}
