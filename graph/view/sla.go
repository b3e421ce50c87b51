package view

import (
	"time"

	"sportello/internal/calendar"
	"sportello/internal/duetime"
	"sportello/internal/moment"
)

// SLA is the contract's type of the same name.
type SLA struct {
	Target                     duetime.Promise
	Count                      calendar.Count
	State                      calendar.State
	DueAt, MetAt               moment.Moment
	WithinSeconds, UsedSeconds int
	RemainingSeconds           int
	Segments                   []*SLASegment
}

// SLASegment is the contract's type of the same name.
type SLASegment struct {
	From, To    moment.Moment
	Kind        calendar.Phase
	UsedSeconds int
}

// NewSLAs shows how promises stand.
func NewSLAs(standings []duetime.Standing) []*SLA {
	slas := make([]*SLA, len(standings))
	for i, s := range standings {
		slas[i] = &SLA{
			Target: s.Promise, Count: s.Target.Count, State: s.State, DueAt: moment.Of(s.DueAt), MetAt: moment.Of(s.StoppedAt),
			WithinSeconds: seconds(s.Target.After), UsedSeconds: seconds(s.Used), RemainingSeconds: seconds(s.Remaining),
			Segments: make([]*SLASegment, len(s.Segments)),
		}
		for j, segment := range s.Segments {
			slas[i].Segments[j] = &SLASegment{
				From: moment.Of(segment.From), To: moment.Of(segment.To), Kind: segment.Phase, UsedSeconds: seconds(segment.Used),
			}
		}
	}
	return slas
}

func seconds(d time.Duration) int { return int(d / time.Second) }

// DueEntry is the contract's type of the same name.
type DueEntry struct{ entry }

// Target is the promise.
func (e DueEntry) Target() duetime.Promise { return e.Note().Promise }

// DueAt is when it falls due.
func (e DueEntry) DueAt() moment.Moment { return moment.Of(e.Note().DueAt) }

// What is what the clock has to say.
func (e DueEntry) What() duetime.Outcome { return e.Note().Outcome }
