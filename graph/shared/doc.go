// Package shared lets what a subscription tells be executed and encoded once for all whom it is alike for.
//
// A [Selection] is what is known of an operation before it runs: whether all it asks for stands in the table of fields
// that depend on the rows and on the viewer's eyes alone ([access.Eyes]). Only then may its bytes be shared, and they are
// made for eyes, never for a person: what a shared answer was made from is no more than its key. So a field that is in the
// table by mistake can tell somebody too little, or the same to all; it can't tell one viewer what another may know.
//
// It must not know of tickets' rows or of sockets.
package shared
