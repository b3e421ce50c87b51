// Package dataset serves exports as files: GET /export/tickets.csv and its like, streamed, for programs that read no GraphQL (C.7).
//
// What is in them, and who may have it, is internal/export's.
package dataset
