// Package compiled answers hot queries straight from rows to bytes. An operation that asks only for `tickets` and `ticket`,
// with fields that stand in the tables of this package, is compiled once per document: the selection becomes a list of
// functions that append JSON, and the columns and joins that they need. There is no goroutine, context or closure per
// object then, and nothing is encoded twice.
//
// It answers exactly what gqlgen's executor would: a test holds both against each other on random documents. Whatever it
// does not know, and whatever goes wrong, is left to gqlgen, which then answers in full: a plan never tells an error.
//
// It must not decide anything: it calls the same reads as the resolvers, and shows rows through graph/view.
package compiled
