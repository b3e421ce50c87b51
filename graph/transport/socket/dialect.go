package socket

import (
	"encoding/json"
	"fmt"

	"github.com/vektah/gqlparser/v2/gqlerror"
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
func (d dialect) failure(id identifier, errs gqlerror.List) ([]byte, error) {
	var payload any = errs
	if d.legacy {
		payload = struct {
			Message string        `json:"message"`
			Errors  gqlerror.List `json:"errors"`
		}{errs[0].Message, errs}
	}
	encoded, err := json.Marshal(payload)
	if err != nil {
		return nil, fmt.Errorf("encode errors: %w", err)
	}
	return fmt.Appendf(nil, `{"id":%s,"type":"error","payload":%s}`, id.literal, encoded), nil
}

// refusal tells a client of the older protocol why its connection_init failed;
// reason is one of our own constants.
func (d dialect) refusal(reason string) []byte {
	return fmt.Appendf(nil, `{"type":"connection_error","payload":{"message":%q}}`, reason)
}
