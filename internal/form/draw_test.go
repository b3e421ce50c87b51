package form_test

import (
	"fmt"
	"testing"

	"sportello/internal/form"
	"sportello/internal/policy"
)

func field(t *testing.T, drawn []form.Drawn, key string) form.Drawn {
	t.Helper()
	for _, d := range drawn {
		if d.Key == key {
			return d
		}
	}
	t.Fatalf("%s is not drawn", key)
	return form.Drawn{}
}

// Without persons no person field (M1.5).
func TestPersonsAreDrawnWhereThereAreAny(t *testing.T) {
	studio := preset(t, "studio")
	for people, want := range []int{6, 7, 7} {
		if drawn := form.Draw(studio, form.Facts{People: people}); len(drawn) != want {
			t.Errorf("%d people: %d fields", people, len(drawn))
		}
	}
}

// The form knows who asks (M4.9), and proposes where notifications go (M4.10).
func TestWhatIsKnownIsProposed(t *testing.T) {
	facts := form.Facts{AccountEmail: "anna@alfa.example", AccountName: "Anna Alfa", TenantName: "Alfa", TenantVAT: "01234567897"}
	drawn := form.Draw(preset(t, "portal"), facts)
	for key, want := range map[string]string{"company": "Alfa", "vat_number": "01234567897", "requester_name": "Anna Alfa",
		"notification_email": "anna@alfa.example", "priority": "NORMAL", "phone": ""} {
		if got := field(t, drawn, key).Proposed; got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	facts.AccountName = ""
	if got := field(t, form.Draw(preset(t, "portal"), facts), "requester_name").Proposed; got != "anna@alfa.example" {
		t.Errorf("M4.9: the e-mail while there is no name: %q", got)
	}
}

// The ticket's own fields bear their bounds and choices, too (M2.2).
func TestOwnFieldsAreDrawnWhole(t *testing.T) {
	drawn := form.Draw(preset(t, "saas"), form.Facts{})
	if l := field(t, drawn, "subject").Length; l.Min != 5 || l.Max != 200 {
		t.Errorf("subject: %+v", l)
	}
	if l := field(t, drawn, "description").Length; l.Min != 10 || l.Max != 20000 {
		t.Errorf("description: %+v", l)
	}
	priority := field(t, drawn, "priority")
	var got []string
	for _, c := range priority.Choices {
		got = append(got, c.Value()+"="+c.Label["it"])
	}
	if fmt.Sprint(got) != "[LOW=Bassa NORMAL=Media HIGH=Alta URGENT=Urgente]" || priority.Proposed != "NORMAL" {
		t.Errorf("%v, %s", got, priority.Proposed)
	}
}

// A tree is drawn branch by branch, without what is retired (M0.1).
func TestTreesAreDrawnInPreorder(t *testing.T) {
	var got []string
	for _, c := range field(t, form.Draw(lab(t), form.Facts{}), "kind").Choices {
		got = append(got, fmt.Sprint(c.Depth(), c.Path, c.IsLeaf))
	}
	if fmt.Sprint(got) != "[0 [NEW] false 1 [NEW A] true 0 [LEAF] true]" {
		t.Errorf("%v", got)
	}
	guided := field(t, form.Draw(preset(t, "guided"), form.Facts{}), "topic").Choices
	if guided[0].Value() != "ACCESS" || guided[0].IsLeaf || guided[4].Depth() != 3 || guided[4].Priority != policy.Urgent {
		t.Errorf("%+v", guided[:5])
	}
}
