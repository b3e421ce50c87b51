package stats

import "time"

// ticket is one row as it goes into the columns. Instants are microseconds, as the tables have them.
type ticket struct {
	id, deskID int64

	status, priority, channel, flags       uint8
	tenant, requester, assignee, number    uint32
	created, updated, replied, closed, due int64
	answered, lived, solved                uint32
	events                                 []happened
	answers                                []answer

	facts
}

// facts are what is known of a ticket while its timeline is read, and needed no longer afterwards.
type facts struct {
	firstDue, resolutionDue int64
	initial                 uint8 // its status before the first change
	firstReply, lastOver    int64
	replies, returns        int // of staff, in public; from over
	newest                  int64
	merged                  bool
}

// answer is what was answered to a field of the form.
type answer struct {
	slot int
	code uint16
}

// entry is a line of a ticket's timeline.
type entry struct {
	at         int64
	what, from uint8  // event; status before it
	due        string // of a broken promise, RFC 3339
}

// tell adds an entry of the timeline, of which the oldest comes first.
func (t *ticket) tell(e entry) {
	e.at = max(e.at, t.newest, t.created) // of two servers one can be a little behind
	t.newest = e.at
	at := second(e.at)
	switch e.what {
	case whatNothing:
	case whatByStaff:
		t.flags |= flagByStaff
	case eventReplyOut:
		if t.firstReply == 0 {
			t.firstReply = e.at
		}
		t.replies++
		t.happen(at, e.what)
	case eventReplyIn:
		t.happen(at, e.what)
	case eventBreachedFirst, eventBreachedNext, eventBreachedResolution:
		if due, err := time.Parse(time.RFC3339, e.due); err == nil {
			t.happen(uint32(max(0, due.Unix())), e.what)
		}
	default:
		t.move(e)
	}
}

func (t *ticket) move(e entry) {
	if t.initial == 0 {
		t.initial = e.from
	}
	t.happen(second(e.at), e.what)
	done := over()
	is, was := done[e.what&eventStatus], done[e.from]
	switch {
	case is && !was:
		t.lastOver = e.at
	case was && !is && e.what&eventMerge == 0:
		t.returns++
	}
}

func (t *ticket) happen(at uint32, what uint8) {
	if len(t.events) < maxEvents {
		t.events = append(t.events, happened{at, what})
	}
}

// begin makes room for the opening, before the timeline is told.
func (t *ticket) begin() { t.events = append(t.events[:0], happened{at: second(t.created)}) }

// conclude works out what follows from the whole timeline.
func (t *ticket) conclude() {
	if t.initial == 0 {
		t.initial = t.status
	}
	t.events[0].what = t.initial
	if t.merged {
		t.flags |= flagMerged
	}
	if t.firstReply != 0 {
		t.answered = second(t.firstReply) - second(t.created) + 1
		if t.firstDue != 0 && t.firstReply <= t.firstDue {
			t.flags |= flagFirstKept
		}
	}
	t.live()
	if t.solved == 0 {
		return
	}
	if t.resolutionDue != 0 && t.lastOver <= t.resolutionDue {
		t.flags |= flagResolutionKept
	}
	if t.replies == 1 && t.returns == 0 {
		t.flags |= flagOneTouch
	}
}

// live finds since when a ticket is over, and how long it was not.
func (t *ticket) live() {
	done := over()
	var since uint32
	var was bool
	for i, e := range t.events {
		if e.what >= eventReplyIn {
			continue
		}
		is := done[e.what&eventStatus]
		switch {
		case i == 0 && is:
			t.solved = e.at
		case i == 0:
			since = e.at
		case is && !was:
			t.lived, t.solved = t.lived+e.at-since, e.at
		case was && !is:
			since, t.solved = e.at, 0
		}
		was = is
	}
	if t.solved == 0 {
		t.lived = 0
	}
}
