// Package view gives the rows of package desk the shape that the contract asks for: global ids, labels, null where a
// thing has not happened or is not the viewer's to know. gqlgen binds its types to the contract's (gqlgen.yml).
//
// It must not load anything: what needs the database is a resolver.
package view

// Node is anything with a global id.
type Node interface{ IsNode() }
