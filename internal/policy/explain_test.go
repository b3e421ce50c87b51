package policy_test

import (
	"strings"
	"testing"

	"sportello/internal/policy"
)

// portalWith is the file of the portal preset with some texts replaced, each there once at least.
func portalWith(t *testing.T, pairs ...string) []byte {
	t.Helper()
	text, err := policy.PresetText("portal")
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(string(text), pairs[i]) {
			t.Fatalf("the preset does not hold %q", pairs[i])
		}
		text = []byte(strings.Replace(string(text), pairs[i], pairs[i+1], 1))
	}
	return text
}

func parsed(t *testing.T, text []byte) *policy.Policy {
	t.Helper()
	p, err := policy.Parse("my.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSlipsOfThePenAreRecognised(t *testing.T) {
	for name, c := range map[string]struct{ before, after, want string }{
		"a key":                  {"message_required", "mesage_required", "closing.message_required"},
		"a section":              {"visibility:", "visiblity:", "visibility"},
		"a key in another place": {"language: it\n", "language: it\nmax_files: 3\n", "attachments.max_files"},
		"a status":               {"  IN_DEVELOPMENT: {it", "  IN_DEVELOPMNET: {it", "IN_DEVELOPMENT"},
		"a priority":             {"  URGENT: {it", "  URGNET: {it", "URGENT"},
		"a status in a move":     {"taken: IN_PROGRESS", "taken: IN_PROGRES", "IN_PROGRESS"},
		"a priority in use":      {"default: NORMAL", "default: NORML", "NORMAL"},
		"a key of a field":       {"required_when: {field: contact", "requird_when: {field: contact", "form.fields[5].required_when"},
		"a key of an option":     {"- {value: PHONE, label", "- {valeu: PHONE, label", "form.fields[4].options[1].value"},
		"a key of a condition":   {"{field: contact, in", "{feild: contact, in", "form.fields[5].required_when.field"},
		"a field's kind":         {"kind: email", "kind: emial", "email"},
		"a field asked about":    {"{field: contact, in", "{field: contcat, in", "contact"},
		"an option asked about":  {"in: [PHONE]", "in: [PHNOE]", "PHONE"},
		"nothing like it":        {"language: it\n", "language: it\nweather: fine\n", ""},
	} {
		_, err := policy.Parse("my.yaml", portalWith(t, c.before, c.after))
		hints := ""
		for _, f := range policy.Faults(err) {
			hints += f.Hint + " "
		}
		if c.want == "" && strings.TrimSpace(hints) != "" || !strings.Contains(" "+hints, " "+c.want+" ") && c.want != "" {
			t.Errorf("%s: hints %q, want %q; %v", name, hints, c.want, err)
		}
	}
	if policy.Faults(nil) != nil {
		t.Error("no error has faults")
	}
}

// A fault shows its line with a mark below the place, and what was probably meant.
func TestFaultsExplainThemselves(t *testing.T) {
	text := []byte("preset: x\r\n\tclosing: {by_costumer: true}\n")
	f := policy.Fault{File: "my.yaml", Line: 2, Column: 12, Key: "closing.by_costumer", Reason: "no such key", Hint: "closing.by_customer"}
	const want = "my.yaml:2:12: closing.by_costumer: no such key\n" +
		"    2 | \tclosing: {by_costumer: true}\n" +
		"        \t          ^\n" +
		"        did you mean closing.by_customer?\n"
	if got := f.Explain(text); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, f := range []policy.Fault{{Line: 3, Column: 1}, {Line: 9, Column: 1}} { // behind the end
		if got := f.Explain(text); strings.Contains(got, "^") {
			t.Errorf("marks nothing: %q", got)
		}
	}
	if got := (policy.Fault{Line: 1, Column: 99}).Explain(text); !strings.Contains(got, "^") {
		t.Errorf("beyond the line: %q", got)
	}
}

func TestSummaryTellsTheRulesInALine(t *testing.T) {
	for name, want := range map[string]string{
		"studio": "a silent ticket closes by itself after 7 days in Risposto; a reply to a closed ticket is refused",
		"mail":   "a silent ticket closes by itself after 4 days in Resuelto; a reply to a closed ticket becomes a new ticket",
		"saas":   "saas: 3 statuses (Aperto / In Lavorazione / Chiuso); ",
		"portal": "customers close after 5 minutes; the clock closes nothing; a reply reopens within 15 days of closing, afterwards it is refused",
		"guided": "the clock closes nothing; a reply reopens without end",
	} {
		if got := preset(t, name).Summary(); !strings.Contains(got, want) || strings.Contains(got, "\n") {
			t.Errorf("%s: %q\nwant %q", name, got, want)
		}
	}
	odd := parsed(t, portalWith(t, "not_before: PT5M", "not_before: P1DT1H1S"))
	if got := odd.Summary(); !strings.Contains(got, "after 1 day and 1 hour and 1 second;") {
		t.Error(got)
	}
}

func TestEveryPresetStandsWholeInTheDocument(t *testing.T) {
	document := policy.Document()
	for _, name := range policy.PresetNames() {
		text, err := policy.PresetText(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(document, "\n### "+name+"\n\n") || !strings.Contains(document, ".\n\n```yaml\n"+string(text)+"```\n") {
			t.Errorf("%s is not in the document, whole and introduced", name)
		}
	}
}
