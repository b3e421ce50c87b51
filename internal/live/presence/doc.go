// Package presence knows who is at a ticket at the moment, and who writes there.
//
//	Follow, Write -> sign -> bus -> topic, one for each ticket that somebody here follows -> Follower
//
// Nothing of it is kept in a database. Who is there repeats it; who is not heard of for a while is gone, so that what was lost
// on the way, or the end of a process, is made good by itself. A process to which somebody comes asks the others once who is there.
//
// It must not know of tables, GraphQL or sockets, nor how people are shown: that is a type parameter.
package presence
