package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"sportello/internal/event"
	"sportello/internal/problem"
)

// timelineLog is all that happened. Customers have a count of their own, without the entries that are staff's.
func timelineLog() ticketLog {
	return ticketLog{
		table:  "timeline_entries",
		holder: "ticket_id",
		columns: "r.seq, r.public_seq, r.kind, r.actor_kind, r.actor_id, r.from_value, r.to_value, r.reason, " +
			"r.client_mutation_id, r.created_at, u.name, u.email, " +
			"m.id, m.seq, m.kind, m.staff_only, m.author_kind, m.author_id, m.format, m.text, m.pictures, m.created_at, w.name, w.email",
		joins: " LEFT JOIN users u ON u.id = r.actor_id LEFT JOIN messages m ON m.id = r.message_id" +
			" LEFT JOIN users w ON w.id = m.author_id",
		staff:  logView{position: "seq"},
		public: logView{position: "public_seq", condition: "public_seq > 0"},
	}
}

// entryScan is where an entry is read into.
type entryScan struct {
	entry          Entry
	seq, publicSeq int64
	actorKind      event.ActorKind
	actor          User
	message        messageScan
}

func (s *Service) scanEntry() entryScan { return entryScan{message: s.scanMessage()} }

func (e *entryScan) targets() []any {
	return append([]any{
		(*number)(&e.seq), (*number)(&e.publicSeq), (*word)(&e.entry.Kind), (*word)(&e.actorKind), (*number)(&e.actor.ID),
		(*text)(&e.entry.From), (*text)(&e.entry.To), (*text)(&e.entry.Reason), (*text)(&e.entry.ClientMutationID),
		(*number)(&e.entry.CreatedAt), (*text)(&e.actor.Name), (*text)(&e.actor.Email),
	}, e.message.targets()...)
}

// of is the entry that was read, for the ticket's viewer.
func (e *entryScan) of(t *Ticket) *Entry {
	entry := e.entry
	entry.Sight, entry.Desk, entry.TicketID = t.Sight, t.Desk, t.ID
	entry.StaffOnly = e.publicSeq == 0
	entry.Seq = e.publicSeq
	if t.StaffSight() {
		entry.Seq = e.seq
	}
	entry.Actor = t.Desk.actor(t.Sight, e.actorKind, e.actor)
	if !entry.Actor.IsViewer {
		entry.ClientMutationID = ""
	}
	if e.message.message.ID != 0 {
		entry.Message = e.message.of(t)
	}
	return &entry
}

// EntryPage is a page of a timeline, oldest first.
type EntryPage struct {
	Entries              []*Entry
	HasNext, HasPrevious bool
}

// Timeline reads a page of each ticket's log, aligned with the tickets, by one statement for all and one each for the
// users and people that it names. INVALID_PAGE; INVALID_CURSOR, also for a cursor of another ticket or of the other side.
func (s *Service) Timeline(ctx context.Context, tickets []*Ticket, p Page) ([]*EntryPage, error) {
	w, err := p.window()
	if err != nil {
		return nil, err
	}
	r := logRange{most: w.size + 1, backward: w.backward}
	after, err := r.boundEntries(tickets, p.After, "after", ">")
	if err != nil {
		return nil, err
	}
	before, err := r.boundEntries(tickets, p.Before, "before", "<")
	if err != nil {
		return nil, err
	}
	read, err := s.readEntries(ctx, tickets, r)
	if err != nil {
		return nil, err
	}
	pages := make([]*EntryPage, len(tickets))
	for i, rows := range read {
		page := cut(rows, w, after > 0, before > 0)
		pages[i] = &EntryPage{Entries: page.Rows, HasNext: page.HasNext, HasPrevious: page.HasPrevious}
	}
	return pages, nil
}

// boundEntries reads a cursor.
func (r *logRange) boundEntries(tickets []*Ticket, cursor, argument, compare string) (seq int64, err error) {
	if cursor == "" || len(tickets) == 0 {
		return 0, nil
	}
	for _, t := range tickets {
		if seq, err = t.EntrySeq(cursor); err != nil {
			return 0, problem.New(problem.InvalidCursor, argument).Wrap(err)
		}
	}
	r.addEntryBound(tickets[0], compare, seq)
	return seq, nil
}

func (r *logRange) addEntryBound(t *Ticket, compare string, seq int64) {
	if r.bound != "" {
		r.bound += " AND "
	}
	r.bound += "r." + timelineLog().view(t).position + " " + compare + " ?"
	r.args = append(r.args, seq)
}

func (s *Service) readEntries(ctx context.Context, tickets []*Ticket, r logRange) ([][]*Entry, error) {
	read := make([][]*Entry, len(tickets))
	scan := s.scanEntry()
	err := s.readLog(ctx, timelineLog(), tickets, r, scan.targets(), func(i int) {
		read[i] = append(read[i], scan.of(tickets[i]))
	})
	if err != nil {
		return nil, fmt.Errorf("timeline: %w", err)
	}
	return read, s.nameEntries(ctx, read)
}

// nameEntries gives entries the users and people whose ids their values hold.
func (s *Service) nameEntries(ctx context.Context, read [][]*Entry) error {
	all := slices.Concat(read...)
	names, err := s.namesIn(ctx, all)
	if err != nil {
		return err
	}
	for _, e := range all {
		names.give(e)
	}
	return nil
}

// entryNames are the users and people whose ids the values of entries hold.
type entryNames struct {
	users  map[int64]User
	people map[int64]*Person
}

// namesIn loads them, by one statement each.
func (s *Service) namesIn(ctx context.Context, entries []*Entry) (names entryNames, err error) {
	var users, people []int64
	for _, e := range entries {
		switch id := e.toID(); {
		case id == 0:
		case e.Kind == event.AssigneeChanged:
			users = append(users, id)
		case e.Kind == event.PersonChanged:
			people = append(people, id)
		}
	}
	if names.users, err = s.usersByID(ctx, users); err != nil {
		return names, err
	}
	names.people, err = s.peopleByID(ctx, people)
	return names, err
}

func (n entryNames) give(e *Entry) {
	switch id := e.toID(); {
	case id == 0:
	case e.Kind == event.AssigneeChanged:
		a := e.Desk.actor(e.Sight, event.Staff, n.users[id])
		e.Assignee = &a
	case e.Kind == event.PersonChanged:
		e.Person = n.people[id]
	}
}

// toID is the id that To holds on the kinds that name something; 0: none.
func (e *Entry) toID() int64 {
	if e.Kind != event.AssigneeChanged && e.Kind != event.PersonChanged && e.Kind != event.TicketLinked {
		return 0
	}
	return idIn(e.To)
}

// idIn is the id that a value holds; 0: none.
func idIn(value string) int64 {
	id, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return 0 // nobody
	}
	return id
}

// OtherID is the other ticket of a TICKET_LINKED entry, which the viewer may not see; 0 on other kinds.
func (e *Entry) OtherID() int64 {
	if e.Kind != event.TicketLinked {
		return 0
	}
	return e.toID()
}
