package transport

import (
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Codes of request errors, as extensions.code.
const (
	CodeBadRequest        = "BAD_REQUEST"               // the request is not a well-formed GraphQL request
	CodeParseFailed       = "GRAPHQL_PARSE_FAILED"      // the document is not GraphQL
	CodeValidationFailed  = "GRAPHQL_VALIDATION_FAILED" // the document or its variables do not fit the schema
	CodeDocumentLimit     = "DOCUMENT_LIMIT"            // a limit on documents or variables; the message names it
	CodeCostLimit         = "COST_LIMIT"                // one operation costs too much
	CodeRateLimited       = "RATE_LIMITED"              // the budget is spent, try again later
	CodePayloadTooLarge   = "PAYLOAD_TOO_LARGE"         // body or file too large
	CodeTimeout           = "TIMEOUT"                   // the operation took too long
	CodePersistedNotFound = "PERSISTED_QUERY_NOT_FOUND" // send the query's text once more
	CodeInternal          = "INTERNAL"                  // a bug or an outage; the request id is all that is told
)

// Refusal is a request error: the operation was not run and the answer has no
// "data" (GraphQL October 2021, 7.1.2).
type Refusal struct {
	// Status is the HTTP status under application/graphql-response+json.
	Status int
	// Errors are safe to show and never empty.
	Errors gqlerror.List
	// Extensions go into the response beside the errors; may be nil.
	Extensions map[string]any
	// RetryAfter is how long to wait before trying again; 0 says nothing.
	RetryAfter time.Duration

	// wellFormed says that the request itself was in order and only what it
	// brought was not; under application/json that is a 200.
	wellFormed bool
}

// Code is the extensions.code of the first error.
func (r *Refusal) Code() string {
	code, _ := r.Errors[0].Extensions["code"].(string)
	return code
}

// Response is the refusal as a GraphQL response without data.
func (r *Refusal) Response() *graphql.Response {
	return &graphql.Response{Errors: r.Errors, Extensions: r.Extensions}
}
