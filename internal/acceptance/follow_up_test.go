package acceptance

import "testing"

// What became of a message to a closed ticket, and which of the desk's rules decided it (M1.11, M2.6, M3.8, M4.17): also when
// the same call comes again.
func TestFollowUpNamesItsRule(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	for _, c := range []struct{ desk, preset, followUp, rule string }{
		{"ams", "studio", "REJECTED", "reopening.by_reply"},
		{"autofattura", "saas", "REOPENED", "reopening.by_reply"},
		{"ticketera", "mail", "NEW_LINKED", "reopening.by_reply"},
		{"nts", "portal", "REJECTED", "reopening.afterwards"},
	} {
		customer, agent := d.signIn("customer@"+c.desk+".example"), d.signIn("agent@"+c.desk+".example")
		customer.form = usualAnswers(c.preset, customer.email)
		opened := customer.open("Non parte", "Da ieri non parte più il programma.")
		agent.does("closeTicket", opened, vars{"message": "Risolto."})
		if c.rule == "reopening.afterwards" {
			d.move(`{"advance":"P16D"}`)
		}
		for range 2 {
			got := customer.call("replyToTicket", with(vars{"ticket": opened.ID, "clientMutationId": "again-" + c.desk}, says("È successo di nuovo.")))
			if got.FollowUp == nil || *got.FollowUp != c.followUp || got.FollowUpRule == nil || *got.FollowUpRule != c.rule {
				t.Errorf("%s: %+v", c.desk, got)
			}
		}
	}
}
