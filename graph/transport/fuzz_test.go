package transport_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"regexp"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"sportello/graph/transport"
)

// No document, however made, gets through the limits and then takes long,
// panics in the parser, the validation, the cost or the executor, or is
// answered as a bug of the server.
func FuzzDocumentLimits(f *testing.F) {
	for _, attack := range documentAttacks {
		if len(attack.query) < 10<<10 {
			f.Add(attack.query)
		}
	}
	e := engine(f, func(c *transport.EngineConfig) { c.Logger = slog.New(slog.DiscardHandler) })
	onPurpose := regexp.MustCompile(`fail|panic|wait|crash|mark`)
	f.Fuzz(func(t *testing.T, query string) {
		start := time.Now()
		op, refusal := e.Parse(transport.Params{Query: query})
		if took := time.Since(start); took > 5*time.Second {
			t.Fatalf("took %v", took)
		}
		if refusal != nil && (refusal.Code() == "" || refusal.Status < 400) {
			t.Fatalf("refused without a code: %+v", refusal)
		}
		if refusal != nil {
			return
		}
		if op.Cost > e.Limits().Cost {
			t.Fatalf("costs %d", op.Cost)
		}
		if e.Admit(t.Context(), op) != nil || op.Kind == ast.Subscription || onPurpose.MatchString(query) {
			return
		}
		r := e.Run(t.Context(), op)(t.Context()).Response
		if body := transport.AppendResponse(nil, r); !json.Valid(body) || bytes.Contains(body, []byte(transport.CodeInternal)) {
			t.Fatalf("answers %s", body)
		}
	})
}
