// Package duetime says what a desk has promised for a ticket, and how each promise stands (M1.1, M2.9).
//
// There are three promises. The first response is owed from the opening until staff answer in public; the next response from
// what a customer writes after that until staff answer again, so that at most one response is owed at a time; the resolution
// from the opening until the ticket is over. Whatever ends a ticket ends the responses, too: nobody waits for an answer any
// more, and when the ticket is taken up again only what the customer then writes is owed one. The clock of the resolution
// stops with the ticket, goes on from where it stood when it is reopened, and waits in the statuses that the policy names.
//
// A promise has the target of the ticket's priority: when that changes, what is still open is timed anew from its beginning,
// as if it had always been so; what has been kept or broken for good stays as it was.
//
// The same is told twice over. Life reads a whole timeline and knows everything, each segment of a clock included. Times are
// the few values that are kept with a ticket and brought up to date by each act at constant cost; property tests hold that
// the two agree.
//
// The package is pure: it must not know rows, requests, the database or what time it is.
package duetime
