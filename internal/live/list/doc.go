// Package list is the feed of lists: who follows one is told as tickets enter it, change in it and leave it. docs/live.md says
// why nothing is lost.
//
//	journal -> Hub.Run -> topic, one for all who follow the same list with the same eyes -> Follower, Counter
//
// The journal says which tickets have changed; which of them are in a list now is asked once for each topic and batch of
// changes, of the very statement that reads the list. Followers are pulled: they take what their topic has found.
//
// It must not know of tables, GraphQL or sockets, nor what a filter or a ticket is: those are type parameters.
package list
