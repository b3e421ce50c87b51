package policy_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sportello/internal/policy"
)

func preset(t *testing.T, name string) *policy.Policy {
	t.Helper()
	p, err := policy.Preset(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The table of the five desks: M0, M1.10, M2.3, M3, M4.13.
func TestPresetsUseTheStatusesOfTheirDesks(t *testing.T) {
	for name, want := range map[string]string{
		"guided": "DRAFT=Bozza OPEN=Inviato IN_PROGRESS=In lavorazione WAITING_ON_CUSTOMER=In attesa di risposta CLOSED=Chiuso",
		"studio": "OPEN=Aperto IN_PROGRESS=In gestione WAITING_ON_CUSTOMER=Risposto CLOSED=Chiuso",
		"saas":   "OPEN=Aperto IN_PROGRESS=In Lavorazione CLOSED=Chiuso",
		"mail":   "OPEN=Abierto IN_PROGRESS=En curso WAITING_ON_CUSTOMER=En espera RESOLVED=Resuelto CLOSED=Cerrado",
		"portal": "OPEN=Non assegnato IN_PROGRESS=In attesa WAITING_ON_CUSTOMER=Rinviato IN_DEVELOPMENT=In sviluppo CLOSED=Chiuso",
	} {
		p := preset(t, name)
		var got []string
		for _, s := range p.UsedStatuses() {
			got = append(got, string(s)+"="+p.StatusLabel(s, "de")) // no German word: the desk's own language
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s\nwant: %s", name, strings.Join(got, " "), want)
		}
	}
}

func TestEveryPresetIsNamedAfterItsFile(t *testing.T) {
	for _, name := range policy.PresetNames() {
		if p := preset(t, name); p.Preset != name {
			t.Errorf("presets/%s.yaml calls itself %q", name, p.Preset)
		}
	}
	if _, err := policy.Preset("../guided"); err == nil {
		t.Error("a preset that is none was found")
	}
}

func TestPresetsHoldTheNumbersOfTheManuals(t *testing.T) {
	studio, saas, mail, portal := preset(t, "studio"), preset(t, "saas"), preset(t, "mail"), preset(t, "portal")
	if a := studio.Closing.Automatic; a.From != policy.WaitingOnCustomer || a.After.String() != "P7D" {
		t.Errorf("M1.11: %+v", a)
	}
	if studio.Attachments.AtOpening || !studio.Attachments.OnReply {
		t.Error("M1.8: no attachment with the first request, afterwards yes")
	}
	if saas.Text.Subject.Min != 5 || saas.Text.Message.Min != 10 || saas.Priority.Default != policy.Normal {
		t.Errorf("M2.2: %+v %+v", saas.Text, saas.Priority)
	}
	if saas.Visibility.ShowsStaff() {
		t.Error("M2.7: which member of staff wrote is staff-only")
	}
	if a := mail.Closing.Automatic; a.From != policy.Resolved || a.After.Days() != 4 {
		t.Errorf("M3.6: %+v", a)
	}
	if portal.Attachments.MaxSize >= 4_000_000 {
		t.Errorf("M4.10: attachments are under 4 MB, not %d", portal.Attachments.MaxSize)
	}
	if !portal.Visibility.ShowsStaff() || portal.Closing.NotBefore.Minutes() != 5 || portal.Reopening.Within.Days() != 15 {
		t.Errorf("M4.13, M4.16, M4.17: %+v %+v", portal.Closing, portal.Reopening)
	}
}

// broken is a preset with one text replaced by another.
func broken(t *testing.T, name, before, after string) error {
	t.Helper()
	text, err := policy.PresetText(name)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), before) {
		t.Fatalf("%s does not hold %q", name, before)
	}
	_, err = policy.Parse("my.yaml", []byte(strings.Replace(string(text), before, after, 1)))
	return err
}

func TestFaultsNameFileLineAndKey(t *testing.T) {
	for name, c := range map[string]struct{ before, after, want string }{
		"unknown status":       {"WAITING_ON_CUSTOMER: {it: Risp", "WAITING: {it: Risp", "my.yaml:8:3: statuses.WAITING: no such status"},
		"missing language":     {", en: Answered", "", `my.yaml:8:3: statuses.WAITING_ON_CUSTOMER.en: the word in "en" is missing`},
		"missing status":       {"  OPEN: {it: Aperto, es: Abierto, en: Open}", "", "my.yaml:5:1: statuses: OPEN is missing"},
		"unknown key":          {"by_customer: false\n  automatic", "by_costumer: false\n  automatic", "my.yaml:44:3: closing.by_costumer: no such key; here are by_customer, message_required"},
		"bad duration":         {"after: P7D", "after: 7 days", `my.yaml:45:42: closing.automatic.after: "7 days" is no duration`},
		"bad size":             {"10MB", "ten", `my.yaml:26:3: attachments.max_size: "ten" is no size`},
		"unused status":        {"from: WAITING_ON_CUSTOMER, after", "from: RESOLVED, after", `closing.automatic.from: "RESOLVED" is not among the desk's statuses`},
		"unused priority":      {"default: NORMAL", "default: HIGH", `priority.default: "HIGH" is not among the desk's priorities`},
		"closed by hand":       {"OPEN: [IN_PROGRESS, WAITING_ON_CUSTOMER]", "OPEN: [CLOSED]", "moves.by_hand.OPEN[0]: CLOSED is reached by its own act only"},
		"reply rule":           {"by_reply: refused", "by_reply: maybe", "reopening.by_reply: reopens, refused or new_linked"},
		"notifications":        {"person_replaces_account", "person", "my.yaml:52:1: notifications: account, person_replaces_account or account_and_given"},
		"visibility":           {"customers_see: tenant", "customers_see: all", "my.yaml:16:3: visibility.customers_see: own or tenant"},
		"subject too long":     {"subject: {min: 1, max: 200}", "subject: {min: 1, max: 300}", "my.yaml:20:21: text.subject.max: from min to 255"},
		"no yaml":              {"preset: studio", "preset: [", "my.yaml:"},
		"window without rule":  {"by_reply: refused", "by_reply: refused\n  within: P3D", "reopening.within: only where a reply reopens"},
		"missing key":          {"  by_reply: refused\n", "", "my.yaml:47:1: reopening.by_reply: is missing"},
		"empty key":            {"by_reply: refused", "by_reply:", "reopening.by_reply: is missing"},
		"no flag":              {"at_opening: false", "at_opening: no", `attachments.at_opening: "no" is neither true nor false`},
		"no number":            {"max_files: 10", "max_files: many", `attachments.max_files: "many" is no whole number`},
		"text for a mapping":   {"{from: WAITING_ON_CUSTOMER, after: P7D}", "P7D", "closing.automatic: write a mapping of from, after"},
		"mapping for a text":   {"taken: IN_PROGRESS", "taken: {to: IN_PROGRESS}", "moves.taken: write a plain value (STATUS), not a mapping"},
		"text for a list":      {"OPEN: [IN_PROGRESS, WAITING_ON_CUSTOMER]", "OPEN: IN_PROGRESS", "moves.by_hand.OPEN: write a list, not a plain value"},
		"list in a list":       {"OPEN: [IN_PROGRESS, WAITING_ON_CUSTOMER]", "OPEN: [[IN_PROGRESS]]", "moves.by_hand.OPEN[0]: write a plain value, not a list"},
		"label that is none":   {"{it: Aperto, es: Abierto, en: Open}", "Aperto", "statuses.OPEN: write a mapping, not a plain value"},
		"alias":                {"to: IN_PROGRESS\n  by_reply", "to: *x\n  by_reply", "reopening.to"},
		"same key twice":       {"preset: studio", "preset: studio\npreset: other", "my.yaml:3:1: "},
		"two documents":        {"preset: studio", "preset: studio\n---\npreset: other", "a policy is one document"},
		"resolved for good":    {"  CLOSED: {it", "  RESOLVED: {it: Risolto, es: Resuelto, en: Resolved}\n  CLOSED: {it", "my.yaml:38:3: moves.customer_reply: say where a reply moves a RESOLVED ticket"},
		"too large":            {"language: it", "language: it # " + strings.Repeat("x", 256<<10), "my.yaml:1:1: larger than"},
		"language of the desk": {"language: it", "language: fr", "my.yaml:3:1: language: one of it, es, en"},
	} {
		t.Run(name, func(t *testing.T) {
			err := broken(t, "studio", c.before, c.after)
			if err == nil {
				t.Fatal("accepted")
			}
			var fault policy.Fault
			if !strings.Contains(err.Error(), c.want) || !errors.As(err, &fault) {
				t.Errorf("got:  %v\nwant: %s", err, c.want)
			}
		})
	}
}

func TestAllFaultsComeAtOnce(t *testing.T) {
	text, err := policy.PresetText("saas")
	if err != nil {
		t.Fatal(err)
	}
	for name, wrong := range map[string]*strings.Replacer{
		"in reading":  strings.NewReplacer("staff: desk", "stuff: desk", "default: NORMAL", "default: [NORMAL]", "{min: 5,", "{min: five,"),
		"in checking": strings.NewReplacer("staff: desk", "staff: secret", "default: NORMAL", "default: NONE", "language: it", "language: xx"),
	} {
		_, err = policy.Parse("my.yaml", []byte(wrong.Replace(string(text))))
		if err == nil {
			t.Fatalf("%s: accepted", name)
		}
		want := map[string]int{"in reading": 4, "in checking": 3}[name] // stuff is unknown, staff is missing
		if lines := strings.Split(err.Error(), "\n"); len(lines) != want {
			t.Errorf("%s: want %d faults, got:\n%v", name, want, err)
		}
	}
}

func TestPolicyRemembersItsFile(t *testing.T) {
	for _, name := range policy.PresetNames() {
		text, err := policy.PresetText(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := preset(t, name).YAML(); string(got) != string(text) {
			t.Errorf("%s: the file is not the one that was read", name)
		}
	}
}

func TestDurationsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := policy.Duration(rapid.Int64Range(0, 99_999*86_400).Draw(t, "seconds") * 1e9)
		back, err := policy.ParseDuration(d.String())
		if err != nil || back != d {
			t.Fatalf("%s became %s, %v", d, back, err)
		}
	})
	for _, bad := range []string{"", "P", "PT", "P1", "7D", "P1Y", "P-1D", "P1DT", "p1d", "P1.5D"} {
		if d, err := policy.ParseDuration(bad); err == nil {
			t.Errorf("ParseDuration(%q) = %s", bad, d)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range policy.PresetNames() {
		text, err := policy.PresetText(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := policy.Parse("fuzz.yaml", text)
		if (p == nil) == (err == nil) {
			t.Fatalf("policy %v and error %v", p, err)
		}
	})
}
