package store

import "database/sql"

// PreparedStatements is how many are kept.
func (s *Store) PreparedStatements() int {
	s.prepared.mu.Lock()
	defer s.prepared.mu.Unlock()
	return len(s.prepared.byText)
}

// Writer is the pool that writes.
func (s *Store) Writer() *sql.DB { return s.writer }
