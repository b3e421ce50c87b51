package form

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sportello/internal/policy"
	"sportello/internal/problem"
)

// Loose is what a draft keeps of its answers, in the order of the form (M0.4). A draft may be incomplete and half-written:
// only what has no place in the form, or is beyond all bounds, is a fault. Sending it is judged by Check.
func Loose(p *policy.Policy, answers []Answer) ([]Answer, problem.List) {
	byKey, faults := sorted(p, answers)
	kept := make([]Answer, 0, len(byKey))
	for _, f := range p.Form.Fields {
		a, answered := byKey[f.Key]
		if !answered || a.empty() {
			continue
		}
		if fault := bounded(f, a); fault != nil {
			faults = append(faults, fault)
			continue
		}
		a.Value = strings.TrimSpace(a.Value) // its bounds are those of what is left
		kept = append(kept, a)
	}
	return kept, faults
}

// bounded checks that an answer can be kept at all.
func bounded(f *policy.Field, a Answer) *problem.Error {
	most := maxValue
	if f.Kind.IsText() {
		most = f.Length.Max
	}
	switch text := a.option(); {
	case !utf8.ValidString(text):
		return at(problem.InvalidCharacters, f)
	case utf8.RuneCountInString(text) > most:
		return at(problem.TooLong, f).With("max", most)
	}
	if fault := fits(f, a); fault != nil {
		return fault
	}
	if f.Kind.IsText() {
		_, fault := read(f, a.Value)
		return fault
	}
	if strings.ContainsFunc(a.option(), unicode.IsControl) {
		return at(problem.InvalidCharacters, f)
	}
	return nil
}
