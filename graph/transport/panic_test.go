package transport_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"sportello/graph/transport"
)

// "A panic in a resolver answers with an id, is logged, and the server lives on."
func TestPanic(t *testing.T) {
	d := serve(t)
	a := d.ask(t, "{ panic hello }", "")
	a.want(t, http.StatusOK, transport.CodeInternal)
	id := a.Header.Get("X-Request-Id")
	if id == "" || !strings.Contains(a.body, `"requestId":"`+id+`"`) || !strings.Contains(a.body, `"hello":"hello world"`) {
		t.Errorf("id %q: %s", id, a.body)
	}
	if strings.Contains(a.body, "cheese") {
		t.Errorf("tells what happened: %s", a.body)
	}
	if log := d.log.String(); !strings.Contains(log, "cheese") || !strings.Contains(log, id) || !strings.Contains(log, "resolver.go") {
		t.Errorf("log: %s", log)
	}
	d.ask(t, "{ hello }", "").wantBody(t, `{"data":{"hello":"hello world"}}`)
}

func TestPanicOutsideResolvers(t *testing.T) {
	d := serve(t, func(c *transport.EngineConfig, _ *transport.HandlerConfig) {
		c.Around = func(context.Context, *transport.Operation, graphql.OperationHandler) graphql.ResponseHandler {
			panic("secret: no more cheese")
		}
	})
	a := d.ask(t, "{ hello }", "")
	a.want(t, http.StatusInternalServerError, transport.CodeInternal)
	if strings.Contains(a.body, "cheese") || !strings.Contains(d.log.String(), "no more cheese") {
		t.Errorf("%s, log: %s", a.body, d.log)
	}
}

func TestErrorsAreMasked(t *testing.T) {
	d := serve(t)
	a := d.ask(t, "{ fail }", "")
	a.wantBody(t, `{"errors":[{"message":"internal error","locations":[{"line":1,"column":3}],"path":["fail"],`+
		`"extensions":{"code":"INTERNAL","requestId":"`+a.Header.Get("X-Request-Id")+`"}}],"data":{"fail":null}}`)
	d.ask(t, "{ refuse }", "").wantBody(t, `{"errors":[{"message":"not for you","locations":[{"line":1,"column":3}],`+
		`"path":["refuse"],"extensions":{"code":"FORBIDDEN"}}],"data":{"refuse":null}}`)
	if !strings.Contains(d.log.String(), "hunter2") {
		t.Errorf("the operator is not told: %s", d.log)
	}
	d.ask(t, "{ failHard }", "").want(t, http.StatusOK, transport.CodeInternal)
}

func TestErrorsAreCapped(t *testing.T) {
	d := serve(t)
	a := d.ask(t, "{ failMany(times: 90) }", "")
	if n := strings.Count(a.body, "FORBIDDEN"); n != 20 {
		t.Errorf("%d errors, want 20", n)
	}
	d.ask(t, "{"+strings.ReplaceAll(aliases(40), "hello", "fail")+"}", "")
	if n := strings.Count(d.log.String(), "hunter2"); n != 20 {
		t.Errorf("%d errors logged, want 20", n)
	}
}
