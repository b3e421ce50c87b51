package policy_test

import (
	"strings"
	"testing"
	"time"

	"sportello/internal/calendar"
	"sportello/internal/policy"
)

// What the manuals promise.
func TestPresetsPromise(t *testing.T) {
	studio, saas, mail := preset(t, "studio"), preset(t, "saas"), preset(t, "mail")
	if got := studio.Due.FirstResponse.Target(policy.Normal); got != (calendar.Target{Count: calendar.CountElapsed, After: 24 * time.Hour}) {
		t.Errorf("M1.1: the first response is due after %v", got)
	}
	hours, err := studio.Hours.Calendar("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	week := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	if got := hours.Working(week, week.AddDate(0, 0, 7)); got != 45*time.Hour {
		t.Errorf("M1.1: a week has %v", got)
	}
	for _, p := range []policy.Promise{saas.Due.FirstResponse, saas.Due.NextResponse} {
		target := p.Target(policy.Normal)
		if target.After != 48*time.Hour || target.Count != calendar.CountWorking || target.Share(p.WarnAt) != 24*time.Hour {
			t.Errorf("M2.9: %+v", p)
		}
		if urgent := p.Target(policy.Urgent); urgent.After >= 24*time.Hour {
			t.Errorf("M2.9: urgent ones wait %v", urgent.After)
		}
	}
	if !studio.Due.Resolution.PausesAt(policy.WaitingOnCustomer) || studio.Due.Resolution.PausesAt(policy.Open) {
		t.Error("the studio's clock waits for the customer, and for nobody else")
	}
	if mail.Due.Promised() || mail.Hours.Known() {
		t.Error("the mail desk's manual promises nothing")
	}
	if none, err := mail.Hours.Calendar("Europe/Rome"); none != nil || err != nil {
		t.Errorf("without hours: %v, %v", none, err)
	}
}

func TestFaultsOfPromises(t *testing.T) {
	for name, c := range map[string]struct{ before, after, want string }{
		"overlapping slots":  {"mon: [09:00-18:00]", "mon: [09:00-18:00, 13:00-15:00]", "hours.mon[1]: overlaps with 09:00-18:00"},
		"no such day":        {"mon: [09:00", "lun: [09:00", "hours.lun: no such day"},
		"no slot":            {"mon: [09:00-18:00]", "mon: [9-18]", `hours.mon[0]: "9-18" is no slot`},
		"a text for slots":   {"mon: [09:00-18:00]", "mon: 09:00-18:00", "hours.mon: write a list"},
		"never at work":      {"hours: {mon: [09:00-18:00], tue: [09:00-18:00], wed: [09:00-18:00], thu: [09:00-18:00], fri: [09:00-18:00]}", "hours: {}", "hours: say when the desk works"},
		"no such country":    {"country: it", "country: xx", "holidays.country: "},
		"no such date":       {"{country: it}", "{country: it, extra: [29/06]}", `holidays.extra[0]: "29/06" is no date`},
		"which time":         {"count: elapsed", "count: business", "due.first_response.count: elapsed or working"},
		"how long":           {"count: elapsed, within: PT24H", "count: elapsed", "due.first_response.within: say how long"},
		"no time at all":     {"within: PT45H", "within: PT0S", "due.resolution.within: say how long"},
		"no duration":        {"{URGENT: PT18H}", "{URGENT: soon}", `due.resolution.by_priority.URGENT: "soon" is no duration`},
		"a list of priority": {"{URGENT: PT18H}", "{URGENT: [PT18H]}", "due.resolution.by_priority.URGENT: write a duration"},
		"unused priority":    {"{URGENT: PT18H}", "{HIGH: PT18H}", `due.resolution.by_priority.HIGH: "HIGH" is not among`},
		"more than a year":   {"within: PT24H", "within: P400D", "due.first_response.within: more than nothing, and at most P366D"},
		"warned too late":    {"warn_at: 80}     #", "warn_at: 100}    #", "due.next_response.warn_at: from 1 to 99"},
		"never warned":       {"warn_at: 80}     #", "warn_at: 0}     #", "due.next_response.warn_at: from 1 to 99"},
		"unused status":      {"pauses_in: [WAITING_ON_CUSTOMER]", "pauses_in: [RESOLVED]", `due.resolution.pauses_in[0]: "RESOLVED" is not among`},
		"pauses at the end":  {"pauses_in: [WAITING_ON_CUSTOMER]", "pauses_in: [CLOSED]", "due.resolution.pauses_in[0]: CLOSED"},
		"pauses elsewhere":   {"count: elapsed, within", "pauses_in: [OPEN], count: elapsed, within", "due.first_response.pauses_in: no such key"},
	} {
		t.Run(name, func(t *testing.T) {
			err := broken(t, "studio", c.before, c.after)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got:  %v\nwant: %s", err, c.want)
			}
		})
	}
}

// What a desk says of its time must be enough for what it promises.
func TestPromisesNeedHours(t *testing.T) {
	text, err := policy.PresetText("mail")
	if err != nil {
		t.Fatal(err)
	}
	for added, want := range map[string]string{
		"due: {first_response: {count: working, within: PT8H}}":                            "due.first_response.count: say in hours",
		"holidays: {country: es}":                                                          "holidays: only with hours",
		"hours: {mon: [09:00-09:01]}\ndue: {resolution: {count: working, within: PT100H}}": "due.resolution.within: the desk does not work as long in 20 years",
	} {
		_, err := policy.Parse("my.yaml", append([]byte(string(text)+"\n"), added...))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", added, err)
		}
	}
}
