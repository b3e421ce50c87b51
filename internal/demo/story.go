package demo

import (
	"time"

	"sportello/internal/event"
	"sportello/internal/policy"
	"sportello/internal/workflow"
)

// story lets a ticket live from its opening on, until it is closed, somebody falls silent, or the present comes.
type story struct {
	voice
	*life
	now   time.Time
	at    time.Time // of the newest act
	agent user
	files float64 // chance of a file on a message; 0 to 1
	email string  // of who opens the ticket
	brisk bool    // everybody answers within minutes, at any hour
	over  bool
	err   error
}

// fail keeps the first error and ends the story.
func (s *story) fail(err error) {
	if err != nil && s.err == nil {
		s.err, s.over = err, true
	}
}

func (s *story) customer() workflow.Actor {
	return workflow.Actor{Kind: event.Customer, UserID: s.state.RequesterID}
}

func (s *story) staff() workflow.Actor {
	return workflow.Actor{Kind: event.Staff, UserID: s.agent.id}
}

// do lets somebody act after a while, and reports whether they did: the clock may close the ticket first, and nothing
// happens after the present.
func (s *story) do(by workflow.Actor, mean time.Duration, command workflow.Command, kind string, write func() string) bool {
	if s.over {
		return false
	}
	at := s.next(by, mean)
	due, closes := workflow.DueAutoClose(s.desk.policy, s.state)
	if at.After(s.now) || closes && !at.Before(due) {
		s.over = true
		return false
	}
	var w *said
	if write != nil {
		w = &said{kind: kind, text: write()}
		if kind == reply && s.desk.policy.Attachments.OnReply {
			w.file = s.file()
		}
	}
	s.fail(s.act(by, command, w, at))
	s.at = at
	return s.err == nil
}

// next is when somebody gets round to it.
func (s *story) next(by workflow.Actor, mean time.Duration) time.Time {
	if s.brisk {
		return whole(s.at.Add(time.Duration(s.between(150, 360)) * time.Second))
	}
	at := s.at.Add(s.wait(mean))
	if by.Kind == event.Staff {
		return s.workingTime(at, s.desk.zone)
	}
	return whole(at)
}

// says lets somebody reply.
func (s *story) says(by workflow.Actor, mean time.Duration, write func() string) {
	s.do(by, mean, workflow.Reply{HasText: true}, reply, write)
}

// silence ends the story in so many of a hundred cases.
func (s *story) silence(percent int) {
	if !s.brisk && s.chance(percent) {
		s.over = true
	}
}

// tell is the whole story of a ticket that is open already.
func (s *story) tell() error {
	if s.brisk {
		return s.tellNow()
	}
	s.takeUp()
	s.talk()
	s.end()
	s.afterwards()
	s.clock()
	s.tidy()
	return s.err
}

// tellNow is a talk that goes on at present.
func (s *story) tellNow() error {
	s.do(s.staff(), 0, workflow.Take{}, "", nil)
	s.noteDown(s.Note)
	s.exchange()
	s.says(s.staff(), 0, s.answer)
	return s.err
}

// takeUp: somebody is put in charge, or whoever answers first will be.
func (s *story) takeUp() {
	s.silence(2)
	switch lot := s.IntN(100); {
	case lot < 12:
		supervisor := workflow.Actor{Kind: event.Staff, UserID: s.desk.supervisor}
		s.do(supervisor, time.Hour, workflow.Assign{To: s.agent.id}, "", nil)
	case lot < 75:
		s.do(s.staff(), 2*time.Hour, workflow.Take{}, "", nil)
	}
	if s.chance(9) {
		if p := pick(s.dice, s.desk.policy.UsedPriorities()); p != s.state.Priority {
			s.do(s.staff(), 10*time.Minute, workflow.ChangePriority{To: p}, "", nil)
		}
	}
	if s.chance(12) {
		s.noteDown(s.Note)
	}
}

func (s *story) noteDown(list []string) {
	s.do(s.staff(), 20*time.Minute, workflow.AddNote{}, note, func() string { return s.speak(list) })
}

// talk: questions and their answers, now and then by way of the developers or a colleague.
func (s *story) talk() {
	if s.chance(40) {
		s.exchange()
	}
	if s.chance(5) {
		s.handOver()
	}
	if s.desk.policy.Uses(policy.InDevelopment) && s.chance(12) {
		s.do(s.staff(), time.Hour, workflow.ChangeStatus{To: policy.InDevelopment}, "", nil)
		s.noteDown(s.Develop)
		s.silence(8)
		s.at = s.at.Add(time.Duration(s.between(1, 9)) * 24 * time.Hour)
	}
	s.silence(3)
	s.says(s.staff(), 4*time.Hour, s.answer)
	if s.chance(20) {
		s.says(s.customer(), 4*time.Hour, func() string { return s.speak(s.Still) })
		s.silence(3)
		s.says(s.staff(), 4*time.Hour, s.secondAnswer)
	}
}

// exchange: staff ask, the customer answers.
func (s *story) exchange() {
	x := pick(s.dice, s.Exchange)
	s.says(s.staff(), 3*time.Hour, func() string { return s.question(x) })
	s.silence(4)
	s.says(s.customer(), 5*time.Hour, func() string { return s.detail(x) })
}

// handOver gives the ticket to a colleague.
func (s *story) handOver() {
	colleague := pick(s.dice, s.desk.agents)
	if colleague.id == s.agent.id {
		return
	}
	if s.do(s.staff(), time.Hour, workflow.Assign{To: colleague.id}, "", nil) {
		s.noteDown(s.Handover)
		s.putInCharge(colleague)
	}
}

// putInCharge says who speaks for the desk from now on, and how they sign.
func (s *story) putInCharge(agent user) {
	s.agent = agent
	s.life.facts.agent = s.desk.name
	if s.desk.policy.Visibility.ShowsStaff() {
		s.life.facts.agent = agent.name
	}
}

// clock closes what has waited for too long (M1.11, M3.6).
func (s *story) clock() {
	due, closes := workflow.DueAutoClose(s.desk.policy, s.state)
	if s.err == nil && closes && !due.After(s.now) {
		s.fail(s.act(workflow.Actor{Kind: event.System}, workflow.AutoClose{}, nil, due))
		s.at = due
	}
}
