package workflow_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sportello/internal/event"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/workflow"
)

func anyCommand(t *rapid.T) workflow.Command {
	status := rapid.SampledFrom(policy.Statuses())
	priority := rapid.SampledFrom(policy.Priorities())
	switch rapid.IntRange(0, 12).Draw(t, "command") {
	case 0:
		return workflow.Take{}
	case 1:
		return workflow.Assign{To: rapid.Int64Range(0, 3).Draw(t, "to")}
	case 2:
		reply := workflow.Reply{HasText: rapid.Bool().Draw(t, "text"), Attachments: rapid.IntRange(0, 2).Draw(t, "files"), Close: rapid.Bool().Draw(t, "close")}
		if rapid.Bool().Draw(t, "with priority") {
			p := priority.Draw(t, "priority")
			reply.Priority = &p
		}
		if rapid.Bool().Draw(t, "with person") {
			p := rapid.Int64Range(0, 3).Draw(t, "person")
			reply.PersonID = &p
		}
		return reply
	case 3:
		return workflow.AddNote{}
	case 4:
		return workflow.ChangeStatus{To: status.Draw(t, "status")}
	case 5:
		return workflow.ChangePriority{To: priority.Draw(t, "priority")}
	case 6:
		return workflow.Resolve{}
	case 7:
		return workflow.Close{HasMessage: rapid.Bool().Draw(t, "message")}
	case 8:
		return workflow.Reopen{}
	case 9:
		return workflow.ChangePerson{To: rapid.Int64Range(0, 3).Draw(t, "person")}
	case 10:
		into := ticket(status.Draw(t, "status of the other"))
		into.ID = rapid.Int64Range(0, 2).Draw(t, "other")
		into.RequesterID = rapid.Int64Range(1, 2).Draw(t, "requester of the other")
		into.MergedInto = rapid.SampledFrom([]int64{0, 0, 0, 3}).Draw(t, "where the other is")
		return workflow.Merge{Into: &into}
	case 11:
		return workflow.Unmerge{Former: status.Draw(t, "former status")}
	default:
		return workflow.AutoClose{}
	}
}

// No sequence of commands leaves the desk's statuses or priorities; a closed ticket never changes without a reopen; the
// events describe exactly the difference; Decide is a function; Can agrees with it.
func TestAnySequenceKeepsTheRules(t *testing.T) {
	all := presets(t)
	rapid.Check(t, func(t *rapid.T) {
		p := anyPolicy(all).Draw(t, "policy")
		now := noon
		opened, err := workflow.Decide(p, workflow.Ticket{}, customer, workflow.Open{}, now)
		if err != nil {
			t.Fatal(err)
		}
		state := opened.After
		for range rapid.IntRange(1, 25).Draw(t, "length") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(20*24*time.Hour)).Draw(t, "later")))
			actor := rapid.SampledFrom([]workflow.Actor{customer, agent, system}).Draw(t, "actor")
			command := anyCommand(t)
			before, rules := state, fmt.Sprintf("%+v", *p)
			agree(t, p, state, actor, command, now)
			d, err := workflow.Decide(p, state, actor, command, now)
			again, errAgain := workflow.Decide(p, state, actor, command, now)
			if !reflect.DeepEqual(d, again) || (err == nil) != (errAgain == nil) || state != before || fmt.Sprintf("%+v", *p) != rules {
				t.Fatalf("%T is no function", command)
			}
			if err != nil {
				if _, ok := errors.AsType[*problem.Error](err); !ok {
					t.Fatalf("%T answers %v, no problem", command, err)
				}
				continue
			}
			consistent(t, p, before, d)
			timed(t, before, d, now)
			state = d.After
		}
	})
}

func consistent(t *rapid.T, p *policy.Policy, before workflow.Ticket, d workflow.Decision) {
	after := d.After
	if !p.Uses(after.Status) || after.Status == policy.Draft || !p.UsesPriority(after.Priority) {
		t.Fatalf("left the desk's words: %+v", after)
	}
	if (after.Status == policy.Closed) == after.ClosedAt.IsZero() {
		t.Fatalf("closed and closedAt disagree: %+v", after)
	}
	replayed := before
	for _, e := range d.Events {
		switch e.Kind {
		case event.StatusChanged:
			if string(replayed.Status) != e.From || e.From == e.To {
				t.Fatalf("status event %+v after %s", e, replayed.Status)
			}
			replayed.Status = policy.Status(e.To)
		case event.PriorityChanged:
			replayed.Priority = policy.Priority(e.To)
		case event.AssigneeChanged:
			replayed.AssigneeID = number(e.To)
		case event.PersonChanged:
			replayed.PersonID = number(e.To)
		case event.TicketsMerged:
			if e.From != "" || number(e.To) != after.MergedInto || before.MergedInto != 0 {
				t.Fatalf("merged by %+v: %+v", e, after)
			}
			replayed.MergedInto = after.MergedInto
		case event.TicketsUnmerged:
			if after.MergedInto != 0 || number(e.To) != before.MergedInto {
				t.Fatalf("separated by %+v: %+v", e, after)
			}
			replayed.MergedInto = 0
		case event.MessageAdded:
		case event.NoteAdded:
			if !e.StaffOnly {
				t.Fatal("customers see a note")
			}
		default:
			t.Fatalf("unexpected event %+v", e)
		}
	}
	if replayed.Status != after.Status || replayed.Priority != after.Priority || replayed.AssigneeID != after.AssigneeID || replayed.PersonID != after.PersonID || replayed.MergedInto != after.MergedInto {
		t.Fatalf("events lead to %+v, the decision to %+v", replayed, after)
	}
	onlyNotes := !slices.ContainsFunc(d.Events, func(e event.Event) bool { return e.Kind != event.NoteAdded })
	merging := before.MergedInto != after.MergedInto
	if before.Status == policy.Closed && after.Status == policy.Closed && !merging && (!onlyNotes || before != after) {
		t.Fatalf("a closed ticket changed: %+v", d)
	}
}

// timed checks the times and counts that hang on the status.
func timed(t *rapid.T, before workflow.Ticket, d workflow.Decision, now time.Time) {
	after := d.After
	want := before
	want.Status, want.Priority, want.AssigneeID, want.PersonID = after.Status, after.Priority, after.AssigneeID, after.PersonID
	want.FirstRespondedAt, want.CloseReason, want.MergedInto = after.FirstRespondedAt, after.CloseReason, after.MergedInto
	if after.Status != before.Status {
		want.StatusSince = now
		switch {
		case before.MergedInto != 0:
			want.ClosedAt = time.Time{}
		case after.Status == policy.Closed:
			want.ClosedAt = now
		case after.Status == policy.Resolved:
			want.ResolvedAt = now
		case before.Status.Over():
			want.ClosedAt, want.ResolvedAt = time.Time{}, time.Time{}
			want.ReopenCount++
		}
	}
	if after != want {
		t.Fatalf("%s became %+v, want %+v", before.Status, after, want)
	}
	if (d.FollowUp == workflow.Reopened) && after.ReopenCount == before.ReopenCount {
		t.Fatal("reopened, but not counted")
	}
}

func number(text string) int64 {
	var n int64
	for _, digit := range text {
		n = n*10 + int64(digit-'0')
	}
	return n
}

// agree checks that Can says of a command what Decide does.
func agree(t *rapid.T, p *policy.Policy, state workflow.Ticket, actor workflow.Actor, command workflow.Command, now time.Time) {
	can := workflow.Can(p, state, actor, now)
	d, err := workflow.Decide(p, state, actor, command, now)
	var allowed bool
	switch c := command.(type) {
	case workflow.Take:
		allowed = can.Take == nil
	case workflow.AddNote:
		allowed = can.AddNote == nil
	case workflow.Resolve:
		if err == nil && len(d.Events) == 0 {
			return // it is so already: accepted, but not offered
		}
		allowed = can.Resolve == nil
	case workflow.Close:
		if !c.HasMessage {
			return // a message can be written
		}
		allowed = can.Close == nil
	case workflow.Assign:
		allowed = can.Assign == nil
	case workflow.ChangePerson:
		allowed = can.ChangePerson == nil
	case workflow.Reopen:
		allowed = can.Reopen == nil
	case workflow.Merge:
		if err != nil && can.Merge == nil {
			return // into another ticket it may be
		}
		allowed = can.Merge == nil
	case workflow.Unmerge:
		allowed = can.Unmerge == nil
	case workflow.ChangeStatus:
		if c.To == state.Status {
			return
		}
		allowed = slices.Contains(can.StatusChoices, c.To)
	case workflow.ChangePriority:
		if c.To == state.Priority {
			return
		}
		allowed = slices.Contains(can.PriorityChoices, c.To)
	case workflow.Reply:
		if !c.HasText || c.Attachments > 0 || c.Priority != nil || c.PersonID != nil || c.Close {
			return
		}
		allowed = can.Reply == nil
		if allowed && can.ReplyOpensNewTicket != (d.FollowUp == workflow.NewLinked) {
			t.Fatalf("Can says a new ticket opens: %t; Decide: %q", can.ReplyOpensNewTicket, d.FollowUp)
		}
	default:
		return
	}
	if allowed != (err == nil) {
		t.Fatalf("Can says of %T %t, Decide says %v (%+v by %s)", command, allowed, err, state, actor.Kind)
	}
}
