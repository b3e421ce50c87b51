// Package floor is what the machine can do: the answers of a few hot GraphQL documents, by plain net/http and
// database/sql with the best SQL that can be written by hand, the JSON appended byte by byte. It exists to be measured
// against and serves nobody else.
//
// It uses the same connections, prepared statements and settings as the server (package store), finds out who asks in
// one statement as the server does, and writes the same rows. What makes it fast is what it leaves out: it serves one
// desk, knows a handful of fields, and repeats the desk's rules only as far as the measured documents need them. A viewer
// has one place there: on the staff, or in a tenant all of whose tickets they see. Messages are to have an author on
// record, and replies go to tickets that are neither closed nor resolved, whose due times follow the desk's rules as they are,
// and of which nothing has fallen due unnoticed.
//
// It must not know of GraphQL.
package floor
