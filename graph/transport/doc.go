// Package transport serves GraphQL over HTTP: POST, GET, server-sent events
// and multipart uploads; websockets stand on the same [Engine].
//
// It works on any gqlgen executable schema and knows nothing of tickets,
// desks or users: who the viewer is comes from an [Authenticator], where
// uploaded files go from a [FileSink], how an error is told from the
// configured presenter. It must not import any other package of the product
// but graph/limit.
//
// The way of one request: stored query lookup, limits on the document's text,
// parse, limits on the parsed document, validation (all of it remembered by
// the document's text), variables, static cost, authentication, budget,
// execution under a deadline.
package transport
