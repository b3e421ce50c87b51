package policy

import "sportello/internal/calendar"

func hourKeys() []key {
	return []key{
		{path: "hours", form: mapping, written: "{mon: [09:00-13:00, 14:00-18:00], …}",
			says: "When the desk works, in its own time zone: the slots of each day (mon, tue, wed, thu, fri, sat, sun), up to 24:00. A day " +
				"that is not named is free. Promises that count working time need it (M1.1).",
			read: week, optional: true},
		text("holidays.country", "Whose national holidays are kept: ar, es or it.", holidays(func(h *calendar.Holidays) *string { return &h.Country })).
			as("ar, es or it").or("none"),
		dates("holidays.extra", "Days off of the desk's own: `2026-12-07` once, `--06-29` every year, `easter+1` by Easter.",
			holidays(func(h *calendar.Holidays) *[]string { return &h.Extra })),
		dates("holidays.working", "Days that are worked although they are holidays.",
			holidays(func(h *calendar.Holidays) *[]string { return &h.Working })),
	}
}

func holidays[T any](of func(*calendar.Holidays) *T) func(*Policy) *T {
	return func(p *Policy) *T { return of(&p.Hours.Holidays) }
}

func dates(path, says string, into func(*Policy) *[]string) key {
	return key{path: path, form: list, written: "[date …]", says: says, read: several(into)}.or("none")
}

// week reads the slots of each day.
func week(c *check, path string, n *node) {
	c.policy.Hours.Week = make(map[string][]string, len(n.keys))
	for _, day := range n.keys {
		slots := n.values[day]
		for i, item := range slots.items {
			slots.items[i] = unsplit(item)
		}
		words(c, join(path, day), slots, func(slots []string) { c.policy.Hours.Week[day] = slots })
	}
}

// unsplit mends a slot that was written without quotes: within brackets the parser takes 09:00-13:00 for a key 09 and its
// value, which by YAML's own rules it is not.
func unsplit(n *node) *node {
	if n.form != mapping || len(n.keys) != 1 || n.values[n.keys[0]].form != scalar {
		return n
	}
	mended := *n
	mended.form, mended.text = scalar, n.keys[0]+":"+n.values[n.keys[0]].text
	return &mended
}

// promise is one of the desk's promises: the key it stands under and what it is for people.
type promise struct {
	key, says string
	of        func(*Policy) *Promise
}

func promises() []promise {
	return []promise{
		{"due.first_response", "The first public answer of staff, from the opening on (M1.1). A ticket that is resolved or closed without one " +
			"is answered by that.", func(p *Policy) *Promise { return &p.Due.FirstResponse }},
		{"due.next_response", "The answer to what a customer writes after that, from the first message that waits for one (M2.9).",
			func(p *Policy) *Promise { return &p.Due.NextResponse }},
		{"due.resolution", "RESOLVED or CLOSED, from the opening on; when the ticket is reopened, the clock goes on from where it stood.",
			func(p *Policy) *Promise { return &p.Due.Resolution }},
	}
}

func dueKeys() []key {
	var all []key
	for _, p := range promises() {
		all = append(all, p.keys()...)
	}
	pauses := key{path: "due.resolution.pauses_in", form: list, written: "[STATUS …]",
		says: "Statuses in which its clock waits, since the desk waits for somebody else.",
		read: several(func(p *Policy) *[]Status { return &p.Due.Resolution.PausesIn })}
	return append(all, pauses.or("it never waits"))
}

func (p promise) keys() []key {
	return []key{
		duration(p.key+".within", p.says+" So long it may take.",
			func(of *Policy) *Duration { return &p.of(of).Within }).or("nothing is promised"),
		word(p.key+".count", "elapsed or working", "Which time counts: all of it, `elapsed`, or the desk's `hours`, `working`. Needed with `within`.",
			func(of *Policy) *calendar.Count { return &p.of(of).Count }).onlySometimes(),
		key{path: p.key + ".by_priority", form: mapping, written: "PRIORITY: duration",
			says: "How long it may take for tickets of these priorities. When a ticket's priority changes, the promises that are still " +
				"open are timed anew, from their beginning.",
			read: durations(func(of *Policy) *map[Priority]Duration { return &p.of(of).ByPriority })}.or("as long as for others"),
		number(p.key+".warn_at", "Percent of the time, from 1 to 99, after which staff are warned.",
			func(of *Policy) *int { return &p.of(of).WarnAt }).or("no warning"),
	}
}

// durations reads a duration for each of some priorities.
func durations(into func(*Policy) *map[Priority]Duration) reader {
	return func(c *check, path string, n *node) {
		all := make(map[Priority]Duration, len(n.keys))
		for _, name := range n.keys {
			child := n.values[name]
			if child.form != scalar {
				c.faultAt(child, join(path, name), "write a duration, not %s", child.form)
				continue
			}
			long, err := ParseDuration(child.text)
			if err != nil {
				c.faultAt(child, join(path, name), "%v", err)
				continue
			}
			all[Priority(name)] = long
		}
		*into(c.policy) = all
	}
}
