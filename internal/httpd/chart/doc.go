// Package chart serves a page that draws a desk's numbers: opened, closed and backlog, how long answers take, and when in the week
// people write. It asks the same ticketStats as any other client (C.7) and shows how little that takes.
//
// The assets in dist are bundled from web by `make chart` and committed; CI builds them again and compares. The package must not know
// the schema, sessions or anything else of the server.
package chart
