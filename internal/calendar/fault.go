package calendar

import "fmt"

// Fault is one thing wrong with a Spec: where it stands and how to mend it.
type Fault struct {
	Key    string // such as hours.mon[1]
	Reason string
}

// Error names the key.
func (f Fault) Error() string { return f.Key + ": " + f.Reason }

// faults collects what is wrong, so that all is told at once.
type faults []error

func (f *faults) add(key, reason string, args ...any) {
	*f = append(*f, Fault{Key: key, Reason: fmt.Sprintf(reason, args...)})
}
