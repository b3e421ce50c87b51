package compose

import (
	"time"

	"sportello/internal/policy"
)

// way is what a desk's rules say of a ticket as it stands: what an answer does, and what happens without one.
type way struct {
	Closed   bool
	Resolved bool
	Reopens  bool // an answer to the RESOLVED ticket takes it up again (M3.5)

	Silence span // after which the clock closes it; zero: never (M1.11, M3.6)

	// What an answer does once it is closed.
	Reply      string // policy.ReplyRule
	Within     span   // of closing; zero: for good (M4.17)
	Afterwards string // policy.ReplyRule
}

func wayOf(p *policy.Policy, status policy.Status) way {
	_, reopens := p.Moves.CustomerReply[policy.Resolved]
	w := way{
		Closed:     status == policy.Closed,
		Resolved:   status == policy.Resolved,
		Reopens:    reopens,
		Reply:      string(p.Reopening.ByReply),
		Within:     spanOf(p.Reopening.Within),
		Afterwards: string(p.Reopening.Afterwards),
	}
	if p.Closing.Automatic.From == status && !w.Closed {
		w.Silence = spanOf(p.Closing.Automatic.After)
	}
	return w
}

// span is a duration as people say it: in days where it is whole days, else in hours, rounded up.
type span struct{ Days, Hours int }

// Any reports whether there is one.
func (s span) Any() bool { return s != span{} }

func spanOf(d policy.Duration) span {
	if d.Std()%(24*time.Hour) == 0 {
		return span{Days: d.Days()}
	}
	return span{Hours: int((d.Std() + time.Hour - 1) / time.Hour)}
}
