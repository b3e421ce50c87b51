package desk_test

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

// M1.10, M2.3, M4.9: a ticket starts as OPEN, with the desk's next number, the default priority and its requester.
func TestOpen(t *testing.T) {
	for _, preset := range policy.PresetNames() {
		t.Run(preset, func(t *testing.T) {
			c := newOffice(t).counter(preset)
			out := c.must(c.openAs(t.Context(), c.customer, desk.OpenInput{
				Subject: " La stampante è ferma ", Description: "Lampeggia da stamattina.\nHo già riavviato.", PersonID: c.person,
				Channel: desk.ChannelWeb,
			}))
			row := c.ticket(out.TicketID)
			if row.Number != 1 || row.Status != "OPEN" || row.Priority != "NORMAL" || row.PriorityRank != 2 || row.Version != 1 {
				t.Errorf("opened as %+v", row)
			}
			if row.Subject != "La stampante è ferma" || row.Excerpt != "Lampeggia da stamattina." || row.Channel != "WEB" {
				t.Errorf("opened with %q, %q by %s", row.Subject, row.Excerpt, row.Channel)
			}
			if row.RequesterID != c.customer.UserID || row.TenantID != c.tenant || row.PersonID == nil || *row.PersonID != c.person {
				t.Errorf("opened for %+v", row)
			}
			if told := c.heard(); len(told) != 1 || told[0].TicketID != row.ID || told[0].Seq != 1 || told[0].DeskID != c.id {
				t.Errorf("announced %+v", told)
			}
			c.checkAudit()
		})
	}
}

func (o *office) checkAudit() {
	o.t.Helper()
	faults, err := o.audit()
	if err != nil {
		o.t.Fatal(err)
	}
	for _, fault := range faults {
		o.t.Error(fault)
	}
}

// M2.2: all faults of the input at once, each at its field.
func TestOpenTellsAllFaults(t *testing.T) {
	c := newOffice(t).counter("saas")
	_, err := c.openAs(t.Context(), c.customer, desk.OpenInput{
		Subject: "ciao", Description: "boh\x00", Priority: "WHATEVER",
		Attachments: []desk.AttachmentInput{{File: c.file("a.txt", "a")}, {File: &desk.File{Name: "b.txt", Size: 1 << 40, BlobKey: c.file("b", "b").BlobKey}}},
	})
	c.refused(err, "TOO_SHORT at subject", "INVALID_CHARACTERS at description", "ATTACHMENT_TOO_LARGE at attachments.1",
		"PRIORITY_NOT_USED at priority")

	_, err = c.openAs(t.Context(), c.customer, desk.OpenInput{Subject: strings.Repeat("x", 1<<20), Description: " "})
	c.refused(err, "TOO_LONG at subject", "REQUIRED at description")

	_, err = c.openAs(t.Context(), c.customer, desk.OpenInput{Subject: "Una domanda", Description: "Come va?"})
	c.refused(err, "TOO_SHORT at description")
	if n := c.tickets(); n != 0 {
		t.Errorf("%d tickets were opened all the same", n)
	}
}

// A subject may fill its column with any characters.
func TestOpenWithLongestSubject(t *testing.T) {
	c := newOffice(t).counter("mail")
	subject := strings.Repeat("漢", 250)
	out := c.must(c.openAs(t.Context(), c.customer, desk.OpenInput{Subject: subject, Description: strings.Repeat("漢字", 1000)}))
	if got := c.ticket(out.TicketID); got.Subject != subject || got.Excerpt == "" {
		t.Errorf("kept %q, %q", got.Subject, got.Excerpt)
	}
}

// Who may open where. Foreign tenants and people do not exist.
func TestOpenScope(t *testing.T) {
	c := newOffice(t).counter("portal")
	valid := desk.OpenInput{Subject: "Una domanda", Description: "Come si stampa?"}
	both := *c.customer
	both.Tenants = map[int64]access.Membership{}
	for _, v := range []*access.Viewer{c.customer, c.neighbour} {
		maps.Copy(both.Tenants, v.Tenants)
	}
	for _, test := range []struct {
		name   string
		viewer *access.Viewer
		change func(*desk.OpenInput)
		want   string
	}{
		{"foreign tenant", c.customer, func(in *desk.OpenInput) { in.TenantID = c.otherTenant }, "NOT_FOUND at tenant"},
		{"unknown tenant", c.agent, func(in *desk.OpenInput) { in.TenantID = 999 }, "NOT_FOUND at tenant"},
		{"observer", c.observer, func(in *desk.OpenInput) { in.TenantID = c.tenant }, "FORBIDDEN"},
		{"observer by default", c.observer, func(*desk.OpenInput) {}, "FORBIDDEN"},
		{"analyst", c.analyst, func(in *desk.OpenInput) { in.TenantID = c.tenant }, "NOT_FOUND at tenant"},
		{"staff without a tenant", c.agent, func(*desk.OpenInput) {}, "TENANT_REQUIRED at tenant"},
		{"several tenants", &both, func(*desk.OpenInput) {}, "TENANT_REQUIRED at tenant"},
		{"foreign person", c.customer, func(in *desk.OpenInput) { in.PersonID = c.otherPerson }, "NOT_FOUND at person"},
		{"other tenant's person, by staff", c.agent, func(in *desk.OpenInput) { in.TenantID, in.PersonID = c.tenant, c.otherPerson }, "NOT_FOUND at person"},
		{"unknown ticket", c.customer, func(in *desk.OpenInput) { in.Follows = &desk.TicketRef{ID: 999} }, "NOT_FOUND at follows"},
		{"unknown upload", c.customer, func(in *desk.OpenInput) { in.Attachments = []desk.AttachmentInput{{UploadedID: 999}} }, "NOT_FOUND at attachments.0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := valid
			test.change(&in)
			_, err := c.openAs(t.Context(), test.viewer, in)
			c.refused(err, test.want)
		})
	}
	c.must(c.openAs(t.Context(), c.agent, desk.OpenInput{TenantID: c.tenant, Subject: "Per telefono", Description: "Ha chiamato."}))
}

// M1.11, M4.17: a new ticket can name the closed one that it continues, by id or number; both are told of the link.
func TestOpenFollows(t *testing.T) {
	c := newOffice(t).counter("studio")
	old := c.open()
	in := desk.OpenInput{Subject: "Di nuovo", Description: "È tornato.", Follows: &desk.TicketRef{ID: old}}
	_, err := c.openAs(t.Context(), c.customer, in)
	c.refused(err, "INVALID_VALUE at follows") // it goes on

	c.pass(time.Second)
	c.must(c.service.Close(t.Context(), c.agent, desk.CloseInput{TicketID: old}))
	for _, ref := range []desk.TicketRef{{ID: old}, {DeskID: c.id, Number: 1}} {
		c.pass(time.Second)
		in.Follows = &ref
		out := c.must(c.openAs(t.Context(), c.customer, in))
		row := c.ticket(out.TicketID)
		if row.FollowsID == nil || *row.FollowsID != old || row.LastPublicSeq != 2 {
			t.Errorf("opened %+v", row)
		}
	}
	if row := c.ticket(old); row.LastPublicSeq != 4 || row.Version != 4 { // opened, closed, linked twice
		t.Errorf("the old ticket: %+v", row)
	}
	_, err = c.openAs(t.Context(), c.neighbour, in)
	c.refused(err, "NOT_FOUND at follows")
	in.TenantID = c.otherTenant
	_, err = c.openAs(t.Context(), c.agent, in)
	c.refused(err, "INVALID_VALUE at follows")
	c.checkAudit()
}

// Numbers are unique and dense per desk, however many open at once; a refused ticket takes none.
func TestOpenNumbers(t *testing.T) {
	o := newOffice(t)
	first, second := o.counter("portal"), o.counter("guided")
	const each = 25
	var group sync.WaitGroup
	for _, c := range []*counter{first, second} {
		for i := range each {
			group.Go(func() {
				in := desk.OpenInput{Subject: "Una domanda", Description: "Come si stampa?"}
				if i%5 == 4 {
					in.PersonID = c.otherPerson
				}
				_, err := c.openAs(t.Context(), c.customer, in)
				if i%5 == 4 && !problem.Is(err, problem.NotFound) || i%5 != 4 && err != nil {
					t.Errorf("%d: %v", i, err)
				}
			})
		}
	}
	group.Wait()
	for _, c := range []*counter{first, second} {
		numbers := c.numbers()
		if want := 20; len(numbers) != want || numbers[0] != 1 || numbers[want-1] != int64(want) || len(slices.Compact(numbers)) != want {
			t.Errorf("numbers %v", numbers)
		}
	}
}
