// Package account is who may come in: signing in and out, sessions, and the users and memberships behind them.
//
// A session is an opaque token that only its client knows; the database keeps the token's SHA-256. Who a token stands
// for is read anew for each request, in one statement, so that a role that is taken away is gone with the next call.
//
// It must not know of GraphQL, HTTP, cookies' form or sockets: what it needs of the way in which somebody came is a
// Caller in the context.
package account
