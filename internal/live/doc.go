// Package live is the feed: who follows a ticket is told each entry of its timeline that they may see, in order, none
// twice, none lost. docs/live.md says why that holds.
//
//	commit -> Relay -> Bus -> Hub -> Follower
//	   `-> journal -> Relay -----^
//
// A Bus carries announcements, which say where to look and not what happened; the Hub reads the timeline itself, once
// for all who follow the same ticket with the same eyes. A Follower is pulled: it reads when its consumer asks for
// more, so that nothing queues for a slow one.
//
// It must not know of tables, GraphQL or sockets, nor of what tickets and entries are made of: those are type
// parameters, filled in by who wires it.
package live
