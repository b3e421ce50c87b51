// Package permit says, for each operation of the contract, what it demands of who calls: one line each, in operations.go.
//
// The roles' permissions themselves are in internal/access, and whether somebody has one at the place in question is asked
// by the use case, which knows the place. This table is held against the running server, cell by cell, by a test of graph;
// docs/permissions.md is made of it; and Guard turns away keys whose scopes do not reach, before anything is looked for.
//
// It is pure but for Guard; it must not know resolvers, use cases or tables.
package permit

//go:generate go test . -run TestDocumentShowsTheTable -update
