package desk_test

import (
	"testing"

	"sportello/internal/desk"
	"sportello/internal/desktest"
)

// To change the rules takes the same few statements however many tickets, answers and versions there are.
func TestStatementsOfRules(t *testing.T) {
	c := newCouncil(t)
	everything := c.withAll(t)
	less := c.file(t, "  IN_DEVELOPMENT: {it: In sviluppo, es: En desarrollo, en: In development}  # the developers have it\n", "",
		", IN_DEVELOPMENT]", "]", "    IN_DEVELOPMENT: [IN_PROGRESS, WAITING_ON_CUSTOMER]\n", "",
		"  LOW: {it: Bassa, es: Baja, en: Low}\n", "", "{value: SYSTEMS,", "{value: NETWORK,", "key: phone", "key: mobile")
	statements := func(text string, change ...func(*desk.UpdatePolicyInput)) int {
		t.Helper()
		count := desktest.CountStatements(c.store)
		if _, err := c.update(text, change...); err != nil {
			t.Fatal(err)
		}
		return count()
	}
	statements(everything)
	for _, size := range []int{1, 10, 50} {
		answers := map[int64]map[string]string{}
		for range size {
			row := c.Ticket(c.tenants[0], c.requester)
			answers[row.ID] = map[string]string{"area": "BUSINESS", "contact": "WEB"}
		}
		c.TicketFields(answers)
		// The desk; and what goes is looked for: a status, a priority, a field, an option, drafts.
		if got := statements(less, func(in *desk.UpdatePolicyInput) { in.DryRun = true }); got != 6 {
			t.Errorf("among %d more tickets: %d statements to try", size, got)
		}
		// And the history, twice, the desk again, and the record of who did what.
		if got := statements(less); got != 10 {
			t.Errorf("among %d more tickets: %d statements to take away", size, got)
		}
		if got := statements(everything); got != 7 { // of what had come, a field and an option go again
			t.Errorf("among %d more tickets: %d statements to give back", size, got)
		}
	}
}
