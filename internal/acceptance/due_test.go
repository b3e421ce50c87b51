package acceptance

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"sportello/internal/policy"
)

// sla is how a promise stands.
type sla struct {
	Target, Count, State                         string
	DueAt, MetAt                                 *time.Time
	WithinSeconds, UsedSeconds, RemainingSeconds int
	Segments                                     []struct {
		From, To    time.Time
		Kind        string
		UsedSeconds int
	}
}

// dueTicket is what anybody may know of a ticket's promises.
type dueTicket struct {
	Version   int64
	UpdatedAt string
	DueAt     *time.Time
	SLA       []sla `json:"sla"`
	Timeline  struct {
		Nodes []struct {
			Typename  string `json:"__typename"`
			StaffOnly bool
			Target    string
			What      string
			DueAt     time.Time
			CreatedAt time.Time
			Actor     struct{ Kind string }
		}
	}
}

// promised reads what a user is told of a ticket's promises.
func (u *user) promised(id string) (t dueTicket) {
	u.t.Helper()
	var got struct{ Ticket dueTicket }
	u.ask(`query($id: ID!) { ticket(by: {id: $id}) { version updatedAt dueAt
		sla { target count state dueAt metAt withinSeconds usedSeconds remainingSeconds segments { from to kind usedSeconds } }
		timeline(first: 50) { nodes { __typename staffOnly actor { kind } createdAt ... on DueEntry { target what dueAt } } } } }`,
		vars{"id": id}, &got)
	return got.Ticket
}

// stands is one of the promises.
func (d dueTicket) stands(t *testing.T, target, state string) sla {
	t.Helper()
	for _, s := range d.SLA {
		if s.Target == target {
			if s.State != state {
				t.Errorf("%s is %s, want %s: %+v", target, s.State, state, s)
			}
			return s
		}
	}
	t.Errorf("there is no %s in %+v", target, d.SLA)
	return sla{}
}

// notes are the clock's words, without the resolution's.
func (d dueTicket) notes() (notes []string) {
	for _, e := range d.Timeline.Nodes {
		if e.Typename == "DueEntry" && e.Target != "RESOLUTION" {
			notes = append(notes, e.Target+" "+e.What)
		}
	}
	return notes
}

func answers(pairs ...string) vars {
	fields := make([]vars, 0, len(pairs)/2)
	for pair := range slices.Chunk(pairs, 2) {
		fields = append(fields, vars{"key": pair[0], "value": pair[1]})
	}
	return vars{"fields": fields}
}

// until moves the demo's clock on to an instant.
func (d *demoHouse) until(at time.Time) {
	d.t.Helper()
	by := at.Sub(d.now(d.tell())).Round(time.Second)
	if a := d.move(fmt.Sprintf(`{"advance":%q}`, policy.Duration(by))); a.status != http.StatusOK {
		d.t.Fatalf("the clock does not move by %v: %d %s", by, a.status, a.body)
	}
}

// M1.1: what is opened on Saturday is due 24 hours later, at any hour. Staff answer late: their timeline told them in time and
// in the end, and everybody sees whether it was kept.
func TestStoryDueTimes(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	customer, agent := d.signIn("customer@ams.example"), d.signIn("agent@ams.example")
	today := d.now(d.tell()).UTC().Truncate(24 * time.Hour)
	saturday := today.AddDate(0, 0, int(time.Saturday-today.Weekday())+7).Add(10 * time.Hour)
	d.until(saturday)
	opened := customer.open("Non parte la contabilità", "Si chiude da sola.",
		answers("product", "5", "request_type", "TECHNICAL", "impact", "DIFFICULTY", "privacy", "2026-01"))
	before := customer.promised(opened.ID)
	first := before.stands(t, "FIRST_RESPONSE", "RUNNING")
	if first.Count != "ELAPSED" || first.WithinSeconds != 86_400 || first.DueAt == nil || before.DueAt == nil || !before.DueAt.Equal(*first.DueAt) {
		t.Fatalf("M1.1: %+v", before)
	}
	if left := first.DueAt.Sub(saturday); left < 24*time.Hour-time.Second || left > 24*time.Hour+5*time.Minute {
		t.Errorf("M1.1: due %v after the opening", left)
	}
	worked := agent.follow(opened.ID, "")
	worked.snapshot()
	d.until(saturday.Add(20 * time.Hour))
	worked.hears("Due")
	d.until(saturday.Add(26 * time.Hour))
	worked.hears("Due")
	agent.does("replyToTicket", opened, says("Ci scusiamo per il ritardo. Quale versione ha?"))

	told := agent.promised(opened.ID)
	if got := told.notes(); !slices.Equal(got, []string{"FIRST_RESPONSE WARNED", "FIRST_RESPONSE BREACHED"}) {
		t.Errorf("staff are told %v", got)
	}
	for _, e := range told.Timeline.Nodes {
		if e.Typename == "DueEntry" && (!e.StaffOnly || e.Actor.Kind != "SYSTEM" || !e.DueAt.Equal(*first.DueAt)) {
			t.Errorf("%+v", e)
		}
	}
	seen := customer.promised(opened.ID)
	if got := seen.notes(); len(got) > 0 {
		t.Errorf("a customer is told %v", got)
	}
	if late := seen.stands(t, "FIRST_RESPONSE", "BREACHED"); late.MetAt == nil || late.RemainingSeconds >= 0 {
		t.Errorf("M1.1: the customer sees %+v", late)
	}
	// The clock of the resolution waits with the desk, and says so.
	d.until(saturday.Add(5 * 24 * time.Hour))
	waiting := customer.promised(opened.ID).stands(t, "RESOLUTION", "PAUSED")
	customer.does("replyToTicket", opened, says("La 4.3."))
	going := customer.promised(opened.ID)
	if s := going.stands(t, "RESOLUTION", "RUNNING"); s.DueAt == nil || waiting.DueAt != nil || len(s.Segments) != 3 || s.Segments[1].Kind != "PAUSED" {
		t.Errorf("it waited, and goes on: %+v, then %+v", waiting, s)
	}
	going.stands(t, "NEXT_RESPONSE", "RUNNING")
}

// M2.9: staff's queue has the urgent ones first, then those that are closest to their due time.
func TestStoryQueue(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	customer, agent := d.signIn("customer@autofattura.example"), d.signIn("agent@autofattura.example")
	begun := d.now(d.tell())
	open := func(subject, priority string) *ticket {
		d.until(d.now(d.tell()).Add(time.Minute))
		return customer.open(subject, "Da stamattina non funziona più.", vars{"priority": priority}, answers("category", "TECHNICAL"))
	}
	open("Prima domanda", "LOW")
	answered := open("Seconda domanda", "NORMAL")
	open("Terza domanda", "HIGH")
	open("Quarta domanda", "URGENT")
	agent.does("replyToTicket", answered, says("Guardiamo subito."))
	queue := agent.list(vars{"createdAt": vars{"gte": begun}}, vars{"field": "QUEUE", "direction": "ASC"})
	if want := []string{"Quarta domanda", "Prima domanda", "Terza domanda", "Seconda domanda"}; !slices.Equal(queue, want) {
		t.Errorf("M2.9: the queue is %q, want %q", queue, want)
	}
	d.until(begun.AddDate(0, 0, 21))
	if late := agent.list(vars{"createdAt": vars{"gte": begun}, "overdue": true}); len(late) != 3 {
		t.Errorf("overdue: %q", late)
	}
}
