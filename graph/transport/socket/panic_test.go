package socket_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"sportello/graph/transport"
	"sportello/graph/transport/socket"
	"sportello/graph/transport/testschema"
)

// bomb is a bug in how an answer is written.
type bomb struct{}

func (bomb) AppendJSON([]byte) []byte { panic("secret: bomb") }

// A panic that even the engine did not catch ends its operation and nothing
// else.
func TestPanicInAnOperation(t *testing.T) {
	engine, err := transport.NewEngine(transport.EngineConfig{
		Schema: testschema.NewExecutableSchema(testschema.Config{Resolvers: &testschema.Resolver{}}),
		Around: func(ctx context.Context, op *transport.Operation, next graphql.OperationHandler) graphql.ResponseHandler {
			if op.Name == "Bomb" {
				return graphql.OneShot(&graphql.Response{Extensions: map[string]any{"bomb": bomb{}}})
			}
			return next(ctx)
		},
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	c := serve(t, func(c *socket.Config) { c.Engine = engine }).open(t)
	c.subscribe("1", "query Bomb{hello}")
	c.expect(`{"id":"1","type":"error","payload":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}`)
	c.ask()
}
