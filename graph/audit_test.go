package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/desktest"
	"sportello/internal/moment"
	"sportello/internal/node"
	"sportello/internal/store"
)

// auditCases are the cases of the record of who did what. Who may not read it is refused whatever they filter by.
func auditCases(one func(node.Kind, string) idCase) map[string]idCase {
	cases := map[string]idCase{
		"Query.auditLog.of.desk":   one(node.Desk, `{ auditLog(of: {desk: <id>}) { nodes { at } } }`),
		"Query.auditLog.of.tenant": one(node.Tenant, `{ auditLog(of: {tenant: <id>}) { nodes { at } } }`),
	}
	for _, filter := range []string{"actor", "subject"} {
		cases["Query.auditLog.filter."+filter] = idCase{
			[]node.Kind{node.User}, `{ auditLog(of: {desk: <desk>}, filter: {` + filter + `: <id>}) { nodes { at } } }`, empty, false,
		}
	}
	return cases
}

// record writes entries, a second apart.
func (w *world) record(entries ...audit.Entry) {
	w.t.Helper()
	w.must(w.store.Tx(store.System(w.ctx()), func(ctx context.Context, tx *ent.Tx) error {
		for i, e := range entries {
			e.At = moment.Of(w.now) + moment.Moment(i*1_000_000)
			if err := audit.Write(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	}))
}

const wholeAudit = ` nodes { at kind actor { name email } subject { name email } tenant { id name } address details { name value } } pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } }`

type auditPage struct {
	AuditLog struct {
		Nodes []struct {
			Kind           string
			Actor, Subject *struct{ Name, Email string }
			Tenant         *struct{ ID string }
			Address        *string
			Details        []struct{ Name, Value string }
		}
		PageInfo struct {
			HasNextPage, HasPreviousPage bool
			StartCursor, EndCursor       string
		}
	}
}

// A desk's administrators read its record with all its tenants', a tenant's administrators their tenant's; of staff whom
// the desk hides they learn neither name nor address (M2.7, M4.7).
func TestTheRecordIsReadByAdministrators(t *testing.T) {
	w := newWorld(t)
	admin, boss := w.Staff(w.saas, access.DeskAdministrator), w.Customer(w.otherCompany, access.TenantAdministrator)
	w.record(
		audit.Entry{Kind: audit.SignedIn, DeskID: w.saas, ActorID: admin.UserID, Addr: "192.0.2.1"},
		audit.Entry{Kind: audit.RoleChanged, DeskID: w.saas, TenantID: w.otherCompany, ActorID: admin.UserID, SubjectID: boss.UserID,
			Addr: "192.0.2.1", Details: map[string]string{"to": "ADMINISTRATOR", "from": "REQUESTER"}},
		audit.Entry{Kind: audit.SignedIn, DeskID: w.saas, TenantID: w.otherCompany, ActorID: boss.UserID, Addr: "198.51.100.9"},
		audit.Entry{Kind: audit.SignedIn, DeskID: w.portal, ActorID: w.agent.UserID},
	)
	deskLog := fmt.Sprintf(`{ auditLog(of: {desk: %q}, filter: {kinds: [SIGNED_IN, ROLE_CHANGED]}) {`, node.Encode(node.Desk, w.saas)) + wholeAudit
	tenantLog := fmt.Sprintf(`{ auditLog(of: {tenant: %q}) {`, node.Encode(node.Tenant, w.otherCompany)) + wholeAudit
	var page auditPage
	w.decode(w.ask(admin, deskLog, nil), &page)
	if n := page.AuditLog.Nodes; len(n) != 3 || n[0].Actor.Email != boss.Email || n[1].Actor.Email != admin.Email || *n[1].Address != "192.0.2.1" ||
		n[0].Tenant == nil || n[2].Tenant != nil || fmt.Sprint(n[1].Details) != "[{from REQUESTER} {to ADMINISTRATOR}]" {
		t.Errorf("the desk's record: %+v", n)
	}
	page = auditPage{}
	w.decode(w.ask(boss, tenantLog, nil), &page)
	if n := page.AuditLog.Nodes; len(n) != 2 || n[0].Actor.Email != boss.Email || *n[0].Address != "198.51.100.9" ||
		n[1].Actor != nil || n[1].Address != nil || n[1].Subject.Email != boss.Email {
		t.Errorf("the tenant's record: %+v", n)
	}
	page = auditPage{}
	w.decode(w.ask(admin, tenantLog, nil), &page)
	if len(page.AuditLog.Nodes) != 2 {
		t.Errorf("the tenant's record for the desk: %+v", page)
	}
	for document, refused := range map[string][]*access.Viewer{
		deskLog:   {boss, w.outsider.Viewer, w.Staff(w.saas, access.DeskAgent), w.Staff(w.saas, access.DeskSupervisor), w.Staff(w.saas, access.DeskAnalyst)},
		tenantLog: {w.outsider.Viewer, w.Customer(w.otherCompany, access.TenantObserver), w.Staff(w.saas, access.DeskSupervisor)},
	} {
		for _, v := range refused {
			if codes := w.ask(v, document, nil).codes(); !slices.Equal(codes, []string{"FORBIDDEN"}) {
				t.Errorf("%+v: %v", v, codes)
			}
		}
	}
}

// The record is paged by place both ways, and narrowed by kind, people and time.
func TestTheRecordIsPaged(t *testing.T) {
	w := newWorld(t)
	deskID := w.Desk("portal") // of which nothing is on record
	admin := w.Staff(deskID, access.DeskAdministrator)
	kinds := audit.Kinds()
	var entries []audit.Entry
	for _, k := range kinds {
		entries = append(entries, audit.Entry{Kind: k, DeskID: deskID, ActorID: w.agent.UserID, SubjectID: w.victim.UserID})
	}
	w.record(entries...)
	ask := func(arguments string) (kinds []string, page auditPage) {
		w.decode(w.ask(admin, fmt.Sprintf(`{ auditLog(of: {desk: %q}%s) {`, node.Encode(node.Desk, deskID), arguments)+wholeAudit, nil), &page)
		for _, n := range page.AuditLog.Nodes {
			kinds = append(kinds, n.Kind)
		}
		return kinds, page
	}
	var all []string
	for cursor := ""; ; {
		some, page := ask(`, first: 7` + cursor)
		all = append(all, some...)
		if !page.AuditLog.PageInfo.HasNextPage {
			break
		}
		cursor = fmt.Sprintf(`, after: %q`, page.AuditLog.PageInfo.EndCursor)
	}
	var back []string
	for cursor := ""; ; {
		some, page := ask(`, last: 5` + cursor)
		back = append(some, back...)
		if !page.AuditLog.PageInfo.HasPreviousPage {
			break
		}
		cursor = fmt.Sprintf(`, before: %q`, page.AuditLog.PageInfo.StartCursor)
	}
	var want []string
	for _, k := range slices.Backward(kinds) {
		want = append(want, string(k))
	}
	if !slices.Equal(all, want) || !slices.Equal(back, want) {
		t.Errorf("forward  %v\nbackward %v\nwant     %v", all, back, want)
	}
	second := w.now.Add(1e9).UTC().Format("2006-01-02T15:04:05Z")
	for filter, want := range map[string]int{
		`kinds: [KEY_CREATED, SIGNED_IN]`: 2, `kinds: []`: 0, `at: {gte: "` + second + `"}`: len(kinds) - 1, `at: {gt: "` + second + `"}`: len(kinds) - 2,
		`at: {lt: "` + second + `"}`: 1, `at: {lte: "` + second + `"}`: 2, `actor: "` + node.Encode(node.User, w.agent.UserID) + `"`: len(kinds),
		`subject: "` + node.Encode(node.User, w.agent.UserID) + `"`: 0,
	} {
		if got, _ := ask(`, first: 100, filter: {` + filter + `}`); len(got) != want {
			t.Errorf("%s finds %v, want %d", filter, got, want)
		}
	}
	for arguments, code := range map[string]string{
		`first: 101`: "DOCUMENT_LIMIT", `first: -1`: "DOCUMENT_LIMIT", `first: 1, last: 1`: "INVALID_PAGE", `after: "nonsense"`: "INVALID_CURSOR",
		`before: ""`: "", `after: "YXVkaXQ6MDE"`: "INVALID_CURSOR",
	} {
		got := w.ask(admin, fmt.Sprintf(`{ auditLog(of: {desk: %q}, %s) { nodes { at } } }`, node.Encode(node.Desk, deskID), arguments), nil)
		if codes := got.codes(); strings.Join(codes, " ") != code {
			t.Errorf("%s: %+v", arguments, got)
		}
	}
	counts := map[int]int{}
	for _, size := range []int{1, 1, 30} {
		count := desktest.CountStatements(w.store)
		r := w.run(w.compiled, admin, fmt.Sprintf(`{ auditLog(of: {desk: %q}, first: %d) {`, node.Encode(node.Desk, deskID), size)+wholeAudit, nil)
		if counts[size] = count(); len(r.Errors) > 0 || !json.Valid(r.Data) {
			t.Fatal(r.Errors)
		}
	}
	if counts[1] != counts[30] {
		t.Errorf("%d statements for one entry, %d for thirty", counts[1], counts[30])
	}
}

// The contract's kinds are those of the record, one for one.
func TestTheContractKnowsAllKindsOfTheRecord(t *testing.T) {
	var named []string
	for _, value := range readSchema(t).Types["AuditKind"].EnumValues {
		named = append(named, value.Name)
	}
	var kept []string
	for _, k := range audit.Kinds() {
		kept = append(kept, string(k))
	}
	if !slices.Equal(named, kept) {
		t.Errorf("the contract names %v\nthe record keeps %v", named, kept)
	}
}
