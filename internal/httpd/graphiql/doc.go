// Package graphiql serves GraphiQL, the page on which a person tries queries and subscriptions by
// hand. The page, its script and its style are embedded and load nothing from any other host, so
// it works without a network and under a strict Content-Security-Policy.
//
// The assets in dist are bundled from web by `make graphiql` and committed; CI builds them again
// and compares.
//
// The package knows two addresses, that of the GraphQL endpoint and that of its websocket. It must
// not know the schema, sessions or anything else of the server: what a visitor of the page may ask
// is decided where every other request is decided.
package graphiql
