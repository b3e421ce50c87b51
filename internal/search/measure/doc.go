// Package measure tells how long searches take on a database as it is: questions made of what stands in its own tickets,
// asked one after the other of the index and of the statements that lists use.
//
// Nobody in the house knows it but the command that runs it.
package measure
