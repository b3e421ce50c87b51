// Package natstest starts NATS servers for tests: Debian's nats-server, on a free port of the loopback interface.
//
// It must not know of the product.
package natstest
