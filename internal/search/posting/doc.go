// Package posting keeps sets of ticket ids as a database keeps them: in rows of one chunk of ids each, so that a change writes
// little and sets of many tickets are joined and cut many at a time.
//
// It is pure, and knows neither words nor SQL.
package posting
