package form

import (
	"regexp"
	"strings"

	"sportello/internal/email"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/richtext"
)

// value is an answer as it is kept, empty where it says nothing, or what is wrong with it.
func (k *checking) value(f *policy.Field, a Answer) (Value, *problem.Error) {
	if fault := fits(f, a); fault != nil {
		return Value{}, fault
	}
	switch f.Kind {
	case policy.ChoiceField, policy.TreeField, policy.ProductField:
		return k.choose(f, a.option())
	case policy.TextField:
		return plainText(f, a)
	case policy.RichTextField:
		return k.richText(f, a)
	case policy.EmailField:
		return address(f, a)
	case policy.PhoneField:
		return phone(f, a)
	case policy.ConsentField:
		return consent(f, a)
	default: // own kinds and what is shown have no answer here
		return Value{}, at(problem.FieldUnknown, f)
	}
}

// fits checks that an answer is given as its kind is answered.
func fits(f *policy.Field, a Answer) *problem.Error {
	switch {
	case len(a.Path) > 0 && (a.Value != "" || !f.Kind.HasOptions()),
		a.Format != "" && !a.Format.Known(),
		a.Format != "" && a.Format != richtext.Plain && f.Kind != policy.RichTextField:
		return at(problem.InvalidValue, f)
	}
	return nil
}

// choose takes the leaf that a path leads to (M0.1), and the priority that it sets.
func (k *checking) choose(f *policy.Field, text string) (Value, *problem.Error) {
	path := f.Path(text)
	if path == nil {
		return Value{}, at(problem.OptionUnknown, f)
	}
	for _, o := range path {
		if o.Retired {
			return Value{}, at(problem.OptionRetired, f)
		}
	}
	leaf := path[len(path)-1]
	if !leaf.IsLeaf() {
		return Value{}, at(problem.NotALeaf, f)
	}
	k.chosen[f.Key] = text
	if leaf.Priority != "" {
		k.checked.Priority = leaf.Priority
	}
	return Value{Key: f.Key, Value: text}, nil
}

func plainText(f *policy.Field, a Answer) (Value, *problem.Error) {
	written, fault := read(f, a.Value)
	if fault != nil {
		return Value{}, fault
	}
	return Value{Key: f.Key, Value: start(written), Text: written}, lengthOf(f, written)
}

// richText measures what is read: marks alone say nothing. What is kept is as long as it is written.
func (k *checking) richText(f *policy.Field, a Answer) (Value, *problem.Error) {
	written, fault := read(f, a.Value)
	if fault != nil {
		return Value{}, fault
	}
	if k.request.Texts == nil {
		k.request.Texts = richtext.New()
	}
	format := a.Format
	if format == "" {
		format = richtext.Plain
	}
	plain := strings.TrimSpace(k.request.Texts.Text(format, written))
	if plain == "" {
		return Value{}, nil
	}
	return Value{Key: f.Key, Value: start(plain), Text: written, Format: format}, lengthOf(f, plain)
}

func address(f *policy.Field, a Answer) (Value, *problem.Error) {
	kept := email.Normalize(a.Value)
	if err := email.Check(kept); err != nil {
		return Value{}, at(problem.InvalidValue, f).Wrap(err)
	}
	return Value{Key: f.Key, Value: kept}, nil
}

// phoneForm is what people write for a number: digits, three at least, and what makes them readable; 40 at most.
var phoneForm = regexp.MustCompile(`^[ +()./-]*(?:[0-9][ +()./-]*){3,40}$`)

const maxPhone = 40

func phone(f *policy.Field, a Answer) (Value, *problem.Error) {
	number := strings.TrimSpace(a.Value)
	if len(number) > maxPhone {
		return Value{}, at(problem.TooLong, f).With("max", maxPhone)
	}
	if !phoneForm.MatchString(number) {
		return Value{}, at(problem.InvalidValue, f)
	}
	return Value{Key: f.Key, Value: number}, nil
}

// consent takes the notice in the version in force only: what was agreed to is on record (M1.6).
func consent(f *policy.Field, a Answer) (Value, *problem.Error) {
	if strings.TrimSpace(a.Value) != f.Version {
		return Value{}, at(problem.ConsentOutdated, f).With("version", f.Version)
	}
	return Value{Key: f.Key, Value: f.Version}, nil
}
