package acceptance

import (
	"slices"
	"time"
)

// closesWhatIsResolved: M3.6, four days without a word after "Resuelto" close the ticket; M3.5, a word within them reopens it.
func (o *office) closesWhatIsResolved(resolved *ticket, heard, worked *follower) {
	o.t.Helper()
	objected := o.customer.open("El mouse no anda", "Probé otro puerto.")
	o.agent.does("resolveTicket", resolved)
	o.agent.does("resolveTicket", objected)
	for _, f := range []*follower{heard, worked} {
		f.hears("Status")
	}
	o.passes(4*day - time.Hour)
	o.customer.stands(resolved.ID, "RESOLVED", "Resuelto")
	if reply := o.customer.does("replyToTicket", objected, says("Sigue sin andar.")); reply.FollowUp == nil || *reply.FollowUp != "REOPENED" {
		o.t.Errorf("M3.5: %+v", reply)
	}
	o.passes(time.Hour)
	for _, f := range []*follower{heard, worked} {
		if e := f.hears("Status")[0].Entry; e.To != "CLOSED" || e.Reason == nil || *e.Reason != "auto-close" || e.Actor.Kind != "SYSTEM" {
			o.t.Errorf("M3.6: %s hears %+v", f.user.name, e)
		}
	}
	o.customer.stands(objected.ID, "IN_PROGRESS", "En curso")
	o.agent.does("closeTicket", objected)
}

// takesEachStep: C.5, every step of the workflow is a mutation, and is in the log of who may see it.
func (o *office) takesEachStep() {
	o.t.Helper()
	one := o.customer.open("Sin red", "No hay red en el piso tres.")
	o.agent.does("assignTicket", one, vars{"assignee": o.agent.id})
	o.agent.does("changePriority", one, vars{"priority": "URGENT"})
	o.agent.does("changeStatus", one, vars{"status": "WAITING_ON_CUSTOMER"})
	o.customer.does("replyToTicket", one, says("¿Hay novedades?"))
	o.agent.does("addNote", one, says("Switch 14"))
	o.agent.does("resolveTicket", one)
	o.customer.does("reopenTicket", one)
	o.agent.does("assignTicket", one)
	o.agent.does("closeTicket", one)
	var steps []string
	for _, e := range o.agent.timeline(one.ID) {
		steps = append(steps, e.Typename)
	}
	want := []string{
		"OpenedEntry", "AssignmentEntry", "StatusEntry", "PriorityEntry", "StatusEntry", "MessageEntry", "StatusEntry", "MessageEntry",
		"StatusEntry", "StatusEntry", "AssignmentEntry", "StatusEntry", "StatusEntry", // given back, it is open again
	}
	if !slices.Equal(steps, want) {
		o.t.Errorf("C.5: the log is\n%q, want\n%q", steps, want)
	}
}
