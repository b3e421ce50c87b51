package parse

import "fmt"

// What one mail may cost. Beyond it a mail is kept, but not read.
const (
	MaxBytes         = 25 << 20 // of the raw message
	MaxMultiparts    = 50
	MaxBoundaryLines = 1000
	MaxHeaderLines   = 2000 // of the message and all its parts, continuations included
	MaxDepth         = 20   // multiparts within multiparts
)

const (
	maxField      = 64 << 10 // bytes of one header field that are read; the rest stays in the raw message
	maxBoundary   = 200      // RFC 2046 allows 70
	maxReferences = 100
	maxAddresses  = 1000    // in one header field
	maxShown      = 1000    // characters of a text from a header
	maxText       = 2 << 20 // bytes of all parts that are read as text; further ones are kept as files
)

// ErrTooComplex says that a mail is beyond a limit and was not read.
type ErrTooComplex struct {
	What  string // of which there is too much, e.g. "boundary lines"
	Limit int
}

// Error names the limit.
func (e ErrTooComplex) Error() string {
	return fmt.Sprintf("mail has more than %d %s", e.Limit, e.What)
}
