package acceptance

import (
	"slices"
	"testing"
)

// rung is what somebody is told of what concerns them.
type rung struct {
	Typename string `json:"__typename"`
	Cursor   string
	Causes   []string
	Ticket   *struct{ ID string }
	Actor    *actor
}

const notificationSubscription = `subscription($after: String) { event: notifications(after: $after) {
	__typename cursor ... on Notification { causes ticket { id } actor { kind name isSupport isViewer user { name } } } } }`

// rings waits for the next notification, which is of a ticket, by somebody, for causes.
func (l *line) rings(on *ticket, by string, causes ...string) string {
	l.t.Helper()
	var got rung
	l.next(&got)
	if got.Typename != "Notification" || got.Ticket.ID != on.ID || got.Actor.Name != by || !slices.Equal(got.Causes, causes) {
		l.t.Fatalf("%s: %+v %+v, want %v of ticket %d by %s", l.user.name, got, got.Actor, causes, on.Number, by)
	}
	return got.Cursor
}

func (u *user) notified(after string) *line {
	u.t.Helper()
	variables := vars{}
	if after != "" {
		variables["after"] = after
	}
	l := u.subscribe(notificationSubscription, variables)
	if after == "" {
		var got rung
		if l.next(&got); got.Typename != "NotificationsBegun" {
			u.t.Fatalf("%s: it begins with %+v", u.name, got)
		}
	}
	return l
}

// M2.10, M2.7, C.6: wherever they are, people are told what concerns them: that a ticket was given to them, that the customer wrote on one of
// theirs, that theirs was answered, by the desk where it hides its staff; not what they did themselves, nor of notes; and what they
// missed when they come back.
func TestNotifications(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "saas", "Support Example", "en") // hides its staff
	second := o.add("Berta Backup", "en", "", "AGENT")
	second.signIn()
	opened := o.customer.open("Does anybody hear?", "I can't see it.")
	agent, backup, customer, stranger := o.agent.notified(""), second.notified(""), o.customer.notified(""), o.stranger.notified("")
	o.agent.does("takeTicket", opened) // her own act
	o.customer.does("replyToTicket", opened, says("And now?"))
	first := agent.rings(opened, o.customer.name, "CUSTOMER_REPLIED")
	o.agent.does("addNote", opened, says("A note among us."))
	o.agent.does("replyToTicket", opened, says("We hear."))
	customer.rings(opened, "Support Example", "ANSWERED")
	agent.hangUp()
	o.customer.does("replyToTicket", opened, says("Good."))
	o.agent.does("assignTicket", opened, vars{"assignee": second.id})
	backup.rings(opened, o.agent.name, "ASSIGNED")
	o.customer.does("replyToTicket", opened, says("Whose is it now?"))
	backup.rings(opened, o.customer.name, "CUSTOMER_REPLIED")
	second.does("assignTicket", opened, vars{"assignee": o.agent.id})
	back := o.agent.notified(first)
	back.rings(opened, o.customer.name, "CUSTOMER_REPLIED") // what she missed: not what came when it was not hers
	last := back.rings(opened, second.name, "ASSIGNED")

	o.customer.subscribe(notificationSubscription, vars{"after": last}).refused("INVALID_CURSOR")
	o.agent.subscribe(notificationSubscription, vars{"after": "nonsense"}).refused("INVALID_CURSOR")
	own := o.stranger.open("Of another company", "Nobody's business.")
	o.agent.does("replyToTicket", own, says("Indeed."))
	stranger.rings(own, "Support Example", "ANSWERED") // first of all
	o.customer.neverTold(o.agent.name, second.name, "A note among us")
}
