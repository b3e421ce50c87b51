package limit

import (
	"errors"
	"fmt"
	"reflect"
)

// Limits bound one operation and the caches around it. A zero field means its
// default, see [Defaults]. All are upper bounds and inclusive.
type Limits struct {
	DocumentBytes   int // size of the document's text, bytes
	Tokens          int // lexical tokens in the document, comments included
	Depth           int // fields nested in each other, through fragments
	Fields          int // fields of one operation, fragments written out at each use
	Aliases         int // aliased fields of one operation, counted like Fields
	SameKey         int // fields under one response key in one selection set, fragments written out
	Directives      int // directives in the whole document
	FieldDirectives int // directives at one place
	Fragments       int // fragment definitions in the document
	Operations      int // operation definitions in the document
	Variables       int // variables defined by one operation
	InputList       int // elements of one list in arguments and variables
	InputDepth      int // lists and objects nested in each other in variables and literals
	Page            int // "first" and "last" of a connection; never below 0
	Cost            int // static cost of one operation, points
	Errors          int // errors told in one answer

	DefaultPage int // size of a connection asked without first and last, elements
	DefaultList int // assumed size of a list that does not say, elements

	CachedDocuments     int // parsed documents kept
	CachedDocumentBytes int // estimated memory of parsed documents kept, bytes
	StoredQueries       int // persisted queries kept
	StoredQueryBytes    int // size of one persisted query, bytes
}

// Defaults are the limits of a server nobody configured.
func Defaults() Limits {
	return Limits{
		DocumentBytes: 100 << 10, Tokens: 4000, Depth: 15, Fields: 1000, Aliases: 60, SameKey: 50,
		Directives: 50, FieldDirectives: 5, Fragments: 100, Operations: 10,
		Variables: 100, InputList: 250, InputDepth: 20, Page: 100, Cost: 5000, Errors: 20,
		DefaultPage: 25, DefaultList: 10,
		CachedDocuments: 2000, CachedDocumentBytes: 64 << 20,
		StoredQueries: 2000, StoredQueryBytes: 32 << 10,
	}
}

// WithDefaults fills zero fields and refuses negative ones.
func (l Limits) WithDefaults() (Limits, error) {
	var errs []error
	got, fallback := reflect.ValueOf(&l).Elem(), reflect.ValueOf(Defaults())
	for i := range got.NumField() {
		switch n := got.Field(i).Int(); {
		case n < 0:
			errs = append(errs, fmt.Errorf("limit %s is %d, below 0", got.Type().Field(i).Name, n))
		case n == 0:
			got.Field(i).Set(fallback.Field(i))
		}
	}
	return l, errors.Join(errs...)
}
