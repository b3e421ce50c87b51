// Package socket serves GraphQL over websockets in the two subprotocols that
// clients speak: graphql-transport-ws (npm graphql-ws) and the older
// graphql-ws (npm subscriptions-transport-ws). The client's offer decides;
// graphql-transport-ws wins when both are offered.
//
// A socket costs two goroutines, one that reads and one that alone writes, and
// one more for each operation that runs on it. None of them outlives the
// socket: [Server.Shutdown] returns when all are gone.
//
// # Close codes
//
// Clients of npm graphql-ws give up after the codes marked "final" and connect
// again after the others. They are the same in both subprotocols; before
// refusing a connection_init the older one also sends connection_error.
//
//	1000  the client said goodbye, or sent connection_terminate
//	1002  final: broken websocket framing (RFC 6455)
//	1007  final: text that is not UTF-8 (RFC 6455, 8.1)
//	1009  final: a message above Limits.MessageBytes
//	1012  the server restarts (IANA registry; reconnect after a random pause)
//	4400  final: not a message of the protocol, bad JSON, a binary frame
//	4401  final: an operation before the connection was acknowledged
//	4403  the viewer was refused, or their session has ended
//	4406  final: no subprotocol we speak was offered
//	4408  the client let a time run out: connection_init, pong, or reading
//	4409  final: an operation id that is still in use
//	4429  final: a second connection_init, or too many sockets of one user
//	4500  final: a bug; it is logged
//
// Before the upgrade the answer is plain HTTP: 400 and 405 for a broken
// handshake, 403 for a foreign Origin, 426 for a request that asks for no
// upgrade, 503 with Retry-After when the server is full or shutting down.
//
// # What else is decided here
//
// Messages are handled in the order they come: what follows connection_init
// waits for its answer, as the older protocol's clients rely on. An operation
// that cannot start, the one above Limits.Operations included, is answered
// with an error message; the socket lives on. A pong repeats the ping's
// payload up to Limits.EchoBytes and has none above.
//
// Each operation may have Limits.Queue messages waiting for the client, all
// of them together Limits.QueueBytes. A full queue makes the operation wait
// for Timings.RoomWait, and then the socket is closed with 4408. During that
// wait the operation does not read its source, so a source that many share
// must never block on one of them.
//
// The package must not know the schema or who a viewer is: it asks an [Engine]
// and an [Authenticator].
package socket
