// Package form is what a desk's form means for a request: which fields a page draws for somebody, and whether the answers
// will do. Drawing and checking follow one description, the policy's, so that what is drawn is accepted and nothing else is.
//
// It is pure: it must not know of tickets' rows, of who asks beyond the facts that it is told, or of the database. Subject and
// description, the files themselves and the person that is meant are checked where they are kept.
package form
