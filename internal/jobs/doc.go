// Package jobs is what the clock drives: work that is done again and again while the server runs, such as removing what
// has expired and handing out what was not delivered.
//
// A job is a use case of another room under a name; this package decides when it runs. It must not know what the jobs do,
// and no tables, GraphQL or HTTP.
package jobs
