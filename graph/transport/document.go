package transport

import (
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"sportello/graph/limit"
)

// document is a parsed and validated document. It is shared between requests
// and never changed.
type document struct {
	parsed     *ast.QueryDocument
	operations []*compiled
	required   required
}

// compiled is one operation of a document with what is known before its
// variables are.
type compiled struct {
	definition  *ast.OperationDefinition
	plan        *limit.Plan
	introspects bool

	once sync.Once
	memo any // of Operation.Once
}

// named finds the operation to run (GraphQL October 2021, 6.1): the one of
// that name, or the only one when no name is given.
func (d *document) named(name string) *compiled {
	if name == "" {
		if len(d.operations) != 1 {
			return nil
		}
		return d.operations[0]
	}
	for _, operation := range d.operations {
		if operation.definition.Name == name {
			return operation
		}
	}
	return nil
}

// documents compiles documents and remembers the valid ones by their text.
type documents struct {
	schema *ast.Schema
	limits limit.Limits
	costs  *limit.CostModel
	rules  func(required) *rules.Rules
	known  *cache[*document]
}

func newDocuments(schema *ast.Schema, limits limit.Limits, suggestions bool) (*documents, error) {
	costs, err := limit.NewCostModel(schema, limits)
	if err != nil {
		return nil, fmt.Errorf("read the schema's costs: %w", err)
	}
	return &documents{
		schema: schema,
		limits: limits,
		costs:  costs,
		rules:  func(r required) *rules.Rules { return validationRules(suggestions, r) },
		known:  newCache[*document](limits.CachedDocuments, limits.CachedDocumentBytes),
	}, nil
}

// A token of a document takes about this much memory once parsed and
// validated, see TestCachedDocumentWeight.
const bytesPerToken = 200

func (d *documents) compile(query string) (*document, *Refusal) {
	if doc, ok := d.known.get(query); ok {
		return doc, nil
	}
	tokens, err := d.limits.CheckText(query)
	if err != nil {
		return nil, overLimit(err)
	}
	parsed, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil {
		return nil, documentRefusal(CodeParseFailed, asList(err)...)
	}
	if len(parsed.Operations) == 0 {
		return nil, documentRefusal(CodeValidationFailed, gqlerror.Errorf("the document has no operation"))
	}
	if err := d.limits.CheckDocument(parsed); err != nil {
		return nil, overLimit(err)
	}
	doc := &document{parsed: parsed, required: required{}}
	if errs := validator.ValidateWithRules(d.schema, parsed, d.rules(doc.required)); len(errs) > 0 {
		return nil, documentRefusal(CodeValidationFailed, errs[:min(len(errs), d.limits.Errors)]...)
	}
	for _, operation := range parsed.Operations {
		plan, err := d.costs.Plan(operation)
		if err != nil {
			return nil, overLimit(err)
		}
		doc.operations = append(doc.operations, &compiled{definition: operation, plan: plan, introspects: introspects(operation.SelectionSet)})
	}
	d.known.add(query, doc, len(query)+bytesPerToken*tokens)
	return doc, nil
}

// introspects says whether a validated selection on a root type reads the schema.
func introspects(set ast.SelectionSet) bool {
	for _, selection := range set {
		var inner ast.SelectionSet
		switch s := selection.(type) {
		case *ast.Field:
			if s.Name == "__schema" || s.Name == "__type" {
				return true
			}
		case *ast.InlineFragment:
			inner = s.SelectionSet
		case *ast.FragmentSpread:
			inner = s.Definition.SelectionSet
		}
		if introspects(inner) {
			return true
		}
	}
	return false
}

// overLimit tells the limit package's errors as request errors.
func overLimit(err error) *Refusal {
	if cycle, ok := errors.AsType[*limit.CycleError](err); ok {
		return documentRefusal(CodeValidationFailed, gqlerror.Errorf("%s", cycle))
	}
	return documentRefusal(CodeDocumentLimit, gqlerror.Errorf("%s", err))
}

// documentRefusal refuses a document or its variables, brought by a request
// that is well-formed in itself.
func documentRefusal(code string, errs ...*gqlerror.Error) *Refusal {
	for _, err := range errs {
		setCode(err, code)
	}
	return &Refusal{Status: http.StatusBadRequest, Errors: errs, wellFormed: true}
}

func asList(err error) gqlerror.List {
	if one, ok := errors.AsType[*gqlerror.Error](err); ok {
		return gqlerror.List{one}
	}
	return gqlerror.List{gqlerror.Errorf("%s", err)}
}
