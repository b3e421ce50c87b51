// Package workflow decides. Decide takes a desk's policy, a ticket, who acts, what they want and when, and answers the
// ticket as it becomes with the events that describe the difference, or refuses with a problem. Can asks the same
// function for everything at once: there is no second copy of a rule. docs/workflow.md shows the whole matrix.
//
// It is pure: it must not know of rows, requests, the clock or the database, nor of who may see the ticket: access was
// decided before.
package workflow

//go:generate go test . -run TestDocumentShowsTheWholeMatrix -update
