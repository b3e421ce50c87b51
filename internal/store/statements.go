package store

import (
	"container/list"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// maxStatements bounds the prepared statements that are kept.
const maxStatements = 256

// statements keeps prepared statements by their text, the most recently used ones. database/sql prepares each again on
// every connection of the pool that comes to run it.
type statements struct {
	db     *sql.DB
	limit  int
	mu     sync.Mutex
	byText map[string]*list.Element
	recent *list.List // of *statement, the latest first
}

// statement is closed when it has been forgotten and nobody is about to run it. Rows that are still being read hold
// it open themselves.
type statement struct {
	text      string
	stmt      *sql.Stmt
	users     int
	forgotten bool
}

func newStatements(db *sql.DB) *statements {
	return &statements{db: db, limit: maxStatements, byText: map[string]*list.Element{}, recent: list.New()}
}

func (s *statements) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	found := s.find(text)
	if found == nil {
		stmt, err := s.db.PrepareContext(ctx, text)
		if err != nil {
			return nil, err
		}
		if found, err = s.keep(text, stmt); err != nil {
			return nil, fmt.Errorf("forget a statement: %w", errors.Join(err, s.release(found)))
		}
	}
	rows, err := found.stmt.QueryContext(ctx, args...)
	if closeErr := s.release(found); closeErr != nil && err == nil {
		return nil, errors.Join(fmt.Errorf("close a statement: %w", closeErr), rows.Close())
	}
	return rows, err
}

// find returns the kept statement of the text, for use until release, or nil.
func (s *statements) find(text string) *statement {
	s.mu.Lock()
	defer s.mu.Unlock()
	element, ok := s.byText[text]
	if !ok {
		return nil
	}
	s.recent.MoveToFront(element)
	found := element.Value.(*statement)
	found.users++
	return found
}

// keep adds a statement, for use until release. Where another goroutine was first with the same text, the one that
// comes later is used once and forgotten.
func (s *statements) keep(text string, stmt *sql.Stmt) (*statement, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	added := &statement{text: text, stmt: stmt, users: 1}
	if _, ok := s.byText[text]; ok {
		added.forgotten = true
		return added, nil
	}
	s.byText[text] = s.recent.PushFront(added)
	if s.recent.Len() > s.limit {
		return added, s.forget(s.recent.Back())
	}
	return added, nil
}

// forget drops a statement; one that is in use is closed by its last user.
func (s *statements) forget(element *list.Element) error {
	dropped := s.recent.Remove(element).(*statement)
	delete(s.byText, dropped.text)
	dropped.forgotten = true
	if dropped.users > 0 {
		return nil
	}
	return dropped.stmt.Close()
}

// release ends a use, and closes the statement when it was the last one of a forgotten one.
func (s *statements) release(used *statement) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	used.users--
	if used.forgotten && used.users == 0 {
		return used.stmt.Close()
	}
	return nil
}

// close forgets all.
func (s *statements) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	for s.recent.Len() > 0 {
		err = errors.Join(err, s.forget(s.recent.Back()))
	}
	return err
}
