package desk_test

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

// Whatever people do one after the other, what is kept on a ticket agrees with its messages and its timeline, both
// audiences count without a gap, and a refusal leaves nothing behind.
func TestSequences(t *testing.T) {
	o := newOffice(t)
	var counters []*counter
	for _, preset := range policy.PresetNames() {
		counters = append(counters, o.counter(preset))
	}
	rapid.Check(t, func(t *rapid.T) {
		s := &sequence{T: t, counter: rapid.SampledFrom(counters).Draw(t, "desk")}
		s.start()
		for range rapid.IntRange(1, 12).Draw(t, "length") {
			s.step()
		}
		faults, err := o.audit(s.seen...)
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range faults {
			t.Error(fault)
		}
	})
}

// sequence is one run: a ticket, and those that were opened in its place.
type sequence struct {
	*rapid.T
	*counter
	seen []int64
	last int64
}

func (s *sequence) start() {
	s.pass(time.Second)
	viewer := rapid.SampledFrom([]*access.Viewer{s.customer, s.technician, s.agent}).Draw(s.T, "requester")
	out, err := s.openAs(context.Background(), viewer, desk.OpenInput{
		TenantID: s.tenant, Subject: "Una domanda", Description: "Come si stampa\nquesto?", PersonID: s.anyPerson(),
	})
	if err != nil {
		s.Fatal(err)
	}
	s.last = out.TicketID
	s.seen = append(s.seen, s.last)
}

// step is one act of anybody.
func (s *sequence) step() {
	names := []string{"reply", "reply", "reply", "note", "take", "assign", "status", "priority", "resolve", "close", "reopen"}
	name := rapid.SampledFrom(names).Draw(s.T, "act")
	viewer := rapid.SampledFrom([]*access.Viewer{s.agent, s.second, s.customer, s.technician, s.observer, s.neighbour}).Draw(s.T, "by")
	s.pass(time.Duration(rapid.SampledFrom([]int{1, 600, 16 * 86400}).Draw(s.T, "seconds later")) * time.Second)
	before, told := s.ticket(s.last), len(s.heard())
	out, err := s.act(name, viewer)
	if err != nil {
		if len(problem.Of(err)) == 0 {
			s.Fatalf("%s: %v", name, err)
		}
		if after := s.ticket(s.last); after.String() != before.String() || len(s.heard()) != told {
			s.Fatalf("%s was refused (%v) and left\n%v, it was\n%v", name, err, after, before)
		}
		return
	}
	if out.TicketID != s.last {
		s.last = out.TicketID
		s.seen = append(s.seen, s.last)
		return
	}
	if after := s.ticket(s.last); (after.LastSeq != before.LastSeq) != (len(s.heard()) == told+1) {
		s.Fatalf("%s took seq from %d to %d with %d announcements", name, before.LastSeq, after.LastSeq, len(s.heard())-told)
	}
}

func (s *sequence) act(name string, v *access.Viewer) (*desk.Outcome, error) {
	ctx, id := context.Background(), s.last
	status := rapid.SampledFrom(policy.Statuses())
	priority := rapid.SampledFrom(append(policy.Priorities(), ""))
	switch name {
	case "reply":
		in := desk.ReplyInput{TicketID: id, Text: s.anyText(), Attachments: s.anyFiles(), Close: rapid.Bool().Draw(s.T, "close")}
		in.Priority = priority.Draw(s.T, "priority")
		if rapid.Bool().Draw(s.T, "with person") {
			person := s.anyPerson()
			in.PersonID = &person
		}
		return s.service.Reply(ctx, v, in)
	case "note":
		return s.service.AddNote(ctx, v, desk.AddNoteInput{TicketID: id, Text: s.anyText(), Attachments: s.anyFiles()})
	case "take":
		return s.service.Take(ctx, v, desk.TakeInput{TicketID: id})
	case "assign":
		to := rapid.SampledFrom([]int64{0, s.agent.UserID, s.second.UserID, s.analyst.UserID}).Draw(s.T, "to")
		return s.service.Assign(ctx, v, desk.AssignInput{TicketID: id, AssigneeID: to})
	case "status":
		return s.service.ChangeStatus(ctx, v, desk.ChangeStatusInput{TicketID: id, Status: status.Draw(s.T, "status")})
	case "priority":
		return s.service.ChangePriority(ctx, v, desk.ChangePriorityInput{TicketID: id, Priority: priority.Draw(s.T, "priority")})
	case "resolve":
		return s.service.Resolve(ctx, v, desk.ResolveInput{TicketID: id})
	case "close":
		return s.service.Close(ctx, v, desk.CloseInput{TicketID: id, Message: s.anyText()})
	default:
		return s.service.Reopen(ctx, v, desk.ReopenInput{TicketID: id})
	}
}

func (s *sequence) anyText() string {
	return rapid.SampledFrom([]string{"", "Sì", "Grazie,\n\nora funziona", "a\x00b", "perche\u0301"}).Draw(s.T, "text")
}

func (s *sequence) anyPerson() int64 {
	return rapid.SampledFrom([]int64{0, s.person}).Draw(s.T, "person")
}

func (s *sequence) anyFiles() []desk.AttachmentInput {
	files := make([]desk.AttachmentInput, rapid.IntRange(0, 2).Draw(s.T, "files"))
	for i := range files {
		files[i].File = s.file("foto.png", "x")
	}
	return files
}
