package transport

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"sportello/graph/limit"
)

// charge takes the operation's cost from the viewer's budget.
func (e *Engine) charge(ctx context.Context, op *Operation) *Refusal {
	if e.budget == nil || e.budgetKey == nil {
		return nil
	}
	if op.key = e.budgetKey(ctx); op.key == "" {
		return nil
	}
	balance, ok := e.budget.Charge(op.key, op.Cost)
	if !ok {
		refusal := refuse(http.StatusTooManyRequests, CodeRateLimited, "the budget is spent, try again later")
		refusal.Extensions = map[string]any{"cost": costReport{op.Cost, -1, balance}}
		refusal.RetryAfter = balance.Wait
		return refusal
	}
	op.charged, op.balance = true, balance
	return nil
}

// Release gives back what an admitted operation was charged and did not run.
func (e *Engine) Release(op *Operation) {
	op.SetActualCost(0)
	e.settle(op)
}

// settle refunds what is known not to have been spent, once.
func (e *Engine) settle(op *Operation) {
	if actual := int(op.actual.Load()); op.charged && actual >= 0 && actual < op.Cost {
		op.balance = e.budget.Refund(op.key, op.Cost-actual)
	}
}

// report tells the cost with the operation's first response.
func (e *Engine) report(op *Operation, r *graphql.Response) {
	if !op.charged {
		return
	}
	if r.Extensions == nil {
		r.Extensions = make(map[string]any, 1)
	}
	r.Extensions["cost"] = costReport{op.Cost, int(op.actual.Load()), op.balance}
}

// costReport is extensions.cost.
type costReport struct {
	requested, actual int // actual is -1 when it is not known
	balance           limit.Balance
}

// AppendJSON implements [jsonAppender].
func (c costReport) AppendJSON(dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, `{"requested":`...), int64(c.requested), 10)
	if c.actual >= 0 {
		dst = strconv.AppendInt(append(dst, `,"actual":`...), int64(c.actual), 10)
	}
	dst = strconv.AppendInt(append(dst, `,"limit":`...), int64(c.balance.Limit), 10)
	dst = strconv.AppendInt(append(dst, `,"remaining":`...), int64(c.balance.Remaining), 10)
	dst = strconv.AppendInt(append(dst, `,"resetSeconds":`...), seconds(c.balance.Reset), 10)
	return append(dst, '}')
}

// seconds rounds up: who waits that long has waited long enough.
func seconds(d time.Duration) int64 { return int64(math.Ceil(d.Seconds())) }
