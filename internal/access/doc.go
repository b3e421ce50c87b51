// Package access is who asks and what they may touch: the viewer, their roles, and the scope of tickets that follows.
//
// It is a leaf and pure: it must not know of requests, tables or policies. Carrying the viewer in a context is the only
// use it makes of one.
package access
