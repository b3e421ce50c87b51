// Package export hands out, row by row, what programs outside keep a copy of: tickets, the times they spent in each status, and
// when messages were written, for BI tools, warehouses and spreadsheets (C.7).
//
// An export goes along the journal, so it can be broken off anywhere and gone on with by its cursor: nothing is missed while
// people write, and what has changed since comes again as a newer row of the same key. Rows hold codes, ids, counts and times; never a
// subject, a text, an address or a person's name.
//
// It reads alone, and must not know of GraphQL, HTTP, nor who has which key; formats are in its own encoders.
package export
