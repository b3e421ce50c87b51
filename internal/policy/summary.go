package policy

import (
	"fmt"
	"strings"
)

// Summary is what a policy comes to, in a line: words in the desk's own language, the rules of the clock in English.
func (p *Policy) Summary() string {
	var statuses, priorities []string
	for _, s := range p.UsedStatuses() {
		statuses = append(statuses, p.StatusLabel(s, p.Language))
	}
	for _, x := range p.UsedPriorities() {
		priorities = append(priorities, p.PriorityLabel(x, p.Language))
	}
	parts := []string{
		counted(len(statuses), "status", "statuses") + " (" + strings.Join(statuses, " / ") + ")",
		counted(len(priorities), "priority", "priorities") + " (" + strings.Join(priorities, " / ") + ")",
		p.formInWords(),
	}
	return p.Preset + ": " + strings.Join(append(parts, p.clockInWords()...), "; ")
}

func (p *Policy) formInWords() string {
	if len(p.Form.Fields) == 0 {
		return "no form of its own"
	}
	names := make([]string, len(p.Form.Fields))
	for i, f := range p.Form.Fields {
		names[i] = f.Key
	}
	return "a form of " + counted(len(names), "field", "fields") + " (" + strings.Join(names, ", ") + ")"
}

// clockInWords tells what time does to a ticket.
func (p *Policy) clockInWords() []string {
	var rules []string
	if d := p.Closing.NotBefore; p.Closing.ByCustomer && d > 0 {
		rules = append(rules, "customers close after "+d.inWords())
	}
	if a := p.Closing.Automatic; a.After > 0 {
		rules = append(rules, fmt.Sprintf("a silent ticket closes by itself after %s in %s", a.After.inWords(), p.StatusLabel(a.From, p.Language)))
	} else {
		rules = append(rules, "the clock closes nothing")
	}
	switch r := p.Reopening; {
	case r.ByReply == Reopens && r.Within > 0:
		rules = append(rules, fmt.Sprintf("a reply reopens within %s of closing, afterwards it %s", r.Within.inWords(), r.Afterwards.inWords()))
	case r.ByReply == Reopens:
		rules = append(rules, "a reply reopens without end")
	default:
		rules = append(rules, "a reply to a closed ticket "+r.ByReply.inWords())
	}
	return rules
}

func (r ReplyRule) inWords() string {
	if r == NewLinked {
		return "becomes a new ticket"
	}
	return "is refused"
}

// inWords is a duration as people say it.
func (d Duration) inWords() string {
	rest := int64(d) / 1e9
	var said []string
	for _, unit := range []struct {
		seconds   int64
		one, many string
	}{{86_400, "day", "days"}, {3_600, "hour", "hours"}, {60, "minute", "minutes"}, {1, "second", "seconds"}} {
		if n := rest / unit.seconds; n > 0 {
			said = append(said, counted(int(n), unit.one, unit.many))
			rest -= n * unit.seconds
		}
	}
	return strings.Join(said, " and ")
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
