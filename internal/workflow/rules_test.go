package workflow_test

import (
	"testing"
	"time"

	"sportello/internal/event"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/workflow"
)

// rule is a sentence of a manual: on that desk, somebody does something to a ticket, and this comes of it.
type rule struct {
	id, desk string
	ticket   workflow.Ticket
	actor    workflow.Actor
	command  workflow.Command
	status   policy.Status     // reached
	followUp workflow.FollowUp // answered
	refused  problem.Code      // or refused with
}

func agedClosed(age time.Duration) workflow.Ticket {
	return with(ticket(policy.Closed), func(t *workflow.Ticket) { t.ClosedAt = noon.Add(-age) })
}

func since(s policy.Status, age time.Duration) workflow.Ticket {
	return with(ticket(s), func(t *workflow.Ticket) { t.StatusSince = noon.Add(-age) })
}

func old(s policy.Status, age time.Duration) workflow.Ticket {
	return with(ticket(s), func(t *workflow.Ticket) { t.CreatedAt = noon.Add(-age) })
}

func TestRulesOfTheManuals(t *testing.T) {
	day := 24 * time.Hour
	text := workflow.Reply{HasText: true}
	high, urgent := policy.High, policy.Urgent
	all := presets(t)
	for _, r := range []rule{
		{id: "M0.1 the choice sets the priority", desk: "guided", actor: customer, command: workflow.Open{Priority: &high}, refused: problem.PriorityChangeRefused},
		{id: "M0 a reply reopens", desk: "guided", ticket: agedClosed(400 * day), actor: customer, command: text, status: policy.InProgress, followUp: workflow.Reopened},

		{id: "M1.10 opened", desk: "studio", actor: customer, command: workflow.Open{}, status: policy.Open},
		{id: "M1.6 impact", desk: "studio", actor: customer, command: workflow.Open{Priority: &urgent, ByForm: true}, status: policy.Open},
		{id: "M1.6 by the impact alone", desk: "studio", actor: customer, command: workflow.Open{Priority: &urgent}, refused: problem.PriorityChangeRefused},
		{id: "M1.6 impact has two values", desk: "studio", actor: customer, command: workflow.Open{Priority: &high}, refused: problem.PriorityNotUsed},
		{id: "M0.4 a draft is its author's", desk: "guided", ticket: ticket(policy.Draft), actor: agent, command: workflow.Open{}, refused: problem.NotFound},
		{id: "M0.4 staff do not see it", desk: "guided", ticket: ticket(policy.Draft), actor: agent, command: workflow.Take{}, refused: problem.NotFound},
		{id: "M0.4 it has no conversation", desk: "guided", ticket: ticket(policy.Draft), actor: customer, command: text, refused: problem.NotFound},
		{id: "M0.5 a draft is sent", desk: "guided", ticket: ticket(policy.Draft), actor: customer, command: workflow.Open{}, status: policy.Open},
		{id: "M0.5 twice is once", desk: "guided", ticket: ticket(policy.InProgress), actor: customer, command: workflow.Open{}, status: policy.InProgress},
		{id: "M1.10 given up", desk: "studio", ticket: ticket(policy.InProgress), actor: agent, command: workflow.Assign{}, status: policy.Open},
		{id: "M1.10 assigned", desk: "studio", ticket: ticket(policy.Open), actor: agent, command: workflow.Assign{To: 3}, status: policy.InProgress},
		{id: "M4.13 reopened, but nobody's", desk: "portal", ticket: with(agedClosed(day), func(t *workflow.Ticket) { t.AssigneeID = 0 }), actor: customer, command: text, status: policy.Open, followUp: workflow.Reopened},
		{id: "M4.15 staff's reply reopens and waits", desk: "portal", ticket: agedClosed(day), actor: agent, command: text, status: policy.WaitingOnCustomer, followUp: workflow.Reopened},
		{id: "M4.16 no word after the end", desk: "portal", ticket: agedClosed(day), actor: customer, command: workflow.Reply{HasText: true, Close: true}, refused: problem.TicketClosed},
		{id: "M4.17 no change without reopening", desk: "portal", ticket: agedClosed(day), actor: agent, command: workflow.Take{}, refused: problem.TicketClosed},
		{id: "M4.17 nor afterwards", desk: "portal", ticket: agedClosed(16 * day), actor: agent, command: workflow.Take{}, refused: problem.ReopenWindowPassed},
		{id: "M1.10 taken in charge", desk: "studio", ticket: ticket(policy.Open), actor: agent, command: workflow.Take{}, status: policy.InProgress},
		{id: "M1.10 staff replied", desk: "studio", ticket: ticket(policy.InProgress), actor: agent, command: text, status: policy.WaitingOnCustomer},
		{id: "M1.10 staff replied at once", desk: "studio", ticket: ticket(policy.Open), actor: agent, command: text, status: policy.WaitingOnCustomer},
		{id: "M1.10 customer replied", desk: "studio", ticket: ticket(policy.WaitingOnCustomer), actor: customer, command: text, status: policy.InProgress},
		{id: "M1.10 untouched stays open", desk: "studio", ticket: ticket(policy.Open), actor: customer, command: text, status: policy.Open},
		{id: "M1.10 solved", desk: "studio", ticket: ticket(policy.WaitingOnCustomer), actor: agent, command: workflow.Close{}, status: policy.Closed},
		{id: "M1.11 seven days", desk: "studio", ticket: since(policy.WaitingOnCustomer, 7*day), actor: system, command: workflow.AutoClose{}, status: policy.Closed},
		{id: "M1.11 not sooner", desk: "studio", ticket: since(policy.WaitingOnCustomer, 7*day-time.Second), actor: system, command: workflow.AutoClose{}, refused: problem.CloseNotAllowed},
		{id: "M1.11 only while waiting", desk: "studio", ticket: since(policy.InProgress, 70*day), actor: system, command: workflow.AutoClose{}, refused: problem.CloseNotAllowed},
		{id: "M1.11 only the clock", desk: "studio", ticket: since(policy.WaitingOnCustomer, 7*day), actor: agent, command: workflow.AutoClose{}, refused: problem.Forbidden},
		{id: "M1.11 a reply is refused", desk: "studio", ticket: agedClosed(time.Hour), actor: customer, command: text, refused: problem.TicketClosed},
		{id: "M1.11 nobody reopens", desk: "studio", ticket: agedClosed(time.Hour), actor: agent, command: workflow.Reopen{}, refused: problem.TicketClosed},
		{id: "M1.8 attachments afterwards", desk: "studio", ticket: ticket(policy.Open), actor: customer, command: workflow.Reply{Attachments: 1}, status: policy.Open},

		{id: "M2.3 three statuses only", desk: "saas", ticket: ticket(policy.Open), actor: agent, command: workflow.ChangeStatus{To: policy.WaitingOnCustomer}, refused: problem.StatusNotUsed},
		{id: "M2.6 a reply reopens", desk: "saas", ticket: agedClosed(900 * day), actor: customer, command: text, status: policy.Open, followUp: workflow.Reopened},
		{id: "M2.6 anyone's reply reopens", desk: "saas", ticket: agedClosed(day), actor: agent, command: text, status: policy.InProgress, followUp: workflow.Reopened},
		{id: "M2.8 status", desk: "saas", ticket: ticket(policy.Open), actor: customer, command: workflow.ChangeStatus{To: policy.InProgress}, refused: problem.StaffOnly},
		{id: "M2.8 priority", desk: "saas", ticket: ticket(policy.Open), actor: customer, command: workflow.ChangePriority{To: policy.Low}, refused: problem.PriorityChangeRefused},
		{id: "M2.8 closing", desk: "saas", ticket: ticket(policy.Open), actor: customer, command: workflow.Close{HasMessage: true}, refused: problem.CloseNotAllowed},
		{id: "M2.8 reopening without a word", desk: "saas", ticket: agedClosed(day), actor: customer, command: workflow.Reopen{}, refused: problem.ReopenNotAllowed},
		{id: "M2.2 priority at opening", desk: "saas", actor: customer, command: workflow.Open{Priority: &urgent}, status: policy.Open},
		{id: "M2 answered", desk: "saas", ticket: ticket(policy.Open), actor: agent, command: text, status: policy.InProgress},

		{id: "M3.4 a reply is added", desk: "mail", ticket: ticket(policy.WaitingOnCustomer), actor: customer, command: text, status: policy.InProgress},
		{id: "M3.5 resolved", desk: "mail", ticket: ticket(policy.InProgress), actor: agent, command: workflow.Resolve{}, status: policy.Resolved},
		{id: "M3.5 a reply reopens", desk: "mail", ticket: ticket(policy.Resolved), actor: customer, command: text, status: policy.InProgress, followUp: workflow.Reopened},
		{id: "M3.6 four days", desk: "mail", ticket: since(policy.Resolved, 4*day), actor: system, command: workflow.AutoClose{}, status: policy.Closed},
		{id: "M3.6 no reopening", desk: "mail", ticket: agedClosed(time.Minute), actor: agent, command: workflow.Reopen{}, refused: problem.TicketClosed},
		{id: "M3.8 a new ticket", desk: "mail", ticket: agedClosed(time.Minute), actor: customer, command: text, status: policy.Closed, followUp: workflow.NewLinked},
		{id: "M3.8 not for staff", desk: "mail", ticket: agedClosed(time.Minute), actor: agent, command: text, refused: problem.TicketClosed},
		{id: "M3.5 only there", desk: "portal", ticket: ticket(policy.Open), actor: agent, command: workflow.Resolve{}, refused: problem.StatusNotUsed},

		{id: "M4.13 in development", desk: "portal", ticket: ticket(policy.InProgress), actor: agent, command: workflow.ChangeStatus{To: policy.InDevelopment}, status: policy.InDevelopment},
		{id: "M4.14 lower and raise", desk: "portal", ticket: ticket(policy.Open), actor: customer, command: workflow.ChangePriority{To: policy.High}, status: policy.Open},
		{id: "M4.14 never to blocking", desk: "portal", ticket: ticket(policy.Open), actor: customer, command: workflow.ChangePriority{To: policy.Urgent}, refused: problem.PriorityRaiseRefused},
		{id: "M4.14 staff may", desk: "portal", ticket: ticket(policy.Open), actor: agent, command: workflow.ChangePriority{To: policy.Urgent}, status: policy.Open},
		{id: "M4.14 born blocking", desk: "portal", actor: customer, command: workflow.Open{Priority: &urgent}, status: policy.Open},
		{id: "M4.14 the reference person", desk: "portal", ticket: ticket(policy.Open), actor: customer, command: workflow.ChangePerson{To: 7}, status: policy.Open},
		{id: "M4.14 staff too", desk: "portal", ticket: ticket(policy.InProgress), actor: agent, command: workflow.ChangePerson{To: 7}, status: policy.InProgress},
		{id: "M4.17 not when closed", desk: "portal", ticket: agedClosed(day), actor: customer, command: workflow.ChangePerson{To: 7}, refused: problem.TicketClosed},
		{id: "M1.11 not when closed", desk: "studio", ticket: agedClosed(day), actor: agent, command: workflow.ChangePerson{}, refused: problem.TicketClosed},
		{id: "M4.15 all or nothing", desk: "portal", ticket: ticket(policy.WaitingOnCustomer), actor: customer, command: workflow.Reply{HasText: true, Priority: &urgent}, refused: problem.PriorityRaiseRefused},
		{id: "M4.16 with a message", desk: "portal", ticket: ticket(policy.Open), actor: customer, command: workflow.Close{HasMessage: true}, status: policy.Closed},
		{id: "M4.16 never without", desk: "portal", ticket: ticket(policy.Open), actor: customer, command: workflow.Close{}, refused: problem.MessageRequired},
		{id: "M4.16 not in the first minutes", desk: "portal", ticket: old(policy.Open, 5*time.Minute-time.Second), actor: customer, command: workflow.Close{HasMessage: true}, refused: problem.TooEarlyToClose},
		{id: "M4.16 after five", desk: "portal", ticket: old(policy.Open, 5*time.Minute), actor: customer, command: workflow.Close{HasMessage: true}, status: policy.Closed},
		{id: "M4.17 within fifteen days", desk: "portal", ticket: agedClosed(15 * day), actor: customer, command: text, status: policy.InProgress, followUp: workflow.Reopened},
		{id: "M4.17 later", desk: "portal", ticket: agedClosed(15*day + time.Second), actor: customer, command: text, refused: problem.ReopenWindowPassed},
	} {
		t.Run(r.desk+" "+r.id, func(t *testing.T) {
			d, err := workflow.Decide(all[r.desk], r.ticket, r.actor, r.command, noon)
			if r.refused != "" {
				if !problem.Is(err, r.refused) {
					t.Fatalf("got %+v, %v; want %s", d.After, err, r.refused)
				}
				return
			}
			if err != nil || d.After.Status != r.status || d.FollowUp != r.followUp {
				t.Fatalf("got %s %q, %v; want %s %q", d.After.Status, d.FollowUp, err, r.status, r.followUp)
			}
		})
	}
}

// M4.15: a reply with changes of person and priority, and closing, is one act.
func TestReplyIsOneAct(t *testing.T) {
	low, person := policy.Low, int64(7)
	reply := workflow.Reply{HasText: true, Priority: &low, PersonID: &person, Close: true}
	d, err := workflow.Decide(presets(t)["portal"], ticket(policy.WaitingOnCustomer), customer, reply, noon)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []event.Kind
	for _, e := range d.Events {
		kinds = append(kinds, e.Kind)
	}
	want := []event.Kind{event.MessageAdded, event.PriorityChanged, event.PersonChanged, event.StatusChanged}
	if len(kinds) != len(want) {
		t.Fatalf("got %v, want %v", kinds, want)
	}
	for i := range want {
		if kinds[i] != want[i] {
			t.Fatalf("got %v, want %v", kinds, want)
		}
	}
	if d.After.Status != policy.Closed || d.After.Priority != low || d.After.PersonID != person || !d.After.ClosedAt.Equal(noon) {
		t.Fatalf("got %+v", d.After)
	}
}

// M1.11: the reason is on record, and gone when the ticket is open again.
func TestAutoCloseKeepsItsReason(t *testing.T) {
	d, err := workflow.Decide(presets(t)["studio"], since(policy.WaitingOnCustomer, 8*24*time.Hour), system, workflow.AutoClose{}, noon)
	if err != nil || d.After.CloseReason != workflow.AutoClosed || d.Events[0].Reason != workflow.AutoClosed {
		t.Fatalf("got %+v, %v", d, err)
	}
}

// M1.10: a first answer to a ticket that is nobody's takes it in charge; M2.7: customers see that only where staff is named.
func TestFirstAnswerTakesInCharge(t *testing.T) {
	for desk, hidden := range map[string]bool{"saas": true, "portal": false} {
		d, err := workflow.Decide(presets(t)[desk], ticket(policy.Open), agent, workflow.Reply{HasText: true}, noon)
		if err != nil || d.After.AssigneeID != agent.UserID || !d.After.FirstRespondedAt.Equal(noon) {
			t.Fatalf("%s: %+v, %v", desk, d.After, err)
		}
		for _, e := range d.Events {
			if e.Kind == event.AssigneeChanged && e.StaffOnly != hidden {
				t.Errorf("%s: assignment staff-only = %t", desk, e.StaffOnly)
			}
		}
	}
}

// M1.11, M4.14: a refusal speaks the caller's language, in the desk's words, and names the way out.
func TestRefusalsSpeakTheCallersLanguage(t *testing.T) {
	urgent := workflow.ChangePriority{To: policy.Urgent}
	for _, r := range []struct {
		desk, language, want string
		ticket               workflow.Ticket
		actor                workflow.Actor
		command              workflow.Command
	}{
		{"portal", "es", "Un ticket existente no puede pasar a «Bloqueante»: abre un ticket nuevo.", ticket(policy.Open), customer, urgent},
		{"portal", "en", "A ticket can't go from “In charge” to “Unassigned”.", ticket(policy.InProgress), agent, workflow.ChangeStatus{To: policy.Open}},
		{"studio", "it", "Il ticket è chiuso: non può essere riaperto, apri un nuovo ticket indicando il numero di questo.", ticket(policy.Closed), customer, workflow.Reply{HasText: true}},
		{"guided", "it", "Il ticket è chiuso: prima riaprilo.", ticket(policy.Closed), agent, workflow.Take{}},
		{"saas", "it", "Il ticket non può essere riaperto: lo riapre solo una risposta.", ticket(policy.Closed), customer, workflow.Reopen{}},
	} {
		_, err := workflow.Decide(presets(t)[r.desk], r.ticket, r.actor, r.command, noon)
		list := problem.Of(err)
		if len(list) != 1 {
			t.Fatalf("%s: got %v, want one problem", r.desk, list)
		}
		if got := list[0].Message(r.language); got != r.want {
			t.Errorf("%s: got %q, want %q", r.desk, got, r.want)
		}
	}
}
