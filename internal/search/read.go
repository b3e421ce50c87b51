package search

import (
	"context"
	"fmt"

	"sportello/internal/policy"
	"sportello/internal/richtext"
)

const (
	// Drafts are nobody's to find (M0.4).
	readTickets = `SELECT t.id, t.desk_id, t.tenant_id, t.number, t.subject, d.language FROM tickets t JOIN desks d ON d.id = t.desk_id
		WHERE t.status <> ? AND t.id IN (`
	// Of a merged ticket's conversation all is found at the ticket that it was merged into (M1.15).
	readMessages = `SELECT conversation_id, ticket_id, kind, staff_only, format, text FROM messages WHERE conversation_id IN (`
	inOrder      = `) ORDER BY conversation_id, created_at, id`
	readWritten  = `SELECT id, desk_id, tenant_id, subject, description, '', '', terms FROM search_documents WHERE id IN (`
	readPosted   = `SELECT d.id, d.desk_id, d.tenant_id, d.subject, d.description, w.public, w.notes, d.terms
		FROM search_documents d JOIN search_words w ON w.id = d.id WHERE d.id IN (`
)

// describe makes the documents of tickets as they are now. A ticket that is not there has none.
func (s *Service) describe(ctx context.Context, ids []int64) (map[int64]document, error) {
	sources, err := s.sources(ctx, ids)
	if err != nil {
		return nil, err
	}
	documents := make(map[int64]document, len(sources))
	for id, t := range sources {
		documents[id] = t.document(s.readers, s.posts())
	}
	return documents, nil
}

func (s *Service) sources(ctx context.Context, ids []int64) (map[int64]*source, error) {
	sources := map[int64]*source{}
	tickets := anys(padded(ids))
	rows, err := s.store.Query(ctx, readTickets+marks(len(tickets))+")", append([]any{string(policy.Draft)}, tickets...)...)
	err = collect(rows, err, func(scan func(...any) error) error {
		var t source
		if err := scan(&t.id, &t.desk, &t.tenant, &t.number, &t.subject, &t.language); err != nil {
			return err
		}
		sources[t.id] = &t
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read tickets: %w", err)
	}
	rows, err = s.store.Query(ctx, readMessages+marks(len(tickets))+inOrder, tickets...)
	err = collect(rows, err, func(scan func(...any) error) error {
		var m message
		if err := scan(&m.conversation, &m.ticket, &m.kind, &m.staffOnly, &m.format, &m.text); err != nil {
			return err
		}
		if t := sources[m.conversation]; t != nil {
			t.hear(m, s.rich)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read messages: %w", err)
	}
	return sources, nil
}

type message struct {
	conversation, ticket int64
	kind                 string
	staffOnly            bool
	format               richtext.Format
	text                 string
}

// hear takes a message into the ticket's words.
func (t *source) hear(m message, rich *richtext.Renderer) {
	text := rich.Text(m.format, m.text)
	switch {
	case m.staffOnly:
		t.notes = append(t.notes, text)
	case m.ticket == t.id && m.kind == "DESCRIPTION":
		t.description = append(t.description, text)
	default:
		t.public = append(t.public, text)
	}
}

// written are the claimed tickets' documents as they are in the index.
func (b *indexing) written(ctx context.Context) (map[int64]document, error) {
	documents := map[int64]document{}
	tickets := anys(padded(b.tickets))
	read := readWritten
	if b.service.posts() {
		read = readPosted
	}
	rows, err := b.tx.QueryContext(ctx, read+marks(len(tickets))+")", tickets...)
	err = collect(rows, err, func(scan func(...any) error) error {
		var d document
		if err := scan(&d.id, &d.desk, &d.tenant, &d.subject, &d.description, &d.public, &d.notes, &d.terms); err != nil {
			return err
		}
		documents[d.id] = d
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the index: %w", err)
	}
	return documents, nil
}
