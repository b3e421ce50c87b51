package form_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sportello/internal/form"
	"sportello/internal/policy"
	"sportello/internal/richtext"
)

// drawnPreset is a preset, or the desk with a field of every other kind, and a form drawn for somebody.
func drawnPreset(t *rapid.T, desks map[string]*policy.Policy) (*policy.Policy, []form.Drawn, form.Facts) {
	name := rapid.SampledFrom(slices.Sorted(keys(desks))).Draw(t, "desk")
	facts := form.Facts{AccountEmail: "anna@example.com", TenantName: "Alfa", TenantVAT: "01234567897", People: rapid.IntRange(0, 2).Draw(t, "people")}
	return desks[name], form.Draw(desks[name], facts), facts
}

func keys(desks map[string]*policy.Policy) func(func(string) bool) {
	return func(yield func(string) bool) {
		for name := range desks {
			if !yield(name) {
				return
			}
		}
	}
}

func allDesks(t *testing.T) map[string]*policy.Policy {
	t.Helper()
	desks := map[string]*policy.Policy{"lab": lab(t)}
	for _, name := range policy.PresetNames() {
		desks[name] = preset(t, name)
	}
	return desks
}

// filled is a request that a page could send that follows what was drawn.
func filled(t *rapid.T, p *policy.Policy, drawn []form.Drawn, facts form.Facts) form.Request {
	r := form.Request{People: facts.People, Texts: richtext.New()}
	for _, d := range drawn {
		switch d.Key {
		case policy.SubjectKey, policy.DescriptionKey:
		case policy.PersonKey:
			r.Person = rapid.Bool().Draw(t, "person")
		case policy.AttachmentsKey:
			r.Files = rapid.Bool().Draw(t, "files")
		case policy.PriorityKey:
			r.Priority = rapid.SampledFrom(p.UsedPriorities()).Draw(t, "priority")
		default:
			if d.Kind != policy.ShownField {
				r.Answers = append(r.Answers, answered(t, d))
			}
		}
	}
	return r
}

func answered(t *rapid.T, d form.Drawn) form.Answer {
	a := form.Answer{Key: d.Key}
	switch d.Kind {
	case policy.EmailField:
		a.Value = rapid.SampledFrom([]string{d.Proposed, "Other@Example.com"}).Draw(t, "e-mail")
		if a.Value == "" {
			a.Value = "x@example.com"
		}
	case policy.PhoneField:
		a.Value = rapid.StringMatching(`\+?[0-9]{3,20}`).Draw(t, "phone")
	case policy.ConsentField:
		a.Value = d.Version
	case policy.TextField, policy.RichTextField:
		a.Value = rapid.StringMatching(`[a-zàèì]{5,20}`).Draw(t, "text")
	default:
		leaves := slices.DeleteFunc(slices.Clone(d.Choices), func(c form.Choice) bool { return !c.IsLeaf })
		a.Path = rapid.SampledFrom(leaves).Draw(t, "leaf").Path
		if rapid.Bool().Draw(t, "joined") {
			a.Path, a.Value = nil, strings.Join(a.Path, "/")
		}
	}
	return a
}

// What is drawn is accepted; and what came of it leads to the same again.
func TestWhatIsDrawnIsAccepted(t *testing.T) {
	desks := allDesks(t)
	rapid.Check(t, func(t *rapid.T) {
		p, drawn, facts := drawnPreset(t, desks)
		r := filled(t, p, drawn, facts)
		checked, faults := form.Check(p, r)
		if len(faults) > 0 {
			t.Fatalf("%s: %v", p.Preset, faults)
		}
		again := r
		again.Answers = nil
		for _, v := range checked.Values {
			again.Answers = append(again.Answers, v.Answer())
			if n := len([]rune(v.Value)); n == 0 || n > 255 {
				t.Fatalf("%s has %d characters", v.Key, n)
			}
		}
		slices.Reverse(again.Answers)
		same, faults := form.Check(p, again)
		if len(faults) > 0 || !slices.Equal(same.Values, checked.Values) || same.Priority != checked.Priority || !slices.Equal(same.Notify, checked.Notify) {
			t.Fatalf("%s: %v\n%+v\n%+v", p.Preset, faults, checked, same)
		}
		if _, faults := form.Loose(p, r.Answers); len(faults) > 0 {
			t.Fatalf("%s: a draft of it: %v", p.Preset, faults)
		}
	})
}

// Nothing is accepted that is not drawn: a path that is accepted is a drawn leaf, whatever was tried.
func TestWhatIsNotDrawnIsRefused(t *testing.T) {
	desks := allDesks(t)
	rapid.Check(t, func(t *rapid.T) {
		p, drawn, facts := drawnPreset(t, desks)
		r := filled(t, p, drawn, facts)
		for i, a := range r.Answers {
			if f := p.Form.Field(a.Key); f.Kind.HasOptions() && rapid.Bool().Draw(t, "other") {
				r.Answers[i] = form.Answer{Key: a.Key, Value: rapid.SampledFrom(everyPath(f.Options, "")).Draw(t, "path")}
			}
		}
		r.Person, r.Files = r.Person || rapid.Bool().Draw(t, "person anyhow"), r.Files || rapid.Bool().Draw(t, "files anyhow")
		checked, faults := form.Check(p, r)
		if len(faults) > 0 {
			return
		}
		offered := make(map[string]form.Drawn, len(drawn))
		for _, d := range drawn {
			offered[d.Key] = d
		}
		for _, v := range checked.Values {
			d, ok := offered[v.Key]
			if !ok || d.Kind.HasOptions() && !slices.ContainsFunc(d.Choices, func(c form.Choice) bool { return c.IsLeaf && strings.Join(c.Path, "/") == v.Value }) {
				t.Fatalf("%s: %s=%s was not drawn", p.Preset, v.Key, v.Value)
			}
		}
		if _, ok := offered[policy.PersonKey]; r.Person && !ok {
			t.Fatalf("%s: a person without a field", p.Preset)
		}
		if _, ok := offered[policy.AttachmentsKey]; r.Files && !ok {
			t.Fatalf("%s: files without a field", p.Preset)
		}
	})
}

// everyPath are all paths, branches and retired ones, and one past each end.
func everyPath(options []*policy.Option, above string) []string {
	all := []string{above + "NOT_THERE"}
	for _, o := range options {
		all = append(all, above+o.Value)
		all = append(all, everyPath(o.Options, above+o.Value+"/")...)
	}
	return all
}

// Each fault stands for itself: faults of two answers are told together.
func TestFaultsComeTogether(t *testing.T) {
	desks := allDesks(t)
	rapid.Check(t, func(t *rapid.T) {
		p, drawn, facts := drawnPreset(t, desks)
		r := filled(t, p, drawn, facts)
		r.Priority = ""
		broken := map[string]bool{}
		for i, a := range r.Answers {
			f := p.Form.Field(a.Key)
			if f.When == nil && f.Kind != policy.TextField && f.Kind != policy.RichTextField && rapid.Bool().Draw(t, "broken") {
				r.Answers[i] = form.Answer{Key: a.Key, Value: "\x00"}
				broken[a.Key] = true
			}
		}
		_, faults := form.Check(p, r)
		if len(faults) != len(broken) {
			t.Fatalf("%s: %v for %v", p.Preset, faults, broken)
		}
		for _, e := range faults {
			if len(e.Field) != 2 || e.Field[0] != "fields" || !broken[e.Field[1]] {
				t.Fatalf("%s: %v", p.Preset, e)
			}
		}
	})
}

// Every leaf of every preset opens a ticket (M0.1).
func TestEveryLeafIsAccepted(t *testing.T) {
	for name, p := range allDesks(t) {
		for _, d := range form.Draw(p, form.Facts{}) {
			if d.Own() {
				continue
			}
			for _, c := range d.Choices {
				_, faults := form.Check(p, form.Request{Answers: []form.Answer{{Key: d.Key, Path: c.Path}}})
				refused := slices.ContainsFunc([]string{"NOT_A_LEAF", "OPTION_UNKNOWN", "OPTION_RETIRED"}, func(code string) bool {
					return strings.Contains(told(faults), code+" at fields."+d.Key)
				})
				if refused == c.IsLeaf {
					t.Errorf("%s: %v: %v", name, c.Path, faults)
				}
			}
		}
	}
}

func FuzzCheck(f *testing.F) {
	desk := lab(f)
	texts := richtext.New()
	f.Add("kind", "NEW/A", "line", "some words", "HTML")
	f.Add("rich", "<p>x</p>", "lines", "\xff\x00", "PLAIN")
	f.Fuzz(func(t *testing.T, key1, value1, key2, value2, format string) {
		r := form.Request{Texts: texts, Answers: []form.Answer{{Key: key1, Value: value1, Format: richtext.Format(format)}, {Key: key2, Path: strings.Split(value2, "/")}, {Key: key2, Value: value2}}}
		checked, _ := form.Check(desk, r)
		for _, v := range checked.Values {
			if v.Value == "" || len([]rune(v.Value)) > 255 {
				t.Errorf("%q", v.Value)
			}
		}
		if kept, _ := form.Loose(desk, r.Answers); len(kept) > len(desk.Form.Fields) {
			t.Errorf("%d kept", len(kept))
		}
	})
}
