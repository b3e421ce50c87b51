package demo

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"sportello/ent"
	entdesk "sportello/ent/desk"
	"sportello/internal/blob"
	"sportello/internal/store"
)

// scribe writes rows, and hands out their ids: from 1, without a gap.
type scribe struct {
	store                    *store.Store
	blobs                    *blob.Store
	tickets                  int // written
	messages, entries, files int64
	newest                   map[int64]int64 // number of the newest ticket, by desk
}

func newScribe(o Options) *scribe {
	return &scribe{store: o.Store, blobs: o.Blobs, newest: map[int64]int64{}}
}

// tx runs a function in a transaction of the system's.
func (s *scribe) tx(ctx context.Context, what string, fn func(context.Context, *ent.Tx) error) error {
	if err := s.store.Tx(store.System(ctx), fn); err != nil {
		return fmt.Errorf("write %s: %w", what, err)
	}
	return nil
}

// writeWorld writes desks and people.
func (s *scribe) writeWorld(ctx context.Context, w *world, now time.Time) error {
	desks, users, tenants, people, memberships := deskTable(), userTable(), tenantTable(), personTable(), membershipTable()
	history, addresses := policyTable(), addressTable()
	for _, d := range w.deskRows {
		desks.add(d.ID, d.CreatedAt, d.Slug, d.Name, d.Language, d.TimeZone, d.Policy, d.PolicyVersion)
		history.add(d.CreatedAt, d.ID, d.PolicyVersion, d.Policy)
		addresses.add(d.CreatedAt, d.ID, MailAddress(d.Slug), true)
	}
	for _, u := range w.users {
		given, surname, _ := strings.Cut(u.Name, " ")
		users.add(u.ID, u.CreatedAt, u.Email, u.Name, u.PasswordHash, u.Language, given, surname)
	}
	for _, t := range w.tenants {
		tenants.add(t.ID, t.CreatedAt, t.DeskID, t.Name, t.VatNumber)
	}
	for _, p := range w.people {
		people.add(p.ID, p.CreatedAt, p.TenantID, p.Name, p.Email, p.Phone)
	}
	for _, m := range w.memberships {
		memberships.add(m.ID, m.CreatedAt, m.UserID, m.DeskID, m.TenantID, m.Role)
	}
	drafts := draftTable()
	if err := w.addDrafts(drafts, now); err != nil {
		return err
	}
	return s.tx(ctx, "desks and people", func(ctx context.Context, tx *ent.Tx) error {
		return writeAll(ctx, tx, desks, history, addresses, users, tenants, people, memberships, drafts)
	})
}

// writeTickets writes whole tickets in one transaction, so that what is committed agrees with itself: the desks' newest
// numbers go along.
func (s *scribe) writeTickets(ctx context.Context, lives []*life) error {
	tickets, messages, entries, files := ticketTable(), messageTable(), entryTable(), attachmentTable()
	fields, stale, places := fieldTable(), markTable(), placeTable()
	for i, l := range lives {
		addTicket(tickets, &l.ticket)
		places.add(s.tickets+i+1, l.ticket.UpdatedAt, l.ticket.DeskID, l.ticket.TenantID, l.ticket.ID, l.ticket.LastSeq)
		addAnswers(fields, l)
		stale.add(l.ticket.ID)
		s.newest[l.ticket.DeskID] = max(s.newest[l.ticket.DeskID], l.ticket.Number)
		bySeq := s.addMessages(messages, l)
		s.addEntries(entries, l, bySeq)
		if err := s.addFiles(ctx, files, l); err != nil {
			return err
		}
	}
	err := s.tx(ctx, "tickets", func(ctx context.Context, tx *ent.Tx) error {
		if err := writeAll(ctx, tx, tickets, fields, messages, entries, files, stale, places); err != nil {
			return err
		}
		if err := tx.JournalState.Update().SetHead(int64(s.tickets + len(lives))).Exec(ctx); err != nil {
			return fmt.Errorf("count the journal's places: %w", err)
		}
		for deskID, number := range s.newest {
			if err := tx.Desk.Update().Where(entdesk.ID(deskID)).SetLastNumber(number).Exec(ctx); err != nil {
				return fmt.Errorf("count the tickets: %w", err)
			}
		}
		return nil
	})
	if err == nil {
		s.tickets += len(lives)
	}
	return err
}

// addAnswers leaves the ids to the database: nothing refers to them.
func addAnswers(rows *table, l *life) {
	for _, a := range l.answers {
		rows.add(l.ticket.DeskID, l.ticket.TenantID, l.ticket.ID, a.key, a.value, "", "")
	}
}

// addMessages answers the ids by seq.
func (s *scribe) addMessages(rows *table, l *life) map[int64]int64 {
	bySeq := make(map[int64]int64, len(l.messages))
	for i := range l.messages {
		m := &l.messages[i]
		s.messages++
		m.ID = s.messages
		bySeq[m.Seq] = m.ID
		rows.add(m.ID, m.CreatedAt, m.TicketID, m.TicketID, m.Seq, m.Kind, m.StaffOnly, m.AuthorKind, m.AuthorID, m.Text)
	}
	return bySeq
}

func (s *scribe) addEntries(rows *table, l *life, bySeq map[int64]int64) {
	for i := range l.entries {
		e := &l.entries[i]
		s.entries++
		rows.add(s.entries, e.CreatedAt, e.TicketID, e.Seq, e.PublicSeq, e.Kind, e.ActorKind, e.ActorID,
			orNil(bySeq[e.Seq]), e.FromValue, e.ToValue, e.Reason)
	}
}

// addFiles stores the bytes first: a file without a row is swept away some day, a row without its file is broken.
func (s *scribe) addFiles(ctx context.Context, rows *table, l *life) error {
	for _, f := range l.files {
		object, err := s.blobs.Put(ctx, bytes.NewReader(f.content), int64(len(f.content)))
		if err != nil {
			return fmt.Errorf("store %s: %w", f.name, err)
		}
		s.files++
		m := l.messages[f.message]
		rows.add(s.files, f.at, f.uploader, m.TicketID, m.ID, m.StaffOnly, f.name, object.ContentType, object.Size,
			object.SHA256, object.Key)
	}
	return nil
}

func writeAll(ctx context.Context, tx execer, tables ...*table) error {
	for _, t := range tables {
		if err := t.write(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}
