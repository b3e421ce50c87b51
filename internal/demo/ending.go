package demo

import (
	"time"

	"sportello/internal/policy"
	"sportello/internal/workflow"
)

// end closes the ticket in one of the ways that the desk has.
func (s *story) end() {
	if s.over {
		return
	}
	if s.desk.policy.Uses(policy.Resolved) && s.chance(90) {
		s.resolve()
		return
	}
	closing := s.desk.policy.Closing
	s.silence(10) // where the clock closes, it will
	switch lot := s.IntN(100); {
	case lot < 30 && closing.ByCustomer:
		s.do(s.customer(), 8*time.Hour, workflow.Close{HasMessage: true}, reply, func() string { return s.speak(s.Done) })
		return
	case lot < 55:
		s.says(s.customer(), 8*time.Hour, func() string { return s.speak(s.Thanks) })
	case lot < 75 && closing.Automatic.After > 0:
		s.over = true
	}
	s.closeByStaff()
}

func (s *story) closeByStaff() {
	if s.chance(50) {
		s.do(s.staff(), 10*time.Hour, workflow.Close{HasMessage: true}, reply, func() string { return s.speak(s.Hello, s.Closing) })
		return
	}
	s.do(s.staff(), 20*time.Hour, workflow.Close{}, "", nil)
}

// resolve announces the solution (M3.5); who does not agree answers.
func (s *story) resolve() {
	s.do(s.staff(), time.Hour, workflow.Resolve{}, "", nil)
	if s.chance(12) {
		s.says(s.customer(), 12*time.Hour, func() string { return s.speak(s.Still) })
		s.says(s.staff(), 4*time.Hour, s.secondAnswer)
		s.do(s.staff(), time.Hour, workflow.Resolve{}, "", nil)
	}
	s.over = true // the rest is the clock's
}

// afterwards: now and then it was not the end. Where the desk lets a reply reopen, it does; else the customer will come
// with a new ticket.
func (s *story) afterwards() {
	s.clock()
	if s.err != nil || s.state.Status != policy.Closed || !s.chance(8) {
		return
	}
	rule := s.desk.policy.Reopening
	if rule.ByReply == policy.Reopens && (rule.Within == 0 || s.chance(60)) {
		s.over = false
		s.reopen()
		return
	}
	s.resume = s.state.ClosedAt.Add(rule.Within.Std() + time.Duration(s.between(1, 20))*24*time.Hour)
}

// reopen is another round, by a reply (M2.6, M4.17).
func (s *story) reopen() {
	s.at = s.at.Add(time.Duration(s.between(1, 5)) * 24 * time.Hour)
	s.says(s.customer(), 12*time.Hour, s.again)
	s.silence(10)
	s.says(s.staff(), 5*time.Hour, s.secondAnswer)
	s.silence(10)
	s.closeByStaff()
}

// longSilent is how long a ticket stands still until staff tidy up.
const longSilent = 45 * 24 * time.Hour

// tidy closes nearly all that nobody has spoken of for long.
func (s *story) tidy() {
	if s.err != nil || s.state.Status.Over() || s.now.Sub(s.at) < longSilent || s.chance(2) {
		return
	}
	s.over = false
	s.at = s.at.Add(longSilent / 2)
	s.closeByStaff()
}
