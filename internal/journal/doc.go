// Package journal is the one order of all changes of tickets: each gets a place, from 1 without a gap, once it is committed.
//
//	commit (outbox row) -> Place (row out of the outbox, place into the journal) -> After, Grown
//
// A place is handed out after the commit and under one lock, in the transaction that takes the row out of the outbox. So
// who has read all up to a place never finds something before it later, in whatever order transactions began, took their
// ids or committed. Places are handed out by whichever process comes first: the one that committed, woken at once, or
// any other's sweep. docs/live.md says what must hold for it, and why it does.
//
// It must not know what happened to a ticket, who may see it, or who reads along.
package journal
