package workflow

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sportello/internal/event"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

// Document is docs/workflow.md: what Decide answers for every status, actor and command of each policy.
func Document(policies []*policy.Policy) string {
	var b strings.Builder
	b.WriteString(`# What may happen to a ticket

Generated from the function that decides (` + "`go generate ./internal/workflow`" + `); do not edit. The rules behind it are the
presets of [policy.md](policy.md).

Each column is a ticket in a status, an hour old; but for OPEN, an operator (“staff” below) works on it. Where a clock
matters there is a column for the other side of the limit. A cell says what the act does:

| cell | meaning |
|---|---|
| **STATUS** | the ticket moves there |
| ✓ | it stays there, and something is recorded |
| · | accepted, and nothing changes |
| ` + "`CODE`" + ` | refused |

Guests (mail, contact form) act as customers do. A draft is nobody's but its author's: there is no ticket before it is sent,
and every other act answers ` + "`NOT_FOUND`" + `.
`)
	for _, p := range policies {
		fmt.Fprintf(&b, "\n## %s\n\n%s", p.Preset, Matrix(p))
	}
	return b.String()
}

// Matrix is the part of the document that shows one policy.
func Matrix(p *policy.Policy) string {
	var b strings.Builder
	m := matrix{policy: p, now: time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)}
	both := []event.ActorKind{event.Customer, event.Staff}
	m.opening(&b, both)
	for _, kind := range append(both, event.System) {
		m.table(&b, kind)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

type matrix struct {
	policy *policy.Policy
	now    time.Time
}

// The people and things of the matrix.
const (
	theTicket   = 1
	otherTicket = 2
	theTenant   = 1

	theCustomer = 1
	theAgent    = 2
	aColleague  = 3
	aPerson     = 4
)

func actorOf(kind event.ActorKind) Actor {
	switch kind {
	case event.Staff:
		return Actor{Kind: kind, UserID: theAgent}
	case event.System:
		return Actor{Kind: kind}
	default:
		return Actor{Kind: kind, UserID: theCustomer}
	}
}

// opening shows how a ticket begins.
func (m matrix) opening(b *strings.Builder, kinds []event.ActorKind) {
	head := []string{"opening"}
	for _, kind := range kinds {
		head = append(head, side(kind))
	}
	write(b, head, slices.Repeat([]string{"---"}, len(head)))
	for _, a := range m.openings() {
		row := []string{a.name}
		for _, kind := range kinds {
			row = append(row, m.outcome(Ticket{}, actorOf(kind), a.command))
		}
		write(b, row)
	}
	b.WriteString("\n")
}

// table shows what one side may do. Acts that are never its own are named below instead of filling rows.
func (m matrix) table(b *strings.Builder, kind event.ActorKind) {
	situations, acts := m.situations(), m.acts()
	if kind == event.System {
		situations, acts = m.silences(), []act{{"close when due", AutoClose{}}}
	}
	var rows [][]string
	var never []string
	for _, a := range acts {
		row := []string{a.name}
		for _, s := range situations {
			row = append(row, m.outcome(s.ticket, actorOf(kind), a.command))
		}
		if foreign := "`" + string(problem.StaffOnly) + "`"; !slices.ContainsFunc(row[1:], func(cell string) bool { return cell != foreign }) {
			never = append(never, a.name)
			continue
		}
		rows = append(rows, row)
	}
	names := []string{side(kind)}
	for _, s := range situations {
		names = append(names, s.name)
	}
	write(b, names, slices.Repeat([]string{"---"}, len(names)))
	write(b, rows...)
	if len(never) > 0 {
		fmt.Fprintf(b, "\n`%s`, whatever the status: %s.\n", problem.StaffOnly, strings.Join(never, ", "))
	}
	b.WriteString("\n")
}

func side(kind event.ActorKind) string {
	if kind == event.System {
		return "the clock"
	}
	return strings.ToLower(string(kind))
}

func write(b *strings.Builder, rows ...[]string) {
	for _, row := range rows {
		fmt.Fprintf(b, "| %s |\n", strings.Join(row, " | "))
	}
}

// outcome is a cell.
func (m matrix) outcome(t Ticket, a Actor, c Command) string {
	d, err := Decide(m.policy, t, a, c, m.now)
	if err != nil {
		refused := refusal(err)
		return "`" + string(refused.Code) + "`"
	}
	if len(d.Events) == 0 && d.FollowUp == NoFollowUp {
		return "·"
	}
	parts := []string{"✓"}
	if d.After.Status != t.Status {
		parts[0] = "**" + string(d.After.Status) + "**"
	}
	if d.After.AssigneeID != t.AssigneeID && d.After.AssigneeID == a.UserID {
		parts = append(parts, "takes it")
	}
	if d.FollowUp != NoFollowUp {
		parts = append(parts, strings.ToLower(strings.ReplaceAll(string(d.FollowUp), "_", " ")))
	}
	return strings.Join(parts, ", ")
}
