package acceptance

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

const allNumbers = `{
	ticketStats(measures: [OPENED, BACKLOG, REPLIES_IN, REPLIES_OUT]) { rows { values } }
	ticketCounts { total byStatus { status count } }
}`

// counted is what somebody is told by numbers.
type counted struct {
	TicketStats  struct{ Rows []struct{ Values []float64 } }
	TicketCounts struct {
		Total    int
		ByStatus []struct {
			Status string
			Count  int
		}
	}
}

func (u *user) numbers() (c counted) {
	u.t.Helper()
	u.ask(allNumbers, nil, &c)
	return c
}

func (c counted) in(status string) int {
	for _, row := range c.TicketCounts.ByStatus {
		if row.Status == status {
			return row.Count
		}
	}
	return 0
}

// Numbers contain what was just done: at the process that did it at once, at another one on the same database within a
// tenth of a second; and a process that is killed counts the same when it is back (C.7, M1.9, M4.5).
func TestNumbersAreFreshAtEveryProcess(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "portal", "NTS Example", "it")
	second := &house{t: t, database: o.database, settings: o.settings}
	second.start()
	elsewhere := o.agent.at(second)
	opened := o.customer.open("Numbers", "Who counts me?")
	if got := o.agent.numbers(); got.TicketCounts.Total != 1 || got.in("OPEN") != 1 || !slices.Equal(got.TicketStats.Rows[0].Values, []float64{1, 1, 0, 0}) {
		t.Fatalf("after one ticket: %+v", got)
	}
	const tenth = 100 * time.Millisecond
	var took []time.Duration
	for n := 1; n <= 9 || n <= 60 && slices.Min(took) > tenth; n++ { // more, while others use the machine, too
		o.agent.does("replyToTicket", opened, vars{"text": fmt.Sprintf("Answer %d", n)})
		answered := time.Now()
		if got := o.agent.numbers().TicketStats.Rows[0].Values[3]; got != float64(n) {
			t.Errorf("after %d replies the process that wrote them counts %v", n, got)
		}
		for elsewhere.numbers().TicketStats.Rows[0].Values[3] != float64(n) {
			if time.Since(answered) > patience {
				t.Fatalf("the other process does not count reply %d", n)
			}
		}
		took = append(took, time.Since(answered))
	}
	slices.Sort(took)
	t.Logf("another process counts a reply after %v (median), %v at most", took[len(took)/2], took[len(took)-1])
	if took[0] > tenth {
		t.Errorf("another process counts a reply after %v at best", took[0])
	}
	if got := elsewhere.numbers(); got.TicketCounts.Total != 1 || got.in("WAITING_ON_CUSTOMER") != 1 {
		t.Errorf("the other process counts %+v", got.TicketCounts)
	}
	second.kill()
	o.customer.does("replyToTicket", opened, vars{"text": "While you were away"})
	second.start()
	if got := elsewhere.numbers(); !slices.Equal(got.TicketStats.Rows[0].Values, []float64{1, 1, 1, float64(len(took))}) {
		t.Errorf("once it is back it counts %+v", got.TicketStats)
	}
	second.stop()
	o.stop()
	if said := o.run("", "stats", "verify"); !strings.HasPrefix(said, "1 tickets,") {
		t.Errorf("verified: %s", said)
	}
}
