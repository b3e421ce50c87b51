package desk_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/workflow"
)

// M1.15: whatever is opened, said, merged and separated one after the other, each message is in exactly one conversation,
// in order of time and by its author; what is kept on the tickets agrees; and undoing everything gives the beginning.
func TestMergesLoseNothing(t *testing.T) {
	o := newOffice(t)
	var counters []*counter
	for _, preset := range policy.PresetNames() {
		counters = append(counters, o.counter(preset))
	}
	rapid.Check(t, func(t *rapid.T) {
		m := &merging{T: t, counter: rapid.SampledFrom(counters).Draw(t, "desk"), tickets: map[int64]*mergedTicket{}}
		m.open(m.customer)
		m.open(rapid.SampledFrom([]*access.Viewer{m.customer, m.technician}).Draw(t, "the other's requester"))
		for range rapid.IntRange(1, 14).Draw(t, "length") {
			m.step()
		}
		m.check()
		m.undoAll()
		m.check()
	})
}

// merging is one run, and what should have become of it.
type merging struct {
	*rapid.T
	*counter
	ids     []int64
	tickets map[int64]*mergedTicket
	written int
}

// mergedTicket is a ticket as the model has it.
type mergedTicket struct {
	said   []saidThere // on this very ticket
	into   int64
	status string // when it was merged
}

type saidThere struct {
	place  int
	author int64
	note   bool
}

func (m *merging) open(by *access.Viewer) {
	m.pass(time.Second)
	out, err := m.openAs(context.Background(), by, desk.OpenInput{
		TenantID: m.tenant, Subject: "Due volte", Description: m.text(), Attachments: m.anyFile(false),
	})
	if err != nil {
		m.Fatal(err)
	}
	m.add(out.TicketID, by, false)
}

// text is the next message: its place in the order of time.
func (m *merging) text() string { return fmt.Sprintf("Il messaggio numero %d.", m.written) }

func (m *merging) anyFile(allowed bool) []desk.AttachmentInput {
	if !allowed || !rapid.Bool().Draw(m.T, "with a file") {
		return nil
	}
	return []desk.AttachmentInput{{File: m.file("foto.png", "x")}}
}

// add notes down what was said.
func (m *merging) add(id int64, by *access.Viewer, note bool) {
	if m.tickets[id] == nil {
		m.tickets[id] = &mergedTicket{}
		m.ids = append(m.ids, id)
	}
	m.tickets[id].said = append(m.tickets[id].said, saidThere{m.written, by.UserID, note})
	m.written++
}

func (m *merging) holder(id int64) int64 {
	for m.tickets[id].into != 0 {
		id = m.tickets[id].into
	}
	return id
}

func (m *merging) step() {
	m.pass(time.Duration(rapid.SampledFrom([]int{1, 600, 16 * 86400}).Draw(m.T, "seconds later")) * time.Second)
	id := rapid.SampledFrom(m.ids).Draw(m.T, "ticket")
	by := rapid.SampledFrom([]*access.Viewer{m.agent, m.customer, m.technician}).Draw(m.T, "by")
	switch rapid.SampledFrom([]string{"open", "reply", "reply", "note", "merge", "merge", "merge", "unmerge", "close"}).Draw(m.T, "act") {
	case "open":
		m.open(m.customer)
	case "reply":
		m.say(id, by, false)
	case "note":
		m.say(id, m.agent, true)
	case "merge":
		m.merge(id, rapid.SampledFrom(m.ids).Draw(m.T, "into"))
	case "unmerge":
		m.undo(id)
	case "close":
		_, err := m.service.Close(context.Background(), m.agent, desk.CloseInput{TicketID: id})
		m.tolerate(err)
	}
}

// tolerate is true where there is no error, and false where the desk's rules refuse.
func (m *merging) tolerate(err error) bool {
	if err != nil && len(problem.Of(err)) == 0 {
		m.Fatal(err)
	}
	return err == nil
}

func (m *merging) say(id int64, by *access.Viewer, note bool) {
	ctx, holder := context.Background(), m.holder(id)
	var out *desk.Outcome
	var err error
	if note {
		out, err = m.service.AddNote(ctx, by, desk.AddNoteInput{TicketID: id, Text: m.text(), Attachments: m.anyFile(true)})
	} else {
		out, err = m.service.Reply(ctx, by, desk.ReplyInput{TicketID: id, Text: m.text(), Attachments: m.anyFile(true)})
	}
	if !m.tolerate(err) {
		return
	}
	if out.FollowUp != workflow.NewLinked && (out.TicketID != holder || (out.FollowUp == workflow.Merged) != (id != holder)) {
		m.Fatalf("said on %d, of which %d holds the conversation: %+v", id, holder, out)
	}
	m.add(out.TicketID, by, note)
}

func (m *merging) merge(id, into int64) {
	before := m.ticket(id)
	_, err := m.service.Merge(context.Background(), m.agent, desk.MergeInput{TicketID: id, IntoID: into})
	hidden := m.ticket(into).RequesterID != before.RequesterID && !m.customer.Tenants[m.tenant].SeesTenant
	fits := id != into && m.tickets[id].into == 0 && m.tickets[into].into == 0 && !hidden
	if m.tolerate(err) != fits {
		m.Fatalf("merged %d into %d: %v, want %v", id, into, err, fits)
	}
	if fits {
		m.tickets[id].into, m.tickets[id].status = into, before.Status
	}
}

func (m *merging) undo(id int64) {
	_, err := m.service.Unmerge(context.Background(), m.agent, desk.UnmergeInput{TicketID: id})
	t := m.tickets[id]
	if m.tolerate(err) != (t.into != 0) {
		m.Fatalf("separated %d from %d: %v", id, t.into, err)
	}
	if t.into != 0 && m.ticket(id).Status != t.status {
		m.Fatalf("ticket %d is %s, was %s", id, m.ticket(id).Status, t.status)
	}
	t.into = 0
}

func (m *merging) undoAll() {
	for _, id := range rapid.Permutation(m.ids).Draw(m.T, "order of undoing") {
		m.pass(time.Second)
		m.undo(id)
	}
}

// check compares every conversation with the model, page by page, and what is kept on the tickets with their rows.
func (m *merging) check() {
	size := rapid.IntRange(1, 5).Draw(m.T, "size")
	backward := rapid.Bool().Draw(m.T, "backward")
	for _, id := range m.ids {
		for _, v := range []*access.Viewer{m.agent, m.technician} {
			m.checkConversation(v, id, size, backward)
		}
	}
	faults, err := m.audit(m.ids...)
	if err != nil {
		m.Fatal(err)
	}
	for _, fault := range faults {
		m.Error(fault)
	}
}

func (m *merging) checkConversation(v *access.Viewer, id int64, size int, backward bool) {
	t, err := m.service.Ticket(context.Background(), v, id, 0)
	if err != nil {
		m.Fatal(err)
	}
	var want []string
	var authors []int64
	for _, s := range m.expected(id) {
		if !s.note || v == m.agent {
			want, authors = append(want, fmt.Sprintf("Il messaggio numero %d.", s.place)), append(authors, s.author)
		}
	}
	w := &world{service: m.service}
	if got := w.walkMessages(m.T, t, size, backward); !slices.Equal(got, want) {
		m.Fatalf("ticket %d holds %q, want %q", id, got, want)
	}
	if t.SeenMessages() != len(want) {
		m.Fatalf("ticket %d counts %d messages, has %d", id, t.SeenMessages(), len(want))
	}
	if v != m.agent {
		return
	}
	pages, err := m.service.Messages(context.Background(), []*desk.Ticket{t}, desk.Page{First: new(100)})
	if err != nil {
		m.Fatal(err)
	}
	for i, message := range pages[0].Messages {
		if message.Author.User == nil || message.Author.User.ID != authors[i] {
			m.Fatalf("%q is by %+v, want %d", message.Text, message.Author.User, authors[i])
		}
	}
}

// expected is the conversation that a ticket should hold.
func (m *merging) expected(id int64) (all []saidThere) {
	for _, other := range m.ids {
		if m.holder(other) == id {
			all = append(all, m.tickets[other].said...)
		}
	}
	slices.SortFunc(all, func(a, b saidThere) int { return a.place - b.place })
	return all
}
