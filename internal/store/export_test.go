package store

import "database/sql"

// Writer is the pool that writes.
func (s *Store) Writer() *sql.DB { return s.writer }

// Kept is how many statements a driver's connection keeps, prepared or remembered, and how many it may.
func Kept(conn any) (kept, limit int) {
	if counted, ok := conn.(countedConn); ok {
		conn = counted.fullConn
	}
	return conn.(*keptConn).recent.Len(), maxKept
}
