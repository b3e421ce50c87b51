package policy_test

import (
	"fmt"
	"slices"
	"testing"

	"sportello/internal/policy"
)

func TestChangesNameWhatDiffers(t *testing.T) {
	before := parsed(t, portalWith(t))
	for name, c := range map[string]struct {
		pairs []string
		want  []string
	}{
		"nothing":   {nil, nil},
		"a comment": {[]string{"# M4.16", "# as the manual says", "{min: 1, max: 200}", "{ max: 200,  min: 1 }"}, nil},
		"a word":    {[]string{"it: Rinviato", "it: Da voi"}, []string{"statuses.WAITING_ON_CUSTOMER.it: Rinviato → Da voi"}},
		"a list":    {[]string{"[URGENT]", "[HIGH, URGENT]"}, []string{"priority.never_raise_to: [URGENT] → [HIGH, URGENT]"}},
		"a status added": {[]string{"  CLOSED: {it", "  RESOLVED: {it: Risolto, es: Resuelto, en: Resolved}\n  CLOSED: {it",
			"{WAITING_ON_CUSTOMER: IN_PROGRESS}", "{WAITING_ON_CUSTOMER: IN_PROGRESS, RESOLVED: IN_PROGRESS}"},
			[]string{"statuses.RESOLVED: added {it: Risolto, es: Resuelto, en: Resolved}", "moves.customer_reply.RESOLVED: added IN_PROGRESS"}},
		"a rule removed": {[]string{"  not_before: PT5M\n", ""}, []string{"closing.not_before: removed PT5M"}},
	} {
		var got []string
		for _, change := range policy.Changes(before, parsed(t, portalWith(t, c.pairs...))) {
			got = append(got, change.String())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestLostIsWhatTheNewPolicyTakesAway(t *testing.T) {
	leaf := func(value string, below ...*policy.Option) *policy.Option {
		return &policy.Option{Value: value, Options: below}
	}
	with := func(fields ...*policy.Field) *policy.Policy {
		return &policy.Policy{
			Statuses:   map[policy.Status]policy.Label{policy.Draft: nil, policy.Open: nil},
			Priorities: map[policy.Priority]policy.Label{policy.Low: nil}, Form: policy.Form{Fields: fields},
		}
	}
	tree := func(options ...*policy.Option) *policy.Field {
		return &policy.Field{Key: "topic", Kind: policy.TreeField, Options: options}
	}
	before := with(&policy.Field{Key: policy.SubjectKey}, &policy.Field{Key: "phone", Kind: policy.PhoneField},
		tree(leaf("LOGIN", leaf("PASSWORD"), leaf("BLOCKED")), leaf("OTHER")))
	for name, c := range map[string]struct {
		after *policy.Policy
		want  string
	}{
		"nothing": {before, "{[] [] [] []}"},
		"a status and a priority": {&policy.Policy{Statuses: map[policy.Status]policy.Label{policy.Open: nil}, Form: before.Form},
			"{[DRAFT] [LOW] [] []}"},
		"a field of the ticket's own": {with(before.Form.Fields[1:]...), "{[] [] [] []}"},
		"a field, and another kind":   {with(&policy.Field{Key: "topic", Kind: policy.TextField}), "{[] [] [phone topic] []}"},
		"an option, whole branches": {with(before.Form.Fields[1], tree(leaf("OTHER"))),
			"{[] [] [] [{topic LOGIN/PASSWORD} {topic LOGIN/BLOCKED}]}"},
		"none that is retired": {with(before.Form.Fields[1], tree(&policy.Option{Value: "LOGIN", Retired: true,
			Options: []*policy.Option{leaf("PASSWORD"), leaf("BLOCKED")}}, leaf("OTHER"))), "{[] [] [] []}"},
	} {
		lost := policy.Lost(before, c.after)
		if got := fmt.Sprint(lost); got != c.want || lost.Empty() != (c.want == "{[] [] [] []}") {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
