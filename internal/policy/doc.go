// Package policy is what a desk allows: a value, read from YAML, validated, and never changed afterwards. A new desk with
// other rules is a new policy file, never new code. The presets of the five desks lie in presets/.
//
// It is pure: it must not know of tickets' rows, requests, the clock or the database. What a policy means for a ticket is
// decided by package workflow.
package policy

//go:generate go test . -run TestDocumentNamesEveryKey -update
