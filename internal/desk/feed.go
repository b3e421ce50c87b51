package desk

import (
	"context"

	"entgo.io/ent/dialect/sql"

	"sportello/ent/ticket"
	"sportello/internal/access"
	"sportello/internal/bookmark"
	"sportello/internal/event"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

// FeedPage is a stretch of a ticket's log as one audience counts it, read once for everyone of that audience. It is never
// changed; each viewer gets copies in their own words.
type FeedPage struct {
	ticket  *Ticket
	entries []entryScan
	seqs    []int64
	names   entryNames
}

// FeedPage reads the entries of a ticket after one, at most limit, oldest first; with limit 0 the ticket alone. It asks
// as the server: who may see the ticket is for the page's Audience to say. It tells of no entry that is newer than the
// ticket. NOT_FOUND.
func (s *Service) FeedPage(
	ctx context.Context, ticketID int64, audience bookmark.Audience, after int64, limit int,
) (*FeedPage, error) {
	t, err := s.ticketAsServer(ctx, ticketID, audience)
	if err != nil {
		return nil, err
	}
	page := &FeedPage{ticket: t}
	if limit == 0 {
		return page, nil
	}
	r := logRange{most: limit}
	r.addEntryBound(t, ">", after)
	r.addEntryBound(t, "<=", t.SeenSeq())
	scan := s.scanEntry()
	var read []*Entry
	err = s.readLog(ctx, timelineLog(), []*Ticket{t}, r, scan.targets(), func(int) {
		entry := scan.of(t)
		page.entries = append(page.entries, scan)
		page.seqs = append(page.seqs, entry.Seq)
		read = append(read, entry)
	})
	if err != nil {
		return nil, err
	}
	page.names, err = s.namesIn(ctx, read)
	return page, err
}

// ticketAsServer reads a ticket through the eyes of somebody of the audience.
func (s *Service) ticketAsServer(ctx context.Context, id int64, audience bookmark.Audience) (*Ticket, error) {
	statement, scan := s.selectTickets(sql.Table(ticket.Table), AllColumns, WithRequester|WithAssignee|WithTenant|WithPerson)
	statement.Where(sql.EQ(statement.C(ticket.FieldID), id))
	found, err := s.readTickets(ctx, &access.Viewer{}, statement, scan, 1)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, problem.New(problem.NotFound)
	}
	t := found[0]
	if audience == bookmark.Staff {
		t.Sight.Viewer.Desks = map[int64]access.DeskRole{t.DeskID: access.DeskAgent}
	}
	return t, s.setDesks(ctx, found)
}

// Audience is as whom the viewer sees the ticket; false: they don't.
func (p *FeedPage) Audience(v *access.Viewer) (bookmark.Audience, bool) {
	t := p.ticket
	sees := v.Scope().Sees(t.DeskID, t.TenantID, t.RequesterID) &&
		(t.Status != policy.Draft || t.RequesterID == v.UserID) // as seen has it
	return audience(t.Desk.staffSight(v)), sees
}

// Newest is the number of the ticket's newest entry.
func (p *FeedPage) Newest() int64 { return p.ticket.SeenSeq() }

// Ticket is the ticket as the viewer may know it.
func (p *FeedPage) Ticket(v *access.Viewer) *Ticket {
	t := *p.ticket
	t.Sight = &Sight{Viewer: v, Now: p.ticket.Sight.Now}
	return &t
}

// Len is how many entries there are.
func (p *FeedPage) Len() int { return len(p.entries) }

// Seq is the number of the ith entry.
func (p *FeedPage) Seq(i int) int64 { return p.seqs[i] }

// Entry is the ith entry as the viewer may know it.
func (p *FeedPage) Entry(i int, v *access.Viewer) *Entry {
	e := p.entries[i].of(p.Ticket(v))
	p.names.give(e)
	return e
}

// Place is the desk and the tenant of the ticket.
func (p *FeedPage) Place() (deskID, tenantID int64) { return p.ticket.DeskID, p.ticket.TenantID }

// Names reports whether the ticket names a user: as its requester, or as who works on it.
func (p *FeedPage) Names(userID int64) bool {
	return p.ticket.RequesterID == userID || p.ticket.AssigneeID == userID
}

// EntryNames reports whether the ith entry names a user: as who acted, as its author, or as whom it was given to.
func (p *FeedPage) EntryNames(i int, userID int64) bool {
	e := &p.entries[i]
	return e.actor.ID == userID || e.message.author.ID == userID ||
		e.entry.Kind == event.AssigneeChanged && (idIn(e.entry.From) == userID || idIn(e.entry.To) == userID)
}
