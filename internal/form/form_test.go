package form_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sportello/internal/form"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/richtext"
)

func preset(t testing.TB, name string) *policy.Policy {
	t.Helper()
	p, err := policy.Preset(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// answers reads "key=value" pairs.
func answers(pairs ...string) []form.Answer {
	all := make([]form.Answer, len(pairs))
	for i, pair := range pairs {
		key, value, _ := strings.Cut(pair, "=")
		all[i] = form.Answer{Key: key, Value: value}
	}
	return all
}

// told are faults as one text.
func told(faults problem.List) string { return faults.Error() }

// The form of each desk, and what is wrong with requests that miss it.
func TestCheck(t *testing.T) {
	portal := []string{"notification_email=a@example.com", "contact=WEB", "request_type=ASSISTANCE", "area=SYSTEMS"}
	studio := []string{"product=2", "request_type=TECHNICAL", "impact=BLOCKED", "privacy=2026-01"}
	for name, c := range map[string]struct {
		preset  string
		request form.Request
		want    string
	}{
		"M0.1 a leaf":                        {"guided", form.Request{Answers: answers("topic=ACCESS/NORMAL/PROFILE"), Files: true}, ""},
		"M0.1 by its path":                   {"guided", form.Request{Answers: []form.Answer{{Key: "topic", Path: []string{"ACCESS", "NORMAL", "PROFILE"}}}}, ""},
		"M0.1 nothing chosen":                {"guided", form.Request{}, "REQUIRED at fields.topic"},
		"M0.1 not to the end":                {"guided", form.Request{Answers: answers("topic=ACCESS/BLOCKED")}, "NOT_A_LEAF at fields.topic"},
		"M0.1 past the end":                  {"guided", form.Request{Answers: answers("topic=ACCESS/NORMAL/PROFILE/MORE")}, "OPTION_UNKNOWN at fields.topic"},
		"M0.1 the leaf sets the priority":    {"guided", form.Request{Answers: answers("topic=ACCESS/NORMAL/PROFILE"), Priority: policy.High}, "PRIORITY_SET_BY_CHOICE at priority"},
		"M0.1 the same priority":             {"guided", form.Request{Answers: answers("topic=ACCESS/NORMAL/PROFILE"), Priority: policy.Low}, ""},
		"value and path":                     {"guided", form.Request{Answers: []form.Answer{{Key: "topic", Value: "ACCESS", Path: []string{"ACCESS"}}}}, "INVALID_VALUE at fields.topic"},
		"M1.6 whole":                         {"studio", form.Request{Answers: answers(studio...)}, ""},
		"M1.6 all but the person":            {"studio", form.Request{People: 2}, "REQUIRED at fields.product; REQUIRED at fields.request_type; REQUIRED at fields.impact; CONSENT_REQUIRED at fields.privacy"},
		"M1.6 another version of the notice": {"studio", form.Request{Answers: answers(append(studio[:3:3], "privacy=2025-01")...)}, "CONSENT_OUTDATED at fields.privacy"},
		"M1.5 a person":                      {"studio", form.Request{Answers: answers(studio...), Person: true, People: 1}, ""},
		"M1.5 nobody to choose from":         {"studio", form.Request{Answers: answers(studio...), Person: true}, "FIELD_UNKNOWN at person"},
		"M1.8 no files at first":             {"studio", form.Request{Answers: answers(studio...), Files: true}, "ATTACHMENTS_NOT_ALLOWED at attachments"},
		"M2.2":                               {"saas", form.Request{Answers: answers("category=BUG"), Priority: policy.Urgent}, ""},
		"M2.2 no category":                   {"saas", form.Request{Priority: "SOON"}, "REQUIRED at fields.category; PRIORITY_NOT_USED at priority"},
		"M3.1 a mail says no more":           {"mail", form.Request{Files: true}, ""},
		"M3.1 nor its priority":              {"mail", form.Request{Priority: policy.High}, "FIELD_UNKNOWN at priority"},
		"M4.10":                              {"portal", form.Request{Answers: answers(portal...), Priority: policy.Urgent, Files: true}, ""},
		"M4.10 phone demanded":               {"portal", form.Request{Answers: answers(append(portal[2:4:4], "contact=PHONE", portal[0])...)}, "REQUIRED at fields.phone"},
		"M4.10 phone given":                  {"portal", form.Request{Answers: answers(append(portal[:4:4], "phone=+39 010 555 0101")...)}, ""},
		"M4.10 no phone":                     {"portal", form.Request{Answers: answers(append(portal[:4:4], "phone=call me")...)}, "INVALID_VALUE at fields.phone"},
		"M4.10 a phone book":                 {"portal", form.Request{Answers: answers(append(portal[:4:4], "phone="+strings.Repeat("1", 41))...)}, "TOO_LONG at fields.phone"},
		"M4.10 no e-mail":                    {"portal", form.Request{Answers: answers(append(portal[1:4:4], "notification_email=me")...)}, "INVALID_VALUE at fields.notification_email: not an e-mail address"},
		"M4.9 shown, not answered":           {"portal", form.Request{Answers: answers(append(portal[:4:4], "company=Other")...)}, "FIELD_UNKNOWN at fields.company"},
		"the ticket's own":                   {"mail", form.Request{Answers: answers("subject=Help")}, "FIELD_UNKNOWN at fields.subject"},
		"unknown":                            {"mail", form.Request{Answers: answers("colour=red")}, "FIELD_UNKNOWN at fields.colour"},
		"an unknown key as long as a letter": {"mail", form.Request{Answers: answers(strings.Repeat("é", 99) + "=red")}, "FIELD_UNKNOWN at fields." + strings.Repeat("é", 20)},
		"twice":                              {"saas", form.Request{Answers: answers("category=BUG", "category=BUG")}, "FIELD_REPEATED at fields.category"},
		"no path":                            {"portal", form.Request{Answers: append(answers(portal...), form.Answer{Key: "phone", Path: []string{"1"}})}, "INVALID_VALUE at fields.phone"},
		"no format":                          {"portal", form.Request{Answers: append(answers(portal[1:]...), form.Answer{Key: "notification_email", Value: "a@example.com", Format: richtext.HTML})}, "INVALID_VALUE at fields.notification_email"},
		"another case":                       {"saas", form.Request{Answers: answers("category=bug")}, "OPTION_UNKNOWN at fields.category"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, faults := form.Check(preset(t, c.preset), c.request); told(faults) != c.want {
				t.Errorf("got:  %s\nwant: %s", told(faults), c.want)
			}
		})
	}
}

// What is kept comes in the order of the form, as filters compare it (M0.1, M1.6, M4.11).
func TestChecked(t *testing.T) {
	checked, faults := form.Check(preset(t, "portal"), form.Request{
		Answers: answers("area= ACCOUNTING ", "notification_email= Ufficio@Example.com", "request_type=APPOINTMENT", "contact=PHONE", "phone= 010/555 01 "),
	})
	want := []form.Value{{Key: "notification_email", Value: "ufficio@example.com"}, {Key: "contact", Value: "PHONE"},
		{Key: "phone", Value: "010/555 01"}, {Key: "request_type", Value: "APPOINTMENT"}, {Key: "area", Value: "ACCOUNTING"}}
	if len(faults) > 0 || !slices.Equal(checked.Values, want) {
		t.Errorf("%v\n got: %+v\nwant: %+v", faults, checked.Values, want)
	}
	if !slices.Equal(checked.Notify, []string{"ufficio@example.com"}) {
		t.Errorf("M4.11: %v", checked.Notify)
	}
	for topic, priority := range map[string]policy.Priority{
		"ACCESS/BLOCKED/SERVICE_DOWN": policy.Urgent, "ACCESS/BLOCKED/CANNOT_SIGN_IN/PASSWORD": policy.High, "OTHER/NORMAL/PROPOSAL": policy.Low,
	} {
		if checked, faults := form.Check(preset(t, "guided"), form.Request{Answers: answers("topic=" + topic)}); len(faults) > 0 || checked.Priority != priority {
			t.Errorf("M0.1: %s: %v, %s", topic, faults, checked.Priority)
		}
	}
	for impact, priority := range map[string]policy.Priority{"BLOCKED": policy.Urgent, "DIFFICULTY": policy.Normal} {
		checked, faults := form.Check(preset(t, "studio"), form.Request{Answers: answers("product=11", "request_type=COMMERCIAL", "impact="+impact, "privacy=2026-01")})
		if len(faults) > 0 || checked.Priority != priority {
			t.Errorf("M1.6: %s: %v, %s", impact, faults, checked.Priority)
		}
	}
}

// lab is a desk with a field of every kind that the presets' forms do not have.
func lab(t testing.TB) *policy.Policy {
	t.Helper()
	text, err := policy.PresetText("mail")
	if err != nil {
		t.Fatal(err)
	}
	label := "label: {it: x, es: x, en: x}"
	p, err := policy.Parse("lab.yaml", []byte(string(text)+strings.ReplaceAll(labFields, "LABEL", label)))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const labFields = `    - {key: kind, kind: tree, LABEL, options: [{value: OLD, LABEL, retired: true, options: [{value: A, LABEL}]},
        {value: NEW, LABEL, options: [{value: A, LABEL}, {value: B, LABEL, retired: true}]}, {value: LEAF, LABEL}]}
    - {key: line, kind: text, LABEL, required: true, length: {min: 3, max: 20}}
    - {key: lines, kind: text, LABEL, lines: true, when: {field: kind, in: [NEW]}}
    - {key: rich, kind: rich_text, LABEL, required_when: {field: kind, in: [LEAF]}, length: {min: 2, max: 1000}}
`

func TestTexts(t *testing.T) {
	p := lab(t)
	for name, c := range map[string]struct {
		answers []form.Answer
		want    string // faults, or what is kept
	}{
		"a line":                  {answers("line=  Perche\u0301 no "), `[{line Perché no Perché no }]`},
		"nothing":                 {answers("line= "), "REQUIRED at fields.line"},
		"too short":               {answers("line=ab"), "TOO_SHORT at fields.line"},
		"too long":                {answers("line=" + strings.Repeat("è", 21)), "TOO_LONG at fields.line"},
		"as long as can be":       {answers("line=" + strings.Repeat("è", 20)), "[{line " + strings.Repeat("è", 20) + " " + strings.Repeat("è", 20) + " }]"},
		"several lines for one":   {answers("line=one\ntwo"), "INVALID_CHARACTERS at fields.line"},
		"bell":                    {answers("line=one\atwo"), "INVALID_CHARACTERS at fields.line"},
		"no UTF-8":                {answers("line=one\xff"), "INVALID_CHARACTERS at fields.line"},
		"no condition yet":        {answers("line=one", "lines=gone"), "[{line one one }]"},
		"not the condition":       {answers("line=one", "kind=LEAF", "lines=gone", "rich=yes"), "[{kind LEAF  } {line one one } {rich yes yes PLAIN}]"},
		"the condition":           {answers("line=one", "kind=NEW/A", "lines=a\r\n b"), "[{kind NEW/A  } {line one one } {lines a b a\n b }]"},
		"retired":                 {answers("line=one", "kind=NEW/B"), "OPTION_RETIRED at fields.kind"},
		"under what is retired":   {answers("line=one", "kind=OLD/A"), "OPTION_RETIRED at fields.kind"},
		"demanded by the choice":  {answers("line=one", "kind=LEAF"), "REQUIRED at fields.rich"},
		"marks alone are no word": {append(answers("line=one", "kind=LEAF"), form.Answer{Key: "rich", Value: "<p><b></b></p>", Format: richtext.HTML}), "REQUIRED at fields.rich"},
		"nor where none is asked": {append(answers("line=one"), form.Answer{Key: "rich", Value: "<p></p>", Format: richtext.HTML}), "[{line one one }]"},
		"nor do they count":       {append(answers("line=one"), form.Answer{Key: "rich", Value: "<b>x</b>", Format: richtext.HTML}), "TOO_SHORT at fields.rich"},
		"rich":                    {append(answers("line=one"), form.Answer{Key: "rich", Value: "**Uno** due", Format: richtext.Markdown}), "[{line one one } {rich Uno due **Uno** due MARKDOWN}]"},
		"all at once": {answers("kind=NOPE", "line=", "rich="+strings.Repeat("x", 1001), "who=me"),
			"FIELD_UNKNOWN at fields.who; OPTION_UNKNOWN at fields.kind; REQUIRED at fields.line; TOO_LONG at fields.rich"},
	} {
		t.Run(name, func(t *testing.T) {
			checked, faults := form.Check(p, form.Request{Answers: c.answers})
			got := told(faults)
			if len(faults) == 0 {
				got = fmt.Sprint(checked.Values)
			}
			if got != c.want {
				t.Errorf("got:  %s\nwant: %s", got, c.want)
			}
		})
	}
}

// A draft may be incomplete and half-written (M0.4).
func TestLoose(t *testing.T) {
	p := preset(t, "portal")
	half := answers("phone=no", "notification_email=half@", "area=")
	kept, faults := form.Loose(p, half)
	if len(faults) > 0 || fmt.Sprint(kept) != "[{notification_email half@ [] } {phone no [] }]" {
		t.Errorf("%v, %v", kept, faults)
	}
	branch := form.Answer{Key: "topic", Path: []string{"ACCESS", "BLOCKED"}}
	if kept, faults := form.Loose(preset(t, "guided"), []form.Answer{branch}); len(faults) > 0 || len(kept) != 1 {
		t.Errorf("a way not gone to its end: %v, %v", kept, faults)
	}
	kept, faults = form.Loose(p, answers("phone= 12"+strings.Repeat(" ", 10_000)))
	if len(faults) > 0 || fmt.Sprint(kept) != "[{phone 12 [] }]" {
		t.Errorf("space is kept: %.100v, %v", kept, faults)
	}
	_, faults = form.Loose(preset(t, "guided"), []form.Answer{{Key: "topic", Path: []string{"ACCESS", "\x1b[31m"}}})
	if want := "INVALID_CHARACTERS at fields.topic"; told(faults) != want {
		t.Errorf("got:  %s\nwant: %s", told(faults), want)
	}
	_, faults = form.Loose(p, answers("phone="+strings.Repeat("1", 256), "colour=red", "area=\xff", "contact=WEB", "contact=WEB"))
	want := "FIELD_UNKNOWN at fields.colour; FIELD_REPEATED at fields.contact; TOO_LONG at fields.phone; INVALID_CHARACTERS at fields.area"
	if told(faults) != want {
		t.Errorf("got:  %s\nwant: %s", told(faults), want)
	}
}
