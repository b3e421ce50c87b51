// Package limit says how much one GraphQL operation may ask for, and checks it
// without running anything: size and tokens before the parse, shape before the
// validation, static cost and variables before the execution. Its buckets hold
// what callers may spend over time.
//
// It knows the GraphQL language (gqlparser) and the clock. It must not know
// HTTP, viewers, or any type of the product's schema.
package limit
