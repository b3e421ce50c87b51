package form

import (
	"strings"

	"sportello/internal/policy"
	"sportello/internal/problem"
)

// Check checks a request against the desk's form (M0.5, M1.6, M2.2, M4.10). All faults come at once, first what
// has no place in the form, then in its order, those of the desk's own fields at ["fields", key]; what follows is to be used only where there is none.
//
// An answer to a field that does not apply is not kept: the page does not show the field any more, so nobody could mend it.
func Check(p *policy.Policy, r Request) (Checked, problem.List) {
	k := &checking{policy: p, request: r, answers: map[string]Answer{}, chosen: map[string]string{}, offered: map[string]bool{}}
	k.sort()
	for _, f := range p.Form.Fields {
		switch {
		case f.When != nil && !f.When.Holds(k.chosen[f.When.Field]):
		case f.Own():
			k.own(f)
		case f.Kind != policy.ShownField:
			k.field(f)
		}
	}
	k.notOffered()
	return k.checked, k.faults
}

// checking is one request on its way through the form.
type checking struct {
	policy  *policy.Policy
	request Request
	answers map[string]Answer
	chosen  map[string]string // paths, by the keys of the fields so far
	offered map[string]bool   // the ticket's own fields that apply
	checked Checked
	faults  problem.List
}

func (k *checking) fault(e *problem.Error) {
	if e != nil {
		k.faults = append(k.faults, e)
	}
}

// sort lays the answers beside their fields.
func (k *checking) sort() {
	answers, faults := sorted(k.policy, k.request.Answers)
	k.answers, k.faults = answers, faults
}

// sorted are answers by their keys; those that have no place in the form are faults.
func sorted(p *policy.Policy, answers []Answer) (map[string]Answer, problem.List) {
	var faults problem.List
	byKey := make(map[string]Answer, len(answers))
	for _, a := range answers {
		_, twice := byKey[a.Key]
		switch f := p.Form.Field(a.Key); {
		case f == nil:
			faults = append(faults, problem.New(problem.FieldUnknown, "fields", clipped(a.Key)))
		case f.Own() || f.Kind == policy.ShownField:
			faults = append(faults, at(problem.FieldUnknown, f))
		case twice:
			faults = append(faults, at(problem.FieldRepeated, f))
		default:
			byKey[a.Key] = a
		}
	}
	return byKey, faults
}

// clipped is as much of an unknown key as is worth repeating.
func clipped(key string) string { return strings.ToValidUTF8(key[:min(len(key), maxKey)], "") }

const maxKey = 40 // bytes

func at(code problem.Code, f *policy.Field) *problem.Error { return problem.New(code, "fields", f.Key) }

// own checks a field whose answer has its own place in the request.
func (k *checking) own(f *policy.Field) {
	answered := true
	switch f.Key {
	case policy.PersonKey:
		if k.request.People == 0 {
			return // M1.5
		}
		answered = k.request.Person
	case policy.AttachmentsKey:
		answered = k.request.Files
	case policy.PriorityKey:
		answered = k.request.Priority != ""
	}
	k.offered[f.Key] = true
	if k.required(f) && !answered {
		k.fault(problem.New(problem.Required, f.Key))
	}
}

func (k *checking) required(f *policy.Field) bool {
	return f.Required || f.RequiredWhen != nil && f.RequiredWhen.Holds(k.chosen[f.RequiredWhen.Field])
}

// field checks an answer to a field of the desk's own, and keeps it.
func (k *checking) field(f *policy.Field) {
	a := k.answers[f.Key]
	if a.empty() {
		k.missing(f)
		return
	}
	value, fault := k.value(f, a)
	switch {
	case fault != nil:
		k.fault(fault)
		return
	case value.Value == "":
		k.missing(f)
		return
	}
	k.checked.Values = append(k.checked.Values, value)
	if f.Notify {
		k.checked.Notify = append(k.checked.Notify, value.Value)
	}
}

func (k *checking) missing(f *policy.Field) {
	switch {
	case !k.required(f):
	case f.Kind == policy.ConsentField:
		k.fault(at(problem.ConsentRequired, f))
	default:
		k.fault(at(problem.Required, f))
	}
}

// notOffered notes what came along for the ticket's own fields and has no place in the form.
func (k *checking) notOffered() {
	if k.request.Person && !k.offered[policy.PersonKey] {
		k.fault(problem.New(problem.FieldUnknown, policy.PersonKey))
	}
	if k.request.Files && !k.offered[policy.AttachmentsKey] {
		k.fault(problem.New(problem.AttachmentsNotAllowed, policy.AttachmentsKey))
	}
	switch asked, set := k.request.Priority, k.checked.Priority; {
	case asked == "" || asked == set:
	case set != "":
		k.fault(problem.New(problem.PrioritySetByChoice, policy.PriorityKey).With("priority", k.policy.PriorityWord(set)))
	case !k.offered[policy.PriorityKey]:
		k.fault(problem.New(problem.FieldUnknown, policy.PriorityKey))
	case !k.policy.UsesPriority(asked):
		k.fault(problem.New(problem.PriorityNotUsed, policy.PriorityKey))
	}
}
