// Package demo fills an empty database with five desks, their people and as many tickets as are asked for, to look at,
// to try things on and to measure with. The same seed and the same present make the same rows, keys of stored files
// apart.
//
// Each ticket lives through a story of its own: what somebody does in it is decided by workflow, and its rows are what
// the use cases would have written. It is made in memory and written in batches, so that size costs time alone.
//
// It must not know of use cases, GraphQL, HTTP, or the clock, and nobody but the commands knows it.
package demo
