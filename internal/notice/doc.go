// Package notice says who is told of what happens to a ticket: a pure function of the desk's policy and the ticket. It must
// not know how they are told, nor of databases, networks and clocks.
package notice
