package graph_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"sportello/ent"
	"sportello/graph/transport"
	"sportello/internal/access"
	"sportello/internal/node"
	"sportello/internal/policy"
)

// policyCases are the cases of ids where a desk's rules change.
func policyCases(one func(node.Kind, string) idCase) map[string]idCase {
	return map[string]idCase{
		"Mutation.updateDeskPolicy.input.desk": one(node.Desk,
			`mutation { updateDeskPolicy(input: {desk: <id>, policy: "language: it"}) { desk { id } version faults { line } errors { code } } }`),
	}
}

// ruled is what a change of rules is asked for.
const ruled = `mutation($in: UpdateDeskPolicyInput!) { updateDeskPolicy(input: $in) {
	desk { statuses { label } policy { version } } version changes { key before after }
	faults { line column key reason hint } inUse { key count } errors { code field message } } }`

func (w *world) rules(t *testing.T, pairs ...string) string {
	t.Helper()
	text, err := policy.PresetText("portal")
	w.must(err)
	return strings.NewReplacer(pairs...).Replace(string(text))
}

func TestRulesThroughTheContract(t *testing.T) {
	w := newWorld(t)
	boss := w.Staff(w.portal, access.DeskAdministrator)
	w.Tickets(&ent.Ticket{TenantID: w.company, RequesterID: w.victim.UserID, Status: "IN_DEVELOPMENT", Number: 9000})
	desk := node.Encode(node.Desk, w.portal)
	update := func(v *access.Viewer, text string, more map[string]any) string {
		in := map[string]any{"desk": desk, "policy": text}
		maps.Copy(in, more)
		return w.ask(v, ruled, map[string]any{"in": in}).body
	}
	const plain = `"faults":[],"inUse":[]`
	for _, c := range []struct {
		name, got, want string
	}{
		{"an agent", update(w.agent, "?", nil), `"FORBIDDEN"`},
		{"a customer", update(w.victim, "?", nil), `"NOT_FOUND"`},
		{"a slip", update(boss, w.rules(t, "message_required", "mesage_required"), nil),
			`"desk":null,"version":null,"changes":[],"faults":[{"line":`},
		{"a slip's hint", update(boss, w.rules(t, "message_required", "mesage_required"), nil),
			`"key":"closing.mesage_required","reason":"no such key; here are by_customer, message_required, not_before, automatic","hint":"closing.message_required"}],"inUse":[],` +
				`"errors":[{"code":"POLICY_INVALID","field":["input","policy"],"message":"The file of rules can't be used: 1 faults."}]`},
		{"in use", update(boss, w.rules(t, "  IN_DEVELOPMENT: {it: In sviluppo, es: En desarrollo, en: In development}  # the developers have it\n", "",
			", IN_DEVELOPMENT]", "]", "    IN_DEVELOPMENT: [IN_PROGRESS, WAITING_ON_CUSTOMER]\n", ""), nil),
			`"desk":null,"version":null,"changes":[],"faults":[],"inUse":[{"key":"statuses.IN_DEVELOPMENT","count":1}],"errors":[{"code":"POLICY_IN_USE","field":["input","policy"],` +
				`"message":"statuses.IN_DEVELOPMENT is still in use (1): keep it, or move those tickets first."}]`},
		{"a dry run", update(boss, w.rules(t, "Sent back", "With you"), map[string]any{"dryRun": true}),
			`"policy":{"version":1}},"version":1,"changes":[{"key":"statuses.WAITING_ON_CUSTOMER.en","before":"Sent back","after":"With you"}],` + plain},
		{"in earnest", update(boss, w.rules(t, "Sent back", "With you"), map[string]any{"expectedVersion": 1}),
			`{"label":"With you"},{"label":"In development"},{"label":"Closed"}],"policy":{"version":2}},"version":2,"changes":[{`},
		{"too late", update(boss, w.rules(t), map[string]any{"expectedVersion": 1}),
			`"policy":{"version":2}},"version":2,"changes":[],` + plain + `,"errors":[{"code":"CONFLICT","field":["input","expectedVersion"],"message":"In the meantime the desk's rules have changed: read it again and retry."}]`},
		{"the history", w.ask(boss, `{ desk(by: {id: `+quoted(desk)+`}) { policy { version updatedBy { id } history(first: 1) { nodes { version author { id } } pageInfo { hasNextPage } } } } }`, nil).body,
			fmt.Sprintf(`"policy":{"version":2,"updatedBy":{"id":%q},"history":{"nodes":[{"version":2,"author":{"id":%[1]q}}],"pageInfo":{"hasNextPage":true}}}`, node.Encode(node.User, boss.UserID))},
		{"for a customer", w.ask(w.victim, `{ desk(by: {id: `+quoted(desk)+`}) { statuses { label } policy { version } } }`, nil).body,
			`{"label":"With you"},{"label":"In development"},{"label":"Closed"}],"policy":null}`},
		{"for an agent", w.ask(w.agent, `{ desk(by: {id: `+quoted(desk)+`}) { policy { yaml } } }`, nil).body, `"policy":null`},
	} {
		if !strings.Contains(c.got, c.want) {
			t.Errorf("%s: %s\nwant %s", c.name, c.got, c.want)
		}
	}
}

// The rules of 50 desks take as many statements as those of one.
func TestStatementsDoNotGrowWithDesks(t *testing.T) {
	w := newWorld(t)
	w.compiled, w.plain = w.engine(w.counted, generous()), w.engine(nil, generous())
	const asked = `{ viewer { desks { desk { policy { version yaml updatedAt updatedBy { name } history(first: 2) { edges { cursor node { version author { name } } } } } } } } }`
	for path, e := range map[string]*transport.Engine{"compiled": w.compiled, "gqlgen": w.plain} {
		var counts []int
		for _, size := range []int{1, 10, 50} {
			boss := w.User()
			for range size {
				w.JoinDesk(boss, w.Desk("saas"), access.DeskSupervisor)
			}
			n, data := w.statements(t, e, boss, asked)
			if rows := strings.Count(data, `"cursor"`); rows != size {
				t.Errorf("%s: the history of %d of %d desks", path, rows, size)
			}
			counts = append(counts, n)
		}
		if counts[0] != counts[1] || counts[1] != counts[2] {
			t.Errorf("%s: %v statements for 1, 10 and 50 desks", path, counts)
		}
	}
}
