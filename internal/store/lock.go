package store

import (
	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// lockable is any of Ent's queries.
type lockable[Q any] interface {
	ForUpdate(...sql.LockOption) Q
}

// Lock makes a query within a transaction hold the rows it finds until the transaction's end:
//
//	store.Lock(s, tx.Ticket.Query().Where(ticket.ID(id))).Only(ctx)
//
// On SQLite the transaction is the only writer anyway, and FOR UPDATE would be an error.
func Lock[Q lockable[Q]](s *Store, query Q) Q {
	if s.dialect == dialect.MySQL {
		return query.ForUpdate()
	}
	return query
}
