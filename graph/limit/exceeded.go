package limit

import "fmt"

// Exceeded says which limit a document or its variables are over. It names
// nothing of the document but its measure, so it is safe to show.
type Exceeded struct {
	What string // what there is too much of, for example "aliases in one operation"
	Max  int
}

func (e *Exceeded) Error() string {
	return fmt.Sprintf("more than %d %s", e.Max, e.What)
}

// PageError says that the size of a page is out of bounds.
type PageError struct {
	Argument string
	Max      int
}

func (e *PageError) Error() string {
	return fmt.Sprintf("argument %q must be between 0 and %d", e.Argument, e.Max)
}

// CycleError says that fragments spread each other in a circle, so that the
// document has no finite shape (GraphQL October 2021, 5.5.2.2).
type CycleError struct {
	Fragment string
}

func (e *CycleError) Error() string {
	return fmt.Sprintf("fragment %q spreads itself", e.Fragment)
}
