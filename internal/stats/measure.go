package stats

// Measure is a number that can be asked for. The contract (schema.graphqls, TicketMeasure) defines each.
type Measure string

// The measures.
const (
	Opened     Measure = "OPENED"
	Solved     Measure = "SOLVED"
	Closed     Measure = "CLOSED"
	Reopened   Measure = "REOPENED"
	Merged     Measure = "MERGED"
	Backlog    Measure = "BACKLOG"
	RepliesIn  Measure = "REPLIES_IN"
	RepliesOut Measure = "REPLIES_OUT"

	FirstResponseAverage Measure = "FIRST_RESPONSE_AVERAGE"
	FirstResponseMedian  Measure = "FIRST_RESPONSE_MEDIAN"
	FirstResponseP90     Measure = "FIRST_RESPONSE_P90"
	FirstResponseP95     Measure = "FIRST_RESPONSE_P95"
	ResolutionAverage    Measure = "RESOLUTION_AVERAGE"
	ResolutionMedian     Measure = "RESOLUTION_MEDIAN"
	ResolutionP90        Measure = "RESOLUTION_P90"
	ResolutionP95        Measure = "RESOLUTION_P95"
	WaitingAverage       Measure = "WAITING_AVERAGE"
	WaitingMedian        Measure = "WAITING_MEDIAN"
	WaitingP90           Measure = "WAITING_P90"
	WaitingP95           Measure = "WAITING_P95"

	FirstResponseKept     Measure = "FIRST_RESPONSE_KEPT"
	FirstResponseBreached Measure = "FIRST_RESPONSE_BREACHED"
	NextResponseBreached  Measure = "NEXT_RESPONSE_BREACHED"
	ResolutionKept        Measure = "RESOLUTION_KEPT"
	ResolutionBreached    Measure = "RESOLUTION_BREACHED"
	OneTouchShare         Measure = "ONE_TOUCH_SHARE"
)

// Measures are all of them, in the order of the contract.
func Measures() []Measure {
	return []Measure{
		Opened, Solved, Closed, Reopened, Merged, Backlog, RepliesIn, RepliesOut,
		FirstResponseAverage, FirstResponseMedian, FirstResponseP90, FirstResponseP95,
		ResolutionAverage, ResolutionMedian, ResolutionP90, ResolutionP95,
		WaitingAverage, WaitingMedian, WaitingP90, WaitingP95,
		FirstResponseKept, FirstResponseBreached, NextResponseBreached, ResolutionKept, ResolutionBreached, OneTouchShare,
	}
}

// stream is something that is gathered for each group and stretch of time: how often it was, and for durations how long.
type stream uint8

// The streams.
const (
	ofOpened stream = iota
	ofSolved
	ofClosed
	ofReopened
	ofMerged
	ofBacklog // what came in less what went out
	ofRepliesIn
	ofRepliesOut
	ofBreachedFirst
	ofBreachedNext
	ofBreachedResolution
	ofFirst      // duration
	ofResolution // duration
	ofWaiting    // duration
	ofKeptFirst
	ofKeptResolution
	ofOneTouch
	ofDone // that are solved now: what a share is of

	streams
)

// statistic is what is made of a stream.
type statistic uint8

const (
	howOften statistic = iota
	average
	percentile
	share   // of ofDone
	running // sum up to the stretch
)

// recipe says how a measure is made.
type recipe struct {
	of      stream
	as      statistic
	percent int
}

// recipeOf is a measure's; false: there is no such measure.
func recipeOf(m Measure) (recipe, bool) {
	r, known := recipes()[m]
	return r, known
}

func recipes() map[Measure]recipe {
	all := map[Measure]recipe{
		Opened: {of: ofOpened}, Solved: {of: ofSolved}, Closed: {of: ofClosed}, Reopened: {of: ofReopened}, Merged: {of: ofMerged},
		Backlog: {of: ofBacklog, as: running}, RepliesIn: {of: ofRepliesIn}, RepliesOut: {of: ofRepliesOut},
		FirstResponseKept: {of: ofKeptFirst}, FirstResponseBreached: {of: ofBreachedFirst}, NextResponseBreached: {of: ofBreachedNext},
		ResolutionKept: {of: ofKeptResolution}, ResolutionBreached: {of: ofBreachedResolution}, OneTouchShare: {of: ofOneTouch, as: share},
	}
	for of, four := range map[stream][4]Measure{
		ofFirst:      {FirstResponseAverage, FirstResponseMedian, FirstResponseP90, FirstResponseP95},
		ofResolution: {ResolutionAverage, ResolutionMedian, ResolutionP90, ResolutionP95},
		ofWaiting:    {WaitingAverage, WaitingMedian, WaitingP90, WaitingP95},
	} {
		all[four[0]] = recipe{of: of, as: average}
		for i, percent := range [...]int{50, 90, 95} {
			all[four[i+1]] = recipe{of: of, as: percentile, percent: percent}
		}
	}
	return all
}
