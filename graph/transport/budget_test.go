package transport_test

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"sportello/graph/limit"
	"sportello/graph/transport"
)

func number(text string) json.Number { return json.Number(text) }

// clock is moved by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// withBudget gives each named viewer 500 points, and 10 back each second.
func withBudget(t testing.TB, at *clock) option {
	t.Helper()
	buckets, err := limit.NewBuckets(limit.BucketConfig{Capacity: 500, PerSecond: 10, Accounts: 100, Now: at.Now})
	if err != nil {
		t.Fatal(err)
	}
	return func(c *transport.EngineConfig, _ *transport.HandlerConfig) {
		c.Budget = buckets
		c.BudgetKey = func(ctx context.Context) string {
			viewer, _ := ctx.Value(viewerKey{}).(string)
			return viewer
		}
	}
}

func TestBudget(t *testing.T) {
	at := &clock{now: time.Unix(1_700_000_000, 0)}
	d := serve(t, withBudget(t, at))
	ada := []string{"Authorization", "Bearer ada"}

	first := d.ask(t, "{ report }", "", ada...)
	first.wantBody(t, `{"data":{"report":"all is well"},"extensions":{"cost":{"requested":200,"limit":500,"remaining":300,"resetSeconds":20}}}`)
	for header, want := range map[string]string{"RateLimit-Limit": "500", "RateLimit-Remaining": "300", "RateLimit-Reset": "20"} {
		if got := first.Header.Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	d.ask(t, "{ report }", "", ada...).want(t, http.StatusOK, "")

	refused := d.ask(t, "{ report }", "", ada...)
	refused.want(t, http.StatusTooManyRequests, transport.CodeRateLimited)
	if refused.Header.Get("Retry-After") != "10" {
		t.Errorf("Retry-After %q", refused.Header.Get("Retry-After"))
	}
	d.ask(t, "{ report }", "", append(ada, "Accept", "application/json")...).want(t, http.StatusTooManyRequests, transport.CodeRateLimited)
	d.ask(t, "{ report }", "", "Authorization", "Bearer ben").want(t, http.StatusOK, "")
	d.ask(t, "{ report }", "").wantBody(t, `{"data":{"report":"all is well"}}`) // nobody pays

	at.pass(10 * time.Second)
	d.ask(t, "{ report }", "", ada...).want(t, http.StatusOK, "")
}

// "Refunded to the actual cost."
func TestBudgetRefund(t *testing.T) {
	at := &clock{now: time.Unix(1_700_000_000, 0)}
	d := serve(t, withBudget(t, at), func(c *transport.EngineConfig, _ *transport.HandlerConfig) {
		c.Around = func(ctx context.Context, op *transport.Operation, next graphql.OperationHandler) graphql.ResponseHandler {
			op.SetActualCost(op.Cost - 150)
			return next(ctx)
		}
	})
	d.ask(t, "{ report }", "", "Authorization", "Bearer ada").
		wantBody(t, `{"data":{"report":"all is well"},"extensions":{"cost":{"requested":200,"actual":50,"limit":500,"remaining":450,"resetSeconds":5}}}`)
}

// What is refused before it runs costs nothing.
func TestRefusedOperationsAreFree(t *testing.T) {
	at := &clock{now: time.Unix(1_700_000_000, 0)}
	d := serve(t, withBudget(t, at))
	ada := []string{"Authorization", "Bearer ada"}
	d.ask(t, "{ report nothing }", "", ada...).want(t, http.StatusBadRequest, transport.CodeValidationFailed)
	d.ask(t, "{ report __schema { description } }", "", ada...).want(t, http.StatusBadRequest, transport.CodeValidationFailed)
	d.ask(t, "subscription { countdown(from: 1) }", "", ada...).want(t, http.StatusNotAcceptable, transport.CodeBadRequest)
	d.ask(t, "{ hello }", "", ada...).
		wantBody(t, `{"data":{"hello":"hello world"},"extensions":{"cost":{"requested":0,"limit":500,"remaining":500,"resetSeconds":0}}}`)
}
