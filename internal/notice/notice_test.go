package notice_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sportello/internal/email"
	"sportello/internal/notice"
	"sportello/internal/policy"
)

func notifications(t *testing.T, preset string) policy.Notifications {
	t.Helper()
	p, err := policy.Preset(preset)
	if err != nil {
		t.Fatal(err)
	}
	return p.Notifications
}

// M1.7, M4.10, M4.11: who is told on each of the five desks.
func TestRecipientsOfThePresets(t *testing.T) {
	account := notice.Party{Name: "Carla", Email: "carla@example.com"}
	piero := &notice.Party{Name: "Piero", Email: "piero@example.com"}
	toCarla := notice.Address{Name: "Carla", Email: "carla@example.com", Why: notice.Account}
	toPiero := notice.Address{Name: "Piero", Email: "piero@example.com", Why: notice.Person}
	toGiven := notice.Address{Email: "ufficio@example.com", Why: notice.Given}
	for _, c := range []struct {
		row, preset string
		person      *notice.Party
		given       string
		want        []notice.Address
	}{
		{"M1.7 the person", "studio", piero, "", []notice.Address{toPiero}},
		{"M1.7 else the account", "studio", nil, "", []notice.Address{toCarla}},
		{"M1.7 no other address", "studio", piero, toGiven.Email, []notice.Address{toPiero}},
		{"M4.10 both", "portal", nil, toGiven.Email, []notice.Address{toCarla, toGiven}},
		{"M4.10 unchanged", "portal", nil, "Carla@Example.com ", []notice.Address{toCarla}},
		{"M4.11 none given", "portal", nil, "", []notice.Address{toCarla}},
		{"M4.14 the person is only the contact", "portal", piero, "", []notice.Address{toCarla}},
		{"M0 the account", "guided", piero, toGiven.Email, []notice.Address{toCarla}},
		{"M2 the account", "saas", piero, toGiven.Email, []notice.Address{toCarla}},
		{"M3 the account", "mail", piero, toGiven.Email, []notice.Address{toCarla}},
	} {
		got := notice.Recipients(notifications(t, c.preset), account, c.person, c.given)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %+v, want %+v", c.row, got, c.want)
		}
	}
}

// Nobody is told twice, nobody without an address, and who has one is never left without a word.
func TestNobodyIsToldTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		address := rapid.SampledFrom([]string{"", "a@example.com", "A@example.com", "b@example.com"})
		rule := rapid.SampledFrom([]policy.Notifications{policy.ToAccount, policy.PersonReplacesAccount, policy.AccountAndGiven}).Draw(t, "rule")
		account := notice.Party{Email: address.Draw(t, "account")}
		var person *notice.Party
		if rapid.Bool().Draw(t, "with person") {
			person = &notice.Party{Email: address.Draw(t, "person")}
		}
		told := notice.Recipients(rule, account, person, address.Draw(t, "given"))
		seen := map[string]bool{}
		for _, a := range told {
			key := email.Normalize(a.Email)
			if key == "" || seen[key] {
				t.Fatalf("told %+v", told)
			}
			seen[key] = true
		}
		if account.Email != "" && person == nil && len(told) == 0 {
			t.Fatal("nobody is told")
		}
	})
}
