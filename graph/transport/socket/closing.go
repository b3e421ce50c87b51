package socket

import (
	"errors"
	"fmt"
	"net"

	"github.com/gorilla/websocket"
)

// Close codes of graphql-transport-ws, as npm graphql-ws defines them.
const (
	codeBadRequest       = 4400
	codeUnauthorized     = 4401
	codeForbidden        = 4403
	codeNoSubprotocol    = 4406
	codeTimeout          = 4408
	codeSubscriberExists = 4409
	codeTooMany          = 4429
	codeInternal         = 4500
)

// maxReason is the length of a close reason in bytes, RFC 6455, 5.5.
const maxReason = 123

// closing is why a socket ends, and the close frame that says so. It is an
// error so that it can travel as one and be the cause of the socket's context.
type closing struct {
	code   int // 0 when the line is dead and no frame can be sent
	reason string
	// polite closings first send what is waiting for the client.
	polite bool
	// answer is set when the client closed and our frame is the echo, after
	// which RFC 6455 lets the server hang up at once.
	answer bool
}

func (c closing) Error() string {
	return fmt.Sprintf("socket closed: %d %s", c.code, c.reason)
}

func (c closing) frame() []byte {
	return websocket.FormatCloseMessage(c.code, c.reason)
}

func invalid(why string) closing {
	return closing{code: codeBadRequest, reason: "Invalid message received: " + why}
}

func subscriberExists(id string) closing {
	reason := "Subscriber for " + id + " already exists"
	if len(reason) > maxReason {
		reason = "Subscriber already exists"
	}
	return closing{code: codeSubscriberExists, reason: reason}
}

// closingFor classifies an error of reading or writing.
func closingFor(err error) closing {
	var known closing
	var closed *websocket.CloseError
	var network net.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, errSlow):
		return closing{code: codeTimeout, reason: "Reading too slowly"}
	case errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure:
		return closing{code: closed.Code, answer: true}
	case errors.As(err, &closed):
		return closing{reason: "connection lost"}
	case errors.As(err, &network) && network.Timeout():
		return closing{code: codeTimeout, reason: "Pong timeout"}
	case errors.As(err, &network):
		return closing{reason: "connection lost"}
	default:
		return closing{code: websocket.CloseProtocolError, reason: "Protocol error"}
	}
}
