// Package store opens the database and keeps what every use case needs of it: two dialects behind one shape
// (SQLite embedded, MySQL or MariaDB), transactions that are retried when the database asks for it, a lock on a row,
// tenancy that fails closed, and a schema that is checked before it is used.
//
// It must not know rules of desks, tickets or accounts, GraphQL, HTTP, or the clock. Rows are read and written by the
// use cases through Ent; this package only decides how, and for whom.
package store
