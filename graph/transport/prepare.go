package transport

import "context"

// Prepare is [Engine.Parse] and then [Engine.Admit], for transports that know
// the viewer before the operation comes. A non-nil refusal is a request error.
func (e *Engine) Prepare(ctx context.Context, p Params) (*Operation, *Refusal) {
	op, refusal := e.Parse(ctx, p)
	if refusal != nil {
		return nil, refusal
	}
	if refusal := e.Admit(ctx, op); refusal != nil {
		return nil, refusal
	}
	return op, nil
}
