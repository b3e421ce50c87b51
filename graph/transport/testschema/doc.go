// Package testschema is a small schema that the tests of package transport
// serve: it answers, fails, panics, hangs, streams and takes files on demand.
// It knows nothing of the product.
package testschema

//go:generate go run github.com/99designs/gqlgen
