package desk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// council is a desk whose rules change.
type council struct {
	*world
	deskID                 int64
	boss, agent, requester *access.Viewer
}

func newCouncil(t testing.TB) *council {
	t.Helper()
	w := newWorld(t)
	return &council{
		world: w, deskID: w.desks[0], boss: w.Staff(w.desks[0], access.DeskAdministrator),
		agent: w.viewer("agent of the first desk"), requester: w.viewer("requester where staff is named"),
	}
}

// file is the portal preset with some texts replaced.
func (c *council) file(t testing.TB, pairs ...string) string {
	t.Helper()
	text, err := policy.PresetText("portal")
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(pairs...).Replace(string(text))
}

func (c *council) update(text string, change ...func(*desk.UpdatePolicyInput)) (*desk.PolicyUpdate, error) {
	in := desk.UpdatePolicyInput{DeskID: c.deskID, Policy: text}
	for _, f := range change {
		f(&in)
	}
	return c.service.UpdatePolicy(context.Background(), c.boss, in)
}

// history is who gave the desk which version of its rules, newest first.
func (c *council) history(t testing.TB) string {
	t.Helper()
	pages, err := c.service.PolicyHistory(context.Background(), c.boss, []int64{c.deskID}, desk.Page{})
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for _, v := range pages[0].Versions {
		author := "-"
		if v.Author != nil && v.Author.ID == c.boss.UserID {
			author = "boss"
		}
		said += fmt.Sprintf("%d %s %t; ", v.Version, author, strings.Contains(v.YAML, "Da voi"))
	}
	return said
}

// Other rules hold at once here and in the next transaction elsewhere; the same file again is no change.
func TestRulesChangeForEverybody(t *testing.T) {
	c := newCouncil(t)
	ctx := context.Background()
	elsewhere := desk.New(desk.Config{Store: c.store, Now: func() time.Time { return c.now }})
	for _, s := range []*desk.Service{c.service, elsewhere} {
		if _, err := s.DeskOf(ctx, c.deskID); err != nil { // both know the old ones
			t.Fatal(err)
		}
	}
	text := c.file(t, "Rinviato", "Da voi", "by_customer: true\n  message_required", "by_customer: false\n  message_required")
	done, err := c.update(text)
	if err != nil || done.Version != 2 || fmt.Sprint(done.Changes) != "[statuses.WAITING_ON_CUSTOMER.it: Rinviato → Da voi closing.by_customer: true → false]" {
		t.Fatalf("%+v, %v", done, err)
	}
	d, err := c.service.DeskOf(ctx, c.deskID)
	if err != nil || d.PolicyVersion != 2 || d.Policy.StatusLabel(policy.WaitingOnCustomer, "it") != "Da voi" {
		t.Errorf("here the next read has version %d, %v", d.PolicyVersion, err)
	}
	ticket := c.Ticket(c.tenants[0], c.requester)
	if _, err := elsewhere.Close(ctx, c.requester, desk.CloseInput{TicketID: ticket.ID, Message: "Done"}); !problem.Is(err, problem.CloseNotAllowed) {
		t.Errorf("elsewhere a customer closes by the old rules: %v", err)
	}
	if again, err := c.update(text); err != nil || again.Version != 2 || again.Changes != nil {
		t.Errorf("the same again: %+v, %v", again, err)
	}
	if got := c.history(t); got != "2 boss true; 1 - false; " {
		t.Errorf("history: %s", got)
	}
}

func TestOnlyAdministratorsSetRules(t *testing.T) {
	c := newCouncil(t)
	for name, want := range map[string]problem.Code{
		"agent of the first desk": problem.Forbidden, "supervisor of two desks": problem.Forbidden, "analyst": problem.Forbidden,
		"administrator of a tenant": problem.NotFound, "requester where staff is named": problem.NotFound,
		"staff of one desk, customer of two": problem.NotFound, "nobody": problem.NotFound,
	} {
		_, err := c.service.UpdatePolicy(context.Background(), c.viewer(name), desk.UpdatePolicyInput{DeskID: c.deskID, Policy: "?"})
		if !problem.Is(err, want) || len(problem.Of(err)) != 1 {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
		pages, err := c.service.PolicyHistory(context.Background(), c.viewer(name), []int64{c.deskID}, desk.Page{})
		if err != nil || (pages[0] != nil) != strings.HasPrefix(name, "supervisor") {
			t.Errorf("%s reads the history: %v, %v", name, pages[0], err)
		}
	}
	if got := c.history(t); got != "1 - false; " {
		t.Errorf("history: %s", got)
	}
}

// What is wrong comes at once and whole; nothing changes, neither by it nor by a dry run.
func TestRulesAreRefusedWhole(t *testing.T) {
	c := newCouncil(t)
	var refusal *desk.PolicyRefusal
	_, err := c.update(c.file(t, "customers_see: tenant", "customers_see: all", "taken: IN_PROGRESS", "taken: IN_PROGRES"))
	if !errors.As(err, &refusal) || len(refusal.Faults) != 2 || !problem.Is(err, problem.PolicyInvalid) ||
		refusal.Faults[1].Key != "moves.taken" || refusal.Faults[1].Hint != "IN_PROGRESS" {
		t.Errorf("%v", err)
	}
	dry, err := c.update(c.file(t, "Rinviato", "Da voi"), func(in *desk.UpdatePolicyInput) { in.DryRun, in.ClientMutationID = true, "one" })
	if err != nil || dry.Version != 1 || len(dry.Changes) != 1 {
		t.Errorf("a dry run: %+v, %v", dry, err)
	}
	late := int64(7)
	if _, err := c.update(c.file(t), func(in *desk.UpdatePolicyInput) { in.ExpectedVersion = &late }); !problem.Is(err, problem.Conflict) {
		t.Errorf("another version: %v", err)
	}
	if got := c.history(t); got != "1 - false; " {
		t.Errorf("history: %s", got)
	}
	// In earnest, under the same key; and again.
	for range 2 {
		done, err := c.update(c.file(t, "Rinviato", "Da voi"), func(in *desk.UpdatePolicyInput) { in.ClientMutationID = "one" })
		if err != nil || done.Version != 2 || len(done.Changes) != 1 {
			t.Errorf("in earnest: %+v, %v", done, err)
		}
	}
}

// What tickets need can't go: statuses, priorities; all at once, with the count and the way out.
func TestWhatIsInUseStays(t *testing.T) {
	c := newCouncil(t)
	for i, of := range []struct{ status, priority string }{
		{"IN_DEVELOPMENT", "LOW"}, {"IN_DEVELOPMENT", "LOW"}, {"CLOSED", "LOW"}, {"OPEN", "NORMAL"},
	} {
		c.Tickets(&ent.Ticket{TenantID: c.tenants[i%2], RequesterID: c.requester.UserID, Status: of.status, Priority: of.priority})
	}
	c.Tickets(&ent.Ticket{TenantID: c.tenants[2], RequesterID: c.requester.UserID, Status: "IN_DEVELOPMENT"}) // of another desk
	without := c.file(t, "  IN_DEVELOPMENT: {it: In sviluppo, es: En desarrollo, en: In development}  # the developers have it\n", "",
		", IN_DEVELOPMENT]", "]", "    IN_DEVELOPMENT: [IN_PROGRESS, WAITING_ON_CUSTOMER]\n", "",
		"  LOW: {it: Bassa, es: Baja, en: Low}\n", "")
	_, err := c.update(without)
	var refusal *desk.PolicyRefusal
	if !errors.As(err, &refusal) || !problem.Is(err, problem.PolicyInUse) {
		t.Fatalf("%v", err)
	}
	said := ""
	for i, use := range refusal.InUse {
		said += fmt.Sprintf("%s %d: %s\n", use.Key, use.Count, problem.Of(err)[i].Message("en"))
	}
	const want = "statuses.IN_DEVELOPMENT 2: statuses.IN_DEVELOPMENT is still in use (2): keep it, or move those tickets first.\n" +
		"priorities.LOW 3: priorities.LOW is still in use (3): keep it, or change the priority of those tickets first.\n"
	if said != want {
		t.Errorf("got\n%swant\n%s", said, want)
	}
	for _, v := range c.desks {
		d, err := c.service.DeskOf(context.Background(), v)
		if err != nil || d.PolicyVersion != 1 {
			t.Errorf("desk %d has version %d, %v", v, d.PolicyVersion, err)
		}
	}
}

// Nor can the fields that tickets were opened with, the options that they chose, and drafts that wait; what nobody chose
// can, and a retired option stays known.
func TestAnswersStay(t *testing.T) {
	c := newCouncil(t)
	ctx := context.Background()
	for range 2 {
		row := c.Ticket(c.tenants[0], c.requester)
		c.TicketFields(map[int64]map[string]string{row.ID: {"area": "BUSINESS", "contact": "PHONE", "phone": "011 5555"}})
	}
	const area = "        - {value: BUSINESS, label: {it: Altre"
	withDrafts := c.file(t, "  OPEN: {it: Non", "  DRAFT: {it: Bozza, es: Borrador, en: Draft}\n  OPEN: {it: Non")
	if _, err := c.update(withDrafts); err != nil {
		t.Fatal(err)
	}
	err := c.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		return tx.Draft.Create().SetAuthorID(c.requester.UserID).SetDeskID(c.deskID).SetTenantID(c.tenants[0]).SetContent("{}").
			SetCreatedAt(1).SetUpdatedAt(1).Exec(ctx)
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.update(c.file(t, "{value: BUSINESS,", "{value: OTHER,", "{value: SYSTEMS,", "{value: NETWORK,", "key: phone", "key: mobile",
		"    - key: contact\n      kind: choice", "    - key: contact\n      kind: tree"))
	said := ""
	for _, one := range problem.Of(err) {
		said += one.Message("it") + "\n"
	}
	const want = "form.fields.contact serve ancora (2): lascia il campo com'è, e aggiungine uno nuovo con un altro nome.\n" +
		"form.fields.phone serve ancora (2): lascia il campo com'è, e aggiungine uno nuovo con un altro nome.\n" +
		"form.fields.area.options.BUSINESS serve ancora (2): ritira l'opzione (retired: true) invece di toglierla.\n" +
		"statuses.DRAFT serve ancora (1): le bozze vanno prima inviate o eliminate da chi le scrive.\n"
	if said != want {
		t.Errorf("got\n%swant\n%s%v", said, want, err)
	}
	retired := strings.NewReplacer(area, strings.Replace(area, "BUSINESS,", "BUSINESS, retired: true,", 1), "{value: SYSTEMS,", "{value: NETWORK,").Replace(withDrafts)
	done, err := c.update(retired)
	if err != nil || done.Version != 3 || !strings.HasPrefix(done.Changes[0].String(), "form.fields.area.options.BUSINESS.retired: added true") {
		t.Errorf("retired: %+v, %v", done, err)
	}
}

// Of two who change the same rules at once one is told.
func TestOneOfTwoRulersIsInConflict(t *testing.T) {
	c := newCouncil(t)
	version := int64(1)
	results := make(chan error, 2)
	var start sync.WaitGroup
	start.Add(1)
	for _, word := range []string{"Da voi", "Da voi!"} {
		text := c.file(t, "Rinviato", word)
		go func() {
			start.Wait()
			_, err := c.update(text, func(in *desk.UpdatePolicyInput) { in.ExpectedVersion = &version })
			results <- err
		}()
	}
	start.Done()
	first, second := <-results, <-results
	if (first == nil) == (second == nil) || !problem.Is(errors.Join(first, second), problem.Conflict) {
		t.Errorf("%v and %v", first, second)
	}
	if got := c.history(t); got != "2 boss true; 1 - false; " {
		t.Errorf("history: %s", got)
	}
}

// A desk that is older than the history gets its first entry with its first change; a new one is founded with it.
func TestHistoryBeginsWithTheDesk(t *testing.T) {
	c := newCouncil(t)
	ctx := context.Background()
	err := c.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		_, err := tx.PolicyVersion.Delete().Exec(ctx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.history(t); got != "" {
		t.Errorf("history: %s", got)
	}
	if _, err := c.service.ReplacePolicy(ctx, "nowhere", c.file(t)); !problem.Is(err, problem.NotFound) {
		t.Errorf("of no desk: %v", err)
	}
	d, err := c.service.DeskOf(ctx, c.deskID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.service.ReplacePolicy(ctx, d.Slug, c.file(t, "Rinviato", "Da voi")); err != nil {
		t.Fatal(err)
	}
	if got := c.history(t); got != "2 - true; 1 - false; " {
		t.Errorf("history: %s", got)
	}
	id, err := c.service.AddDesk(ctx, desk.NewDesk{Slug: "new", Name: "New", TimeZone: "Europe/Rome", Policy: []byte(c.file(t))})
	if err != nil {
		t.Fatal(err)
	}
	boss := c.Staff(id, access.DeskAdministrator)
	pages, err := c.service.PolicyHistory(ctx, boss, []int64{id}, desk.Page{})
	if err != nil || len(pages[0].Versions) != 1 || pages[0].Versions[0].CreatedAt != moment.Of(c.now) {
		t.Errorf("a new desk's history: %+v, %v", pages, err)
	}
}

// A history is paged both ways, and a cursor leads nowhere but into its own desk.
func TestHistoryIsPaged(t *testing.T) {
	c := newCouncil(t)
	ctx := context.Background()
	for _, word := range []string{"A", "B", "C"} {
		if _, err := c.update(c.file(t, "Rinviato", word)); err != nil {
			t.Fatal(err)
		}
	}
	two := 2
	read := func(p desk.Page, desks ...int64) (string, *desk.PolicyPage, error) {
		pages, err := c.service.PolicyHistory(ctx, c.boss, desks, p)
		if err != nil {
			return "", nil, err
		}
		said := ""
		for _, v := range pages[0].Versions {
			said += fmt.Sprint(v.Version)
		}
		return fmt.Sprintf("%s %t %t", said, pages[0].HasNext, pages[0].HasPrevious), pages[0], nil
	}
	said, page, err := read(desk.Page{First: &two}, c.deskID)
	if err != nil || said != "43 true false" {
		t.Fatalf("first: %s, %v", said, err)
	}
	if said, _, err := read(desk.Page{First: &two, After: page.Versions[1].Cursor()}, c.deskID); err != nil || said != "21 false true" {
		t.Errorf("after: %s, %v", said, err)
	}
	if said, _, err := read(desk.Page{Last: &two, Before: page.Versions[1].Cursor()}, c.deskID); err != nil || said != "4 true false" {
		t.Errorf("before: %s, %v", said, err)
	}
	if said, _, err := read(desk.Page{Last: &two}, c.deskID); err != nil || said != "21 false true" {
		t.Errorf("last: %s, %v", said, err)
	}
	c.JoinDesk(c.boss, c.desks[1], access.DeskSupervisor)
	for _, cursor := range []string{"?", "cG9saWN5", page.Versions[0].Cursor()} {
		if _, _, err := read(desk.Page{After: cursor}, c.desks[1]); !problem.Is(err, problem.InvalidCursor) {
			t.Errorf("cursor %s on another desk: %v", cursor, err)
		}
	}
	count := desktest.CountStatements(c.store)
	pages, err := c.service.PolicyHistory(ctx, c.boss, c.desks, desk.Page{})
	if err != nil || count() != 1 || len(pages[0].Versions) != 4 || len(pages[1].Versions) != 1 || pages[2] != nil {
		t.Errorf("%d statements, %v", count(), err)
	}
}
