package acceptance

import "testing"

// presence is who is at a ticket, as somebody is told.
type presence struct {
	People []struct {
		Actor   actor
		Writing string
	}
	Total int
}

const presenceSubscription = `subscription($ticket: ID!) { event: presence(ticket: $ticket) {
	people { actor { kind name isSupport isViewer user { name } } writing } total } }`

// there waits until exactly these are there, by name, and what they write.
func (l *line) there(want map[string]string) {
	l.t.Helper()
	for {
		var got presence
		l.next(&got) // or there is none within the time of patience
		same := got.Total == len(want) && len(got.People) == len(want)
		for _, p := range got.People {
			same = same && want[p.Actor.Name] == p.Writing
		}
		if same {
			return
		}
	}
}

// types tells that the user writes.
func (u *user) types(on *ticket, writing string) {
	u.t.Helper()
	var got struct {
		SetTyping struct{ Errors []userError }
	}
	u.ask(`mutation($input: SetTypingInput!) { setTyping(input: $input) { errors { code } } }`,
		vars{"input": vars{"ticket": on.ID, "writing": writing}}, &got)
}

const typing = `mutation($input: SetTypingInput!) { setTyping(input: $input) { errors { code } } }`

// M2.10, M2.7, C.6: who has a ticket open sees who else has, and who writes: staff all of them, a customer the desk in place of staff
// whom it hides, and never that they write a note; whoever may not see the ticket is nobody there; who hangs up is gone.
func TestPresence(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "saas", "Support Example", "en") // hides its staff
	second := o.add("Berta Backup", "en", "", "AGENT")
	second.signIn()
	opened := o.customer.open("Who is there?", "I can see nobody.")
	seen := o.customer.subscribe(presenceSubscription, vars{"ticket": opened.ID})
	seen.there(map[string]string{o.customer.name: "NOTHING"})
	staff := o.agent.subscribe(presenceSubscription, vars{"ticket": opened.ID})
	staff.there(map[string]string{o.customer.name: "NOTHING", o.agent.name: "NOTHING"})
	seen.there(map[string]string{o.customer.name: "NOTHING", "Support Example": "NOTHING"})
	backup := second.subscribe(presenceSubscription, vars{"ticket": opened.ID})
	staff.there(map[string]string{o.customer.name: "NOTHING", o.agent.name: "NOTHING", second.name: "NOTHING"})

	second.types(opened, "NOTE")
	staff.there(map[string]string{o.customer.name: "NOTHING", o.agent.name: "NOTHING", second.name: "NOTE"})
	o.agent.types(opened, "REPLY")
	staff.there(map[string]string{o.customer.name: "NOTHING", o.agent.name: "REPLY", second.name: "NOTE"})
	seen.there(map[string]string{o.customer.name: "NOTHING", "Support Example": "REPLY"}) // and nothing before
	o.customer.types(opened, "REPLY")
	staff.there(map[string]string{o.customer.name: "REPLY", o.agent.name: "REPLY", second.name: "NOTE"})
	o.agent.types(opened, "NOTHING")
	second.types(opened, "NOTHING")
	staff.there(map[string]string{o.customer.name: "REPLY", o.agent.name: "NOTHING", second.name: "NOTHING"})
	backup.hangUp()
	staff.there(map[string]string{o.customer.name: "REPLY", o.agent.name: "NOTHING"})
	staff.there(map[string]string{o.customer.name: "NOTHING", o.agent.name: "NOTHING"}) // who says nothing more has stopped

	o.stranger.subscribe(presenceSubscription, vars{"ticket": opened.ID}).refused("NOT_FOUND")
	o.agent.subscribe(presenceSubscription, vars{"ticket": "nonsense"}).refused("NOT_FOUND")
	o.stranger.denied("NOT_FOUND", typing, vars{"input": vars{"ticket": opened.ID, "writing": "REPLY"}})
	o.customer.denied("STAFF_ONLY", typing, vars{"input": vars{"ticket": opened.ID, "writing": "NOTE"}})
	o.customer.neverTold(o.agent.name, second.name, "NOTE\"")
}
