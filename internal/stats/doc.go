// Package stats answers statistics over all tickets from memory: any measure, filter and grouping, exactly (C.7, M1.9, M4.5).
//
// It is read-only on the desk's tables. An Engine keeps a set of columns: a small code for each dimension of a ticket, its
// instants as seconds, and its history (statuses, public replies, broken promises) as seconds and bytes. A question is a walk
// over slices: the filter becomes a set of rows, one bit each, and what the measures want is added up for each group. The
// package comment of a test is a better place for numbers than this; see docs/stats.md and docs/performance.md.
//
// The columns are loaded at start, in ranges of ids while the server serves, and kept in step afterwards: own writes are noted
// before their mutation answers, those of other processes come by the journal. A change is never applied as such: the ticket
// is read anew, whole, so that a change may be told twice, late or out of order. Readers and the one writer exclude each other
// for as long as it takes to copy rows, so that nobody sees half a change.
//
// The package must not know requests or GraphQL, and writes nothing.
package stats
