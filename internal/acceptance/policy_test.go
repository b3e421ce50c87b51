package acceptance

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// refuses carries out a command that must fail with 1, and returns what it printed and what it complained of.
func (h *house) refuses(input string, arguments ...string) (said, complaint string) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	var out, problems bytes.Buffer
	command := h.command(ctx, arguments...)
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(input), &out, &problems
	var exit *exec.ExitError
	if err := command.Run(); !errors.As(err, &exit) || exit.ExitCode() != 1 {
		h.t.Errorf("sportello %s ends with %v: %s", strings.Join(arguments, " "), err, &problems)
	}
	return out.String(), problems.String()
}

// Who writes rules starts from a preset and is told every slip where it stands, without any database.
func TestPolicyFilesAreChecked(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var paths []string
	for _, preset := range []string{"guided", "studio", "saas", "mail", "portal"} {
		paths = append(paths, write(preset+".yaml", h.run("", "policy", "show", preset)))
	}
	said := h.run("", append([]string{"policy", "check"}, paths...)...)
	if lines := strings.Split(strings.TrimSpace(said), "\n"); len(lines) != len(paths) ||
		!strings.Contains(lines[1], "studio.yaml is a policy. studio: 4 statuses (Aperto / In gestione / Risposto / Chiuso); ") ||
		!strings.Contains(lines[1], "closes by itself after 7 days in Risposto") {
		t.Errorf("on success: %s", said)
	}
	broken := strings.NewReplacer("customers_see", "costumers_see", "P7D", "a week").Replace(h.run("", "policy", "show", "studio"))
	said, complaint := h.refuses(broken, "policy", "check", paths[0], "-", write("list.yaml", "- one\n"))
	for _, want := range []string{
		"guided.yaml is a policy",
		"visibility.costumers_see: no such key; here are customers_see, staff\n",
		" |   costumers_see: tenant\n          ^\n        did you mean visibility.customers_see?\n",
		`closing.automatic.after: "a week" is no duration`,
		"list.yaml:1:1: a policy is a mapping of keys, not a list\n    1 | - one\n        ^\n",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
	if !strings.Contains(complaint, "2 of 3 files can't be used") {
		t.Errorf("it ends with %q", complaint)
	}
	if _, complaint := h.refuses("", "policy", "show", "sixth"); !strings.Contains(complaint, "guided") {
		t.Errorf("an unknown preset: %q", complaint)
	}
	if _, complaint := h.refuses("", "policy", "check", filepath.Join(folder, "none")); !strings.Contains(complaint, "none") {
		t.Errorf("a missing file: %q", complaint)
	}
}

// ruling is what a change of rules answers.
type ruling struct {
	Version *int
	Changes []struct{ Key string }
	Faults  []struct {
		Line, Column int
		Key, Reason  string
	}
	InUse []struct {
		Key   string
		Count int
	}
	Errors []userError
}

const updatePolicy = `mutation($input: UpdateDeskPolicyInput!) { updateDeskPolicy(input: $input) {
	version changes { key } faults { line column key reason } inUse { key count } errors { code field message } } }`

// rules gives the desk other rules.
func (u *user) rules(o *office, policy string, more ...vars) ruling {
	u.t.Helper()
	var got struct{ UpdateDeskPolicy ruling }
	u.ask(updatePolicy, vars{"input": with(vars{"desk": o.desk, "policy": policy}, more...)}, &got)
	return got.UpdateDeskPolicy
}

// An administrator changes the rules of a desk on which people work: the next thing that anybody does goes by them.
func TestAdministratorsChangeTheRules(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "portal", "Assistenza Example", "it")
	chief, second := o.add("Chiara Chief", "en", "", "ADMINISTRATOR"), o.add("Silvio Second", "it", "", "ADMINISTRATOR")
	supervisor := o.add("Sara Supervisor", "en", "", "SUPERVISOR")
	for _, u := range []*user{chief, second, supervisor} {
		u.signIn()
	}
	opened := o.customer.open("Etichette", "La stampante non stampa.", vars{"fields": []vars{
		{"key": "notification_email", "value": "magazzino@alfa.example.com"}, {"key": "contact", "value": "WEB"},
		{"key": "request_type", "value": "ASSISTANCE"}, {"key": "area", "value": "BUSINESS"},
	}})
	heard := o.customer.follow(opened.ID, "")
	heard.snapshot()
	before := o.run("", "policy", "show", "portal")
	after := strings.NewReplacer("it: Rinviato", "it: Tocca a voi", "never_raise_to: [URGENT]", "never_raise_to: [HIGH, URGENT]",
		"  CLOSED: {it", "  RESOLVED: {it: Risolto, es: Resuelto, en: Solved}\n  CLOSED: {it",
		"customer_reply: {", "customer_reply: {RESOLVED: IN_PROGRESS, ", "WAITING_ON_CUSTOMER: [IN_PROGRESS, IN_DEVELOPMENT]", "WAITING_ON_CUSTOMER: [IN_PROGRESS, IN_DEVELOPMENT, RESOLVED]",
	).Replace(before)

	// A dry run says what would change, and changes nothing.
	dry := chief.rules(o, after, vars{"dryRun": true})
	if dry.Version == nil || *dry.Version != 1 || len(dry.Changes) < 5 || len(dry.Errors) > 0 {
		t.Errorf("a dry run: %+v", dry)
	}
	o.customer.mayRaise(opened, "LOW", "HIGH")
	o.agent.mayNot("resolveTicket", opened, "STATUS_NOT_USED")

	// In earnest: the open socket and the next request go by the new rules and words.
	if done := chief.rules(o, after, vars{"expectedVersion": 1}); done.Version == nil || *done.Version != 2 || len(done.Errors) > 0 {
		t.Fatalf("in earnest: %+v", done)
	}
	if again := chief.rules(o, after); again.Version == nil || *again.Version != 2 || len(again.Changes) > 0 {
		t.Errorf("the same again: %+v", again)
	}
	o.customer.mayRaise(opened, "LOW")
	o.agent.does("replyToTicket", opened, says("Di che colore è la spia?"))
	if asked := heard.hears("Message", "Assignment", "Status"); asked[2].Entry.ToLabel != "Tocca a voi" || asked[2].Ticket.StatusLabel != "Tocca a voi" {
		t.Errorf("over the open socket: %+v", asked[2])
	}
	o.agent.does("resolveTicket", opened)
	if solved := heard.hears("Status"); solved[0].Entry.ToLabel != "Risolto" {
		t.Errorf("over the open socket: %+v", solved[0])
	}

	o.keepsWhatIsInUse(chief, strings.Replace(before, "{value: BUSINESS,", "{value: OTHER,", 1))
	o.twoRulers(chief, second, after)
	const history = `query($id: ID!) { desk(by: {id: $id}) { policy { version yaml updatedBy { name } history(first: 2) { nodes { version createdAt author { name } } pageInfo { hasNextPage } } } } }`
	for _, u := range []*user{chief, supervisor} {
		var got struct{ Desk struct{ Policy *policyShown } }
		u.ask(history, vars{"id": o.desk}, &got)
		p := got.Desk.Policy
		if p == nil || p.Version != 3 || p.YAML == after || len(p.History.Nodes) != 2 || p.History.Nodes[1].Author.Name != chief.name ||
			p.History.Nodes[1].CreatedAt == "" || !p.History.PageInfo.HasNextPage || p.UpdatedBy.Name != p.History.Nodes[0].Author.Name {
			t.Errorf("%s reads %+v", u.name, p)
		}
	}
	for _, u := range []*user{o.agent, o.customer} {
		var got struct{ Desk struct{ Policy *policyShown } }
		u.ask(history, vars{"id": o.desk}, &got)
		if got.Desk.Policy != nil {
			t.Errorf("%s reads the rules", u.name)
		}
	}
	for u, code := range map[*user]string{o.agent: "FORBIDDEN", supervisor: "FORBIDDEN", o.customer: "NOT_FOUND", o.stranger: "NOT_FOUND"} {
		u.denied(code, updatePolicy, vars{"input": vars{"desk": o.desk, "policy": before}})
	}
}

type policyShown struct {
	Version   int
	YAML      string
	UpdatedBy struct{ Name string }
	History   struct {
		Nodes []struct {
			Version   int
			CreatedAt string
			Author    struct{ Name string }
		}
		PageInfo struct{ HasNextPage bool }
	}
}

// mayRaise wants a customer to be offered these priorities, besides those that nobody forbids.
func (u *user) mayRaise(on *ticket, priorities ...string) {
	u.t.Helper()
	var got struct {
		Ticket struct {
			ViewerCan struct{ PriorityChoices []struct{ Value string } }
		}
	}
	u.ask(`query($id: ID!) { ticket(by: {id: $id}) { viewerCan { priorityChoices { value } } } }`, vars{"id": on.ID}, &got)
	var offered []string
	for _, c := range got.Ticket.ViewerCan.PriorityChoices {
		offered = append(offered, c.Value)
	}
	if !slices.Equal(offered, priorities) {
		u.t.Errorf("%s is offered %v, want %v", u.name, offered, priorities)
	}
}

// keepsWhatIsInUse refuses rules without the status in which a ticket stands, through the contract and by command.
func (o *office) keepsWhatIsInUse(chief *user, without string) {
	o.t.Helper()
	refused := chief.rules(o, without)
	if len(refused.Errors) != 2 || refused.Errors[0].Code != "POLICY_IN_USE" || len(refused.InUse) != 2 || refused.Version != nil ||
		refused.InUse[0].Key != "statuses.RESOLVED" || refused.InUse[0].Count != 1 ||
		refused.InUse[1].Key != "form.fields.area.options.BUSINESS" || refused.InUse[1].Count != 1 {
		o.t.Errorf("a status and an option in use are taken away: %+v", refused)
	}
	if _, complaint := o.refuses(without, "desk", "policy", o.slug, "-"); !strings.Contains(complaint, "statuses.RESOLVED is still in use (1): keep it, or move those tickets first.") {
		o.t.Errorf("by command: %s", complaint)
	}
	broken := chief.rules(o, strings.Replace(without, "customers_see", "costumers_see", 1))
	if len(broken.Faults) != 2 || broken.Faults[1].Key != "visibility.costumers_see" || broken.Faults[1].Line == 0 ||
		broken.Faults[1].Column != 3 || broken.Errors[0].Code != "POLICY_INVALID" {
		o.t.Errorf("a broken file: %+v", broken)
	}
}

// twoRulers change the same rules at once: one of them is told that the other was faster.
func (o *office) twoRulers(chief, second *user, rules string) {
	o.t.Helper()
	answers := make([]ruling, 2)
	var both sync.WaitGroup
	for i, u := range []*user{chief, second} {
		text := strings.Replace(rules, "it: Tocca a voi", "it: Di "+u.name, 1)
		both.Go(func() { answers[i] = u.rules(o, text, vars{"expectedVersion": 2}) })
	}
	both.Wait()
	conflicts := 0
	for _, a := range answers {
		if len(a.Errors) == 1 && a.Errors[0].Code == "CONFLICT" {
			conflicts++
		}
		if a.Version == nil || *a.Version != 3 {
			o.t.Errorf("after both: %+v", a)
		}
	}
	if conflicts != 1 {
		o.t.Errorf("of two rulers %d were too late", conflicts)
	}
}
