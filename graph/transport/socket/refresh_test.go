package socket_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"sportello/graph/transport/socket"
)

// Who speaks is found out anew for each operation, as it is for each request: a socket may stay open for days.
func TestEachOperationIsOfWhoSpeaksNow(t *testing.T) {
	var now atomic.Value
	s := serve(t, func(c *socket.Config) {
		c.Refresh = func(ctx context.Context) (context.Context, error) {
			name, _ := now.Load().(string)
			if name == "" {
				return nil, errors.New("secret: no database")
			}
			return context.WithValue(ctx, viewerKey{}, viewer(ctx)+", now "+name), nil
		}
	})
	c := s.dial(t, nil, modern)
	c.hold([]string{`> {"type":"connection_init","payload":{"token":"Ada"}}`, ack})
	for _, name := range []string{"agent", "nobody"} {
		now.Store(name)
		c.subscribe("1", "{context{viewer}}")
		c.expect(`{"id":"1","type":"next","payload":{"data":{"context":{"viewer":"Ada, now ` + name + `"}}}}`)
		c.expect(`{"id":"1","type":"complete"}`)
	}
	now.Store("")
	c.subscribe("1", "{context{viewer}}")
	c.expect(`{"id":"1","type":"error","payload":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}`)
	c.send(`{"type":"ping"}`)
	c.expect(`{"type":"pong"}`)
}
