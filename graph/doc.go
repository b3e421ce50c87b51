// Package graph answers the contract: resolvers by area, each of which decodes, calls one use case and encodes. Who asks
// comes in the context (package access); errors leave through Present.
//
// There is no transaction, rule or SQL here, and nothing of HTTP: transports live in graph/transport. It must not know of
// tables or the store.
package graph

//go:generate sh -c "cd .. && go tool gqlgen generate"
