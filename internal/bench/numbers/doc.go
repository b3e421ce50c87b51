// Package numbers measures statistics: the columns of internal/stats against plain GROUP BY on the same database, and against
// DuckDB on the same tickets in its own file, in one run; what loading takes, and what many questions at once do to lists.
//
// It is for measuring only, and knows the rooms it measures. DuckDB comes from npm, into a folder of its own.
package numbers
