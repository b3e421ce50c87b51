package policy_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sportello/internal/policy"
)

// The forms of the five desks: M0.1–M0.3, M1.5, M1.6, M2.2, M3.1, M4.9, M4.10.
func TestPresetsHaveTheFormsOfTheirDesks(t *testing.T) {
	for name, want := range map[string]string{
		"guided": "topic:tree! subject:text! description:rich_text! attachments:attachment",
		"studio": "subject:text! person:person product:product! request_type:choice! impact:choice! description:rich_text! privacy:consent!",
		"saas":   "subject:text! description:rich_text! category:choice! priority:choice attachments:attachment",
		"mail":   "subject:text! description:rich_text! attachments:attachment",
		"portal": "company:shown vat_number:shown requester_name:shown notification_email:email! contact:choice! phone:phone person:person " +
			"request_type:choice! area:choice! priority:choice subject:text! description:rich_text! attachments:attachment",
	} {
		var got []string
		for _, f := range preset(t, name).Form.Fields {
			word := f.Key + ":" + string(f.Kind)
			if f.Required {
				word += "!"
			}
			got = append(got, word)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s\nwant: %s", name, strings.Join(got, " "), want)
		}
	}
	portal, guided := preset(t, "portal").Form, preset(t, "guided").Form
	if x := portal.Field("phone").RequiredWhen; x == nil || !x.Holds("PHONE") || x.Holds("WEB") || x.Holds("") {
		t.Errorf("M4.10: the phone is demanded with the contact preference phone only: %+v", x)
	}
	if e := portal.Field("notification_email"); !e.Notify || e.Propose != policy.AccountEmail {
		t.Errorf("M4.10, M4.11: %+v", e)
	}
	if path := guided.Field("topic").Path("ACCESS/BLOCKED/CANNOT_SIGN_IN/PASSWORD"); len(path) != 4 || path[3].Priority != policy.High {
		t.Errorf("M0.1: macro topic, urgency, narrower choices: %v", path)
	}
}

// small is a preset with another form.
func small(t testing.TB, form string) (*policy.Policy, error) {
	t.Helper()
	text, err := policy.PresetText("saas")
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(text), "\nform:")
	form = strings.NewReplacer(
		"LABEL", "label: {it: x, es: x, en: x}",
		"OWN", "    - {key: subject, kind: text, required: true, LABEL}\n    - {key: description, kind: text, required: true, LABEL}\n",
	).Replace(form)
	form = strings.ReplaceAll(form, "LABEL", "label: {it: x, es: x, en: x}")
	return policy.Parse("my.yaml", []byte(head+"\n"+form))
}

func TestSmallPolicyHasAForm(t *testing.T) {
	p, err := small(t, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"subject", "person", "priority", "description", "attachments"} {
		if f := p.Form.Field(key); f == nil || f.Label["es"] == "" {
			t.Errorf("%s: %+v", key, f)
		}
	}
}

func TestFaultsOfForms(t *testing.T) {
	const form = "form:\n  fields:\nOWN"
	const choice = form + "    - key: c\n      kind: choice\n      LABEL\n      options:\n"
	const a = "        - {value: A, LABEL}\n"
	for name, c := range map[string]struct{ form, want string }{
		"no fields":               {"form: {fields: []}", "form.fields: the field subject is missing"},
		"no description":          {"form: {fields: [{key: subject, kind: text, required: true, LABEL}]}", "form.fields: the field description is missing"},
		"not a list":              {"form: {fields: {a: b}}", "form.fields: write a list"},
		"no mapping":              {"form:\n  fields: [x]", "form.fields[0]: write a mapping of key, kind"},
		"unknown key":             {form + "    - {key: x, kind: text, LABEL, lable: x}", "form.fields[2].lable: no such key; here are key, kind, label"},
		"missing key":             {form + "    - {kind: text, LABEL}", "form.fields[2].key: is missing"},
		"missing label":           {form + "    - {key: x, kind: text}", "form.fields[2].label: is missing"},
		"label in two languages":  {form + "    - {key: x, kind: text, label: {it: x, en: x}}", `form.fields[2].label.es: the word in "es" is missing`},
		"help in one":             {form + "    - {key: x, kind: text, LABEL, help: {it: x}}", `form.fields[2].help.en: the word in "en" is missing`},
		"bad key":                 {form + "    - {key: X-1, kind: text, LABEL}", "form.fields[2].key: lower-case letters"},
		"same key":                {form + "    - {key: subject, kind: text, required: true, LABEL}", "form.fields[2].key: another field is called subject already"},
		"bad kind":                {form + "    - {key: x, kind: texts, LABEL}", `form.fields[2].kind: "texts" is no kind`},
		"subject not required":    {"form:\n  fields:\n    - {key: subject, kind: text, LABEL}\n    - {key: description, kind: text, required: true, LABEL}", "form.fields[0]: a ticket always has a subject"},
		"subject of many formats": {"form:\n  fields:\n    - {key: subject, kind: rich_text, required: true, LABEL}", "form.fields[0].kind: the field subject is of kind text"},
		"length of the subject":   {"form:\n  fields:\n    - {key: subject, kind: text, required: true, LABEL, length: {max: 3}}\n    - {key: description, kind: text, required: true, LABEL}", "form.fields[0].length: only of the desk's own"},
		"length":                  {form + "    - {key: x, kind: text, LABEL, length: {min: 5, max: 4}}", "form.fields[2].length: min from 0"},
		"length without bound":    {form + "    - {key: x, kind: text, LABEL, length: {max: 100001}}", "form.fields[2].length: min from 0"},
		"length in words":         {form + "    - {key: x, kind: text, LABEL, length: {max: long}}", `form.fields[2].length.max: "long" is no whole number`},
		"unknown key of a length": {form + "    - {key: x, kind: text, LABEL, length: {most: 3}}", "form.fields[2].length.most: no such key; here are min, max"},
		"person by another name":  {form + "    - {key: x, kind: person, LABEL}", "form.fields[2].key: a field of this kind is called person"},
		"files by another name":   {form + "    - {key: x, kind: attachment, LABEL}", "form.fields[2].key: a field of this kind is called attachments"},
		"lines of a phone":        {form + "    - {key: x, kind: phone, LABEL, lines: true}", "form.fields[2].lines: only of text"},
		"notify a phone":          {form + "    - {key: x, kind: phone, LABEL, notify: true}", "form.fields[2].notify: only of email"},
		"options of a phone":      {form + "    - {key: x, kind: phone, LABEL, options: [{value: A, LABEL}]}", "form.fields[2].options: only of choice"},
		"no options":              {form + "    - {key: x, kind: tree, LABEL}", "form.fields[2].options: is missing"},
		"options of the priority": {form + "    - {key: priority, kind: choice, LABEL, options: [{value: A, LABEL}]}", "form.fields[2].options: only of"},
		"two say the priority":    {choice + "        - {value: A, LABEL, priority: LOW}\n    - {key: priority, kind: choice, LABEL}", "form.fields[2].options: its options set the priority, and so does the field priority"},
		"two choices say it":      {choice + "        - {value: A, LABEL, priority: LOW}\n    - {key: d, kind: choice, LABEL, options: [{value: A, LABEL, priority: LOW}]}", "form.fields[3].options: another field's options set the priority already"},
		"unused priority":         {choice + "        - {value: A, LABEL, priority: SOON}", `form.fields[2].options[0].priority: "SOON" is not among`},
		"bad value":               {choice + "        - {value: A/B, LABEL}", "form.fields[2].options[0].value: letters, digits, - and _"},
		"same value":              {choice + a + "        - {value: a, LABEL}", "form.fields[2].options[1].value: a stands beside it already"},
		"all retired":             {choice + "        - {value: A, LABEL, retired: true}", "form.fields[2].options: all are retired"},
		"a choice that opens":     {choice + "        - {value: A, LABEL, options: [{value: B, LABEL}]}", "form.fields[2].options[0].options: only a tree opens further"},
		"priority of a branch": {form + "    - {key: x, kind: tree, LABEL, options: [{value: A, LABEL, priority: LOW, options: [{value: B, LABEL}]}]}",
			"form.fields[2].options[0].priority: only a leaf sets it"},
		"a label of an option":      {choice + "        - {value: A, label: {it: x, es: x}}", `form.fields[2].options[0].label.en: the word`},
		"condition on nothing":      {form + "    - {key: x, kind: text, LABEL, when: {field: y, in: [A]}}", `form.fields[2].when.field: no field "y" stands above x`},
		"condition on what follows": {form + "    - {key: x, kind: text, LABEL, when: {field: c, in: [A]}}\n    - {key: c, kind: choice, LABEL, options: [{value: A, LABEL}]}", `no field "c" stands above x`},
		"condition on a text":       {form + "    - {key: x, kind: text, LABEL, when: {field: subject, in: [A]}}", "form.fields[2].when.field: subject has no options"},
		"condition on no value":     {choice + a + "    - {key: x, kind: text, LABEL, required_when: {field: c, in: []}}", "form.fields[3].required_when.in: name a value"},
		"condition on another":      {choice + a + "    - {key: x, kind: text, LABEL, required_when: {field: c, in: [B]}}", `form.fields[3].required_when.in[0]: c has no option "B"`},
		"half a condition":          {choice + a + "    - {key: x, kind: text, LABEL, required_when: {field: c}}", "form.fields[3].required_when.in: is missing"},
		"consent without version":   {form + "    - {key: x, kind: consent, LABEL, notice: {it: x, es: x, en: x}}", "form.fields[2].version: say which version"},
		"consent without notice":    {form + "    - {key: x, kind: consent, LABEL, version: '1'}", `form.fields[2].notice.it: the word in "it"`},
		"version of a text":         {form + "    - {key: x, kind: text, LABEL, version: '1'}", "form.fields[2]: version and notice are of consent only"},
		"proposed to a phone":       {form + "    - {key: x, kind: phone, LABEL, propose: account.name}", "form.fields[2].propose: only of the desk's own text and email"},
		"a name for an e-mail":      {form + "    - {key: x, kind: email, LABEL, propose: account.name}", "form.fields[2].propose: an e-mail is proposed from account.email"},
		"proposed by nobody":        {form + "    - {key: x, kind: text, LABEL, propose: account.mail}", "form.fields[2].propose: there are account.email"},
		"shown, but what":           {form + "    - {key: x, kind: shown, LABEL}", "form.fields[2].propose: say what is shown"},
		"shown and required":        {form + "    - {key: x, kind: shown, LABEL, propose: tenant.name, required: true}", "form.fields[2]: what is shown is not answered"},
		"too deep": {form + "    - {key: x, kind: tree, LABEL, options: " + strings.Repeat("[{value: A, LABEL, options: ", 9) + "[]" + strings.Repeat("}]", 9) + "}",
			"a tree is 8 deep at most"},
		"too long a path": {form + "    - {key: x, kind: tree, LABEL, options: " + strings.Repeat("[{value: "+strings.Repeat("A", 60)+", LABEL, options: ", 5) + "[]" + strings.Repeat("}]", 5) + "}",
			"the path to it has more than 255 characters"},
		"too many fields":  {form + numbered(59, "    - {key: k%d, kind: phone, LABEL}\n"), "form.fields: 60 fields at most"},
		"too many options": {choice + numbered(1001, "        - {value: V%d, LABEL}\n"), "form.fields: 1000 options at most"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := small(t, c.form); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got:  %v\nwant: %s", err, c.want)
			}
		})
	}
}

func numbered(n int, line string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, line, i)
	}
	return b.String()
}

// A form may be as large as its bounds say.
func TestLargestForm(t *testing.T) {
	p, err := small(t, "form:\n  fields:\nOWN"+numbered(57, "    - {key: k%d, kind: phone, LABEL}\n")+
		"    - key: c\n      kind: tree\n      LABEL\n      options:\n"+numbered(992, "        - {value: V%d, LABEL}\n")+
		"        - "+strings.Repeat("{value: A, LABEL, options: [", 7)+"{value: A, LABEL}"+strings.Repeat("]}", 7))
	if err != nil {
		t.Fatal(err)
	}
	if path := p.Form.Field("c").Path("A/A/A/A/A/A/A/A"); len(path) != 8 || p.Form.Field("c").Path("A/B") != nil {
		t.Errorf("%v", path)
	}
}

// Files that the YAML reader would need minutes for are refused at once.
func TestNestedFilesAreRefusedAtOnce(t *testing.T) {
	const size = 250 << 10
	for name, text := range map[string]string{
		"brackets": strings.Repeat("[", size), "mappings": strings.Repeat("{a: ", size/4), "dashes": strings.Repeat("- ", size/2),
		"questions": strings.Repeat("? ", size/2), "tags": strings.Repeat("!a ", size/3), "anchors": strings.Repeat("&a ", size/3),
		"hidden brackets": strings.Repeat(`["]",`, size/5),
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			if _, err := policy.Parse("deep.yaml", []byte(text)); err == nil {
				t.Error("accepted")
			}
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}
