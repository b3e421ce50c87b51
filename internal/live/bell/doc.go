// Package bell tells people what concerns them among all that happens: who follows is told each change that is addressed to
// them, in the order of the journal, from any cursor on.
//
//	journal -> Hub.Run -> Describe, once for all -> log -> Follower, one for each client
//
// Whom a change concerns is a function of the timeline, so that who comes back later is told the same; whether they may still know of it
// is asked when it is told.
//
// It must not know of tables, GraphQL or sockets, nor what concerns people: what it tells of is a type parameter.
package bell
