// Package keyset pages through lists by the place of a row in its order rather than by counting rows: page 1,000 costs
// what page 1 costs, and rows that come and go meanwhile make none appear twice or vanish. It is pure; it must not know
// which lists exist, who reads them, or GraphQL.
package keyset
