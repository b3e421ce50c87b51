package transport_test

import (
	"testing"
	"time"

	"sportello/graph/transport"
)

// No document, however made, gets through the limits and then takes long or
// panics in the parser, the validation or the cost.
func FuzzDocumentLimits(f *testing.F) {
	for _, attack := range documentAttacks {
		if len(attack.query) < 10<<10 {
			f.Add(attack.query)
		}
	}
	e := engine(f, nil)
	f.Fuzz(func(t *testing.T, query string) {
		start := time.Now()
		op, refusal := e.Parse(transport.Params{Query: query})
		if took := time.Since(start); took > 5*time.Second {
			t.Fatalf("took %v", took)
		}
		if refusal != nil && (refusal.Code() == "" || refusal.Status < 400) {
			t.Fatalf("refused without a code: %+v", refusal)
		}
		if refusal == nil && op.Cost > e.Limits().Cost {
			t.Fatalf("costs %d", op.Cost)
		}
	})
}
