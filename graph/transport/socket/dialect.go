package socket

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"sportello/graph/transport"
)

// Subprotocol names, as in Sec-WebSocket-Protocol.
const (
	protocolTransport = "graphql-transport-ws"
	protocolLegacy    = "graphql-ws"
)

// kind is what a client's message asks for, in either subprotocol.
type kind int

const (
	kindUnknown kind = iota
	kindInit
	kindPing
	kindPong
	kindStart
	kindStop
	kindTerminate
)

// dialect is one subprotocol: the names it gives to what both can say.
type dialect struct {
	legacy bool
}

func (d dialect) kindOf(name string) kind {
	if d.legacy {
		switch name {
		case "connection_init":
			return kindInit
		case "start":
			return kindStart
		case "stop":
			return kindStop
		case "connection_terminate":
			return kindTerminate
		}
		return kindUnknown
	}
	switch name {
	case "connection_init":
		return kindInit
	case "ping":
		return kindPing
	case "pong":
		return kindPong
	case "subscribe":
		return kindStart
	case "complete":
		return kindStop
	}
	return kindUnknown
}

func (d dialect) ack() []byte { return []byte(`{"type":"connection_ack"}`) }

func (d dialect) keepAlive() []byte { return []byte(`{"type":"ka"}`) }

func (d dialect) complete(id identifier) []byte {
	return fmt.Appendf(nil, `{"id":%s,"type":"complete"}`, id.literal)
}

// nextHead is what stands before the payload of each result of an operation.
func (d dialect) nextHead(id identifier) []byte {
	name := "next"
	if d.legacy {
		name = "data"
	}
	return fmt.Appendf(nil, `{"id":%s,"type":"%s","payload":`, id.literal, name)
}

// pong answers a ping; payload may be nil.
func (d dialect) pong(payload []byte) []byte {
	if payload == nil {
		return []byte(`{"type":"pong"}`)
	}
	return fmt.Appendf(nil, `{"type":"pong","payload":%s}`, payload)
}

// failure ends an operation with errors. The older protocol wants one error as
// the payload; its clients also read an "errors" list in it.
func (d dialect) failure(id identifier, errs gqlerror.List) []byte {
	text := fmt.Appendf(nil, `{"id":%s,"type":"error","payload":`, id.literal)
	if !d.legacy {
		return append(transport.AppendErrors(text, errs), '}')
	}
	// A list of one error is its object in brackets.
	first := transport.AppendErrors(nil, errs[:1])
	text = append(text, first[1:len(first)-2]...)
	text = transport.AppendErrors(append(text, `,"errors":`...), errs)
	return append(text, '}', '}')
}

// refusal tells a client of the older protocol why its connection_init failed;
// reason is one of our own constants.
func (d dialect) refusal(reason string) []byte {
	return fmt.Appendf(nil, `{"type":"connection_error","payload":{"message":%q}}`, reason)
}
