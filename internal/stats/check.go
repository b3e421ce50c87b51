package stats

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sportello/internal/desk"
	"sportello/internal/problem"
)

// What a question may hold at most.
const (
	maxMeasures = 12
	maxGroups   = 4
	maxRows     = 5000
	maxDepth    = 20
)

// check holds a question against what may be asked. INVALID_VALUE, TOO_MANY, REQUIRED.
func (e *Engine) check(q Query) (*asking, error) {
	a := &asking{Query: q, now: e.now(), zone: time.UTC}
	switch {
	case len(q.Measures) == 0:
		return nil, problem.New(problem.Required, "measures")
	case len(q.Measures) > maxMeasures:
		return nil, problem.New(problem.TooMany, "measures").With("max", strconv.Itoa(maxMeasures))
	case q.First < 0 || q.First > maxRows:
		return nil, problem.New(problem.TooMany, "first").With("max", strconv.Itoa(maxRows))
	case q.From != nil && !within(*q.From), q.To != nil && !within(*q.To):
		return nil, problem.New(problem.InvalidValue, "period")
	case q.From != nil && !q.From.Before(a.end()):
		return nil, problem.New(problem.InvalidValue, "period", "from")
	}
	for i, m := range q.Measures {
		r, known := recipeOf(m)
		if !known {
			return nil, problem.New(problem.InvalidValue, "measures", strconv.Itoa(i))
		}
		a.recipes = append(a.recipes, r)
	}
	if err := checkGroups(q); err != nil {
		return nil, err
	}
	if err := checkOrder(q); err != nil {
		return nil, err
	}
	if q.Hours != "" && q.Hours != Elapsed && q.Hours != Working {
		return nil, problem.New(problem.InvalidValue, "hours")
	}
	if q.Interval != "" && !slices.Contains([]Interval{Hour, Day, Week, Month, Quarter, Year}, q.Interval) {
		return nil, problem.New(problem.InvalidValue, "interval")
	}
	if q.TimeZone != "" {
		zone, err := loadZone(q.TimeZone)
		if err != nil {
			return nil, problem.New(problem.InvalidValue, "timeZone").Wrap(err)
		}
		a.zone = zone
	}
	return a, nil
}

// end is where the period ends.
func (a *asking) end() time.Time {
	if a.To != nil {
		return *a.To
	}
	return a.now.Add(time.Second)
}

// within keeps to what a calendar can be walked over.
func within(at time.Time) bool { return at.Unix() >= 0 && at.Year() < 2100 }

func checkGroups(q Query) error {
	if len(q.GroupBy) > maxGroups {
		return problem.New(problem.TooMany, "groupBy").With("max", strconv.Itoa(maxGroups))
	}
	for i, g := range q.GroupBy {
		at := strconv.Itoa(i)
		switch g.By {
		case ByStatus, ByPriority, ByChannel, ByDesk, ByTenant, ByAssignee, ByHourOfWeek:
			if g.Key != "" || g.Depth != 0 {
				return problem.New(problem.InvalidValue, "groupBy", at)
			}
		case ByField:
			if g.Key == "" {
				return problem.New(problem.Required, "groupBy", at, "fieldKey")
			}
			if g.Depth < 0 || g.Depth > maxDepth {
				return problem.New(problem.InvalidValue, "groupBy", at, "depth")
			}
		default:
			return problem.New(problem.InvalidValue, "groupBy", at, "by")
		}
		if slices.Contains(q.GroupBy[:i], g) {
			return problem.New(problem.InvalidValue, "groupBy", at)
		}
		if g.By == ByHourOfWeek && slices.Contains(q.Measures, Backlog) { // there is one at an instant, not in an hour
			return problem.New(problem.InvalidValue, "groupBy", at, "by")
		}
	}
	return nil
}

func checkOrder(q Query) error {
	if len(q.Order) > maxGroups {
		return problem.New(problem.TooMany, "orderBy").With("max", strconv.Itoa(maxGroups))
	}
	for i, o := range q.Order {
		switch {
		case o.By == OrderMeasure && !slices.Contains(q.Measures, o.Measure):
			return problem.New(problem.InvalidValue, "orderBy", strconv.Itoa(i), "measure")
		case o.By != OrderMeasure && (o.Measure != "" || o.By != OrderTime && o.By != OrderGroup):
			return problem.New(problem.InvalidValue, "orderBy", strconv.Itoa(i))
		}
	}
	return nil
}

// loadZone finds a zone by its IANA name; neither the machine's own nor a file's.
func loadZone(name string) (*time.Location, error) {
	if name == "Local" || strings.ContainsAny(name, `\.`) || len(name) > 64 {
		return nil, fmt.Errorf("no time zone %q", name)
	}
	return time.LoadLocation(name)
}

// holdKeys makes answers to the fields that groups are of be held. INVALID_VALUE where no form of the viewer's desks has
// such a field with options, nor had it when a ticket was opened.
func (e *Engine) holdKeys(ctx context.Context, desks []*desk.Desk, groups []Group) error {
	for i, g := range groups {
		if g.By != ByField {
			continue
		}
		key := spelled(g.Key)
		held, known := e.forms.of(key)
		has := func(d *desk.Desk) bool {
			f := d.Policy.Form.Field(key)
			_, answered := held.slots[d.ID]
			return known && answered || f != nil && holds(f)
		}
		if !slices.ContainsFunc(desks, has) {
			return problem.New(problem.InvalidValue, "groupBy", strconv.Itoa(i), "fieldKey")
		}
		if !known {
			if err := e.loadKey(ctx, key); err != nil {
				return err
			}
		}
	}
	return nil
}
