package stats_test

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"sportello/internal/access"
	"sportello/internal/calendar"
	"sportello/internal/desk"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/stats"
	"sportello/internal/store"
)

// record is a ticket as the tables tell it, for the slow and plain reference.
type record struct {
	id, desk, tenant, assignee int64
	status, priority, channel  string
	merged                     bool
	created                    time.Time
	firstDue, resolutionDue    time.Time
	lines                      []line
	answers                    map[string]string
	hours                      *calendar.Calendar
	hidden                     map[int64]bool
}

type line struct {
	at                            time.Time
	kind, actor, from, to, reason string
}

// records reads everything.
func (w *world) records() map[int64]*record {
	w.t.Helper()
	ctx := store.System(context.Background())
	all := map[int64]*record{}
	tickets, err := w.store.Read().Ticket.Query().All(ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, t := range tickets {
		r := &record{
			id: t.ID, desk: t.DeskID, tenant: t.TenantID, status: t.Status, priority: t.Priority, channel: t.Channel,
			merged: t.MergedIntoID != nil, created: t.CreatedAt.Time(), firstDue: t.FirstDueAt.Time(),
			resolutionDue: t.ResolutionDueAt.Time(), answers: map[string]string{},
		}
		if t.AssigneeID != nil {
			r.assignee = *t.AssigneeID
		}
		d, err := w.service.DeskOf(context.Background(), t.DeskID)
		if err != nil {
			w.t.Fatal(err)
		}
		if r.hours, err = d.Policy.Hours.Calendar(d.TimeZone); err != nil {
			w.t.Fatal(err)
		}
		for _, m := range []moment.Moment{t.CreatedAt, t.UpdatedAt, t.LastReplyAt, t.ClosedAt, t.DueAt} {
			if m != 0 {
				w.instants = append(w.instants, m.Time())
			}
		}
		all[t.ID] = r
	}
	entries, err := w.store.Read().TimelineEntry.Query().All(ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	slices.SortFunc(entries, func(a, b *timelineEntry) int { return cmp.Compare(a.Seq, b.Seq) })
	for _, e := range entries {
		all[e.TicketID].lines = append(all[e.TicketID].lines, line{e.CreatedAt.Time(), e.Kind, e.ActorKind, e.FromValue, e.ToValue, e.Reason})
	}
	fields, err := w.store.Read().TicketField.Query().All(ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, f := range fields {
		all[f.TicketID].answers[f.Key] = f.Value
	}
	return all
}

// list are the tickets that the list has.
func (w *world) list(v *access.Viewer, f *desk.TicketFilter) (ids []int64) {
	w.t.Helper()
	page := desk.Page{First: new(100)}
	for {
		found, err := w.service.Tickets(context.Background(), v, desk.TicketQuery{Filter: f, Page: page})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, t := range found.Tickets {
			ids = append(ids, t.ID)
		}
		if !found.HasNext {
			return ids
		}
		page.After = found.Cursor(len(found.Tickets) - 1)
	}
}

// occurrence is something that a measure counts: when it was, and how long it took.
type occurrence struct {
	at   time.Time
	took float64
}

func isOver(status string) bool { return policy.Status(status).Over() }

// status is what a ticket was at the end of an instant, from its timeline.
func (r *record) statusAt(before time.Time) string {
	status := "OPEN"
	for _, l := range r.lines {
		if l.kind == "STATUS_CHANGED" && l.at.Before(before) {
			status = l.to
		}
	}
	return status
}

// stretch is how long something lasted, in whole seconds of either kind.
func (r *record) stretch(from, to time.Time, working bool) float64 {
	from, to = from.Truncate(time.Second), to.Truncate(time.Second)
	if working && r.hours != nil {
		return math.Floor(r.hours.Working(from, to).Seconds())
	}
	return to.Sub(from).Seconds()
}

// solved is when the ticket became what it is, if that is over.
func (r *record) solved() (at time.Time, is bool) {
	for _, l := range r.lines {
		if l.kind == "STATUS_CHANGED" && isOver(l.from) != isOver(l.to) {
			at, is = l.at, isOver(l.to)
		}
	}
	return at, is
}

// stood is how long the ticket was in statuses that are chosen.
func (r *record) stood(chosen func(string) bool, working bool) (sum float64) {
	since, status := r.created, "OPEN"
	for _, l := range r.lines {
		if l.kind == "STATUS_CHANGED" {
			if chosen(status) {
				sum += r.stretch(since, l.at, working)
			}
			since, status = l.at, l.to
		}
	}
	return sum
}

func (r *record) replies() (list []line) {
	for _, l := range r.lines {
		if l.kind == "MESSAGE_ADDED" && l.actor == "STAFF" {
			list = append(list, l)
		}
	}
	return list
}

// happened is what a measure counts of a ticket; see the contract's definitions.
func (r *record) happened(measure string, working bool) (list []occurrence) {
	add := func(at time.Time, took float64) { list = append(list, occurrence{at, took}) }
	solved, isSolved := r.solved()
	replies := r.replies()
	switch {
	case measure == "OPENED":
		add(r.created, 0)
	case strings.HasPrefix(measure, "FIRST_RESPONSE_") && measure != "FIRST_RESPONSE_KEPT" && measure != "FIRST_RESPONSE_BREACHED":
		if !r.merged && len(replies) > 0 {
			add(replies[0].at, r.stretch(r.created, replies[0].at, working))
		}
	case strings.HasPrefix(measure, "RESOLUTION_") && measure != "RESOLUTION_KEPT" && measure != "RESOLUTION_BREACHED":
		if !r.merged && isSolved {
			add(solved, r.stood(func(s string) bool { return !isOver(s) }, working))
		}
	case strings.HasPrefix(measure, "WAITING_"):
		if !r.merged && isSolved {
			add(solved, r.stood(func(s string) bool { return s == "WAITING_ON_CUSTOMER" }, working))
		}
	case measure == "FIRST_RESPONSE_KEPT":
		if len(replies) > 0 && !r.firstDue.IsZero() && !replies[0].at.After(r.firstDue) {
			add(replies[0].at, 0)
		}
	case measure == "RESOLUTION_KEPT":
		if isSolved && !r.resolutionDue.IsZero() && !solved.After(r.resolutionDue) {
			add(solved, 0)
		}
	case measure == "ONE_TOUCH_SHARE":
		if !r.merged && isSolved {
			touch := 0.0
			if len(replies) == 1 && len(r.happened("REOPENED", false)) == 0 {
				touch = 1
			}
			add(solved, touch)
		}
	default:
		for _, l := range r.lines {
			if at, counts := l.counts(measure); counts {
				add(at, 0)
			}
		}
	}
	return list
}

// counts reports whether a line is counted by a measure, and when.
func (l line) counts(measure string) (time.Time, bool) {
	merge := l.reason == "merged" || l.reason == "unmerged"
	moved := l.kind == "STATUS_CHANGED"
	due := func(promise string) (time.Time, bool) {
		at, err := time.Parse(time.RFC3339Nano, l.to)
		return at, l.kind == "DUE_BREACHED" && l.from == promise && err == nil
	}
	switch measure {
	case "SOLVED":
		return l.at, moved && !merge && isOver(l.to) && !isOver(l.from)
	case "CLOSED":
		return l.at, moved && !merge && l.to == "CLOSED" && l.from != "CLOSED"
	case "REOPENED":
		return l.at, moved && !merge && isOver(l.from) && !isOver(l.to)
	case "MERGED":
		return l.at, moved && merge && isOver(l.to) && !isOver(l.from)
	case "REPLIES_IN":
		return l.at, l.kind == "MESSAGE_ADDED" && (l.actor == "CUSTOMER" || l.actor == "GUEST")
	case "REPLIES_OUT":
		return l.at, l.kind == "MESSAGE_ADDED" && l.actor == "STAFF"
	case "FIRST_RESPONSE_BREACHED":
		return due("FIRST_RESPONSE")
	case "NEXT_RESPONSE_BREACHED":
		return due("NEXT_RESPONSE")
	case "RESOLUTION_BREACHED":
		return due("RESOLUTION")
	}
	return time.Time{}, false
}

// name is the stretch of time that an instant lies in, spelled by the clock on the wall.
func name(i stats.Interval, at time.Time) string {
	switch i {
	case stats.Hour:
		return at.Format("2006-01-02T15 -0700")
	case stats.Day:
		return at.Format("2006-01-02")
	case stats.Week:
		year, week := at.ISOWeek()
		return fmt.Sprintf("%d week %d", year, week)
	case stats.Month:
		return at.Format("2006-01")
	case stats.Quarter:
		return fmt.Sprintf("%d quarter %d", at.Year(), (int(at.Month())+2)/3)
	case stats.Year:
		return at.Format("2006")
	}
	return ""
}

// group is where a ticket stands in a dimension, or what happened to it.
func (r *record) group(g stats.Group, at time.Time, v *access.Viewer) string {
	switch g.By {
	case stats.ByStatus:
		return r.status
	case stats.ByPriority:
		return r.priority
	case stats.ByChannel:
		return r.channel
	case stats.ByDesk:
		return fmt.Sprint(r.desk)
	case stats.ByTenant:
		return fmt.Sprint(r.tenant)
	case stats.ByAssignee:
		if r.assignee == 0 || r.hidden[r.desk] && !v.WorksOn(r.desk) {
			return ""
		}
		return fmt.Sprint(r.assignee)
	case stats.ByHourOfWeek:
		return fmt.Sprint((int(at.Weekday())+6)%7*24 + at.Hour())
	}
	steps := strings.Split(r.answers[g.Key], "/")
	if g.Depth > 0 && len(steps) > g.Depth {
		steps = steps[:g.Depth]
	}
	return strings.Join(steps, "/")
}

// summary is a statistic of what happened; nil where there is nothing.
func summary(measure string, list []occurrence) *float64 {
	var took []float64
	sum := 0.0
	for _, o := range list {
		took, sum = append(took, o.took), sum+o.took
	}
	slices.Sort(took)
	percentile := func(p float64) *float64 {
		if len(took) == 0 {
			return nil
		}
		return &took[max(0, int(math.Ceil(p*float64(len(took))-1e-9))-1)]
	}
	switch {
	case strings.HasSuffix(measure, "_AVERAGE"), strings.HasSuffix(measure, "_SHARE"):
		if len(took) == 0 {
			return nil
		}
		return new(sum / float64(len(took)))
	case strings.HasSuffix(measure, "_MEDIAN"):
		return percentile(0.5)
	case strings.HasSuffix(measure, "_P90"):
		return percentile(0.9)
	case strings.HasSuffix(measure, "_P95"):
		return percentile(0.95)
	}
	return new(float64(len(list)))
}
