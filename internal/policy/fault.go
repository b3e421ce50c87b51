package policy

import "fmt"

// Fault is one thing wrong with a policy file: where it stands and how to mend it.
type Fault struct {
	File         string
	Line, Column int    // from 1
	Key          string // path of the key, such as closing.automatic.from; empty: the file as a whole
	Reason       string
}

// Error names file, line, column and key.
func (f Fault) Error() string {
	where := fmt.Sprintf("%s:%d:%d: ", f.File, f.Line, f.Column)
	if f.Key != "" {
		where += f.Key + ": "
	}
	return where + f.Reason
}
