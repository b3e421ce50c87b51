package policy

import (
	"errors"
	"fmt"
	"strings"
)

// Fault is one thing wrong with a policy file: where it stands and how to mend it.
type Fault struct {
	File         string
	Line, Column int    // from 1
	Key          string // path of the key, such as closing.automatic.from; empty: the file as a whole
	Reason       string
	Hint         string // the nearest word that would do, where it looks like a slip of the pen; else empty
}

// Error names file, line, column and key.
func (f Fault) Error() string {
	where := fmt.Sprintf("%s:%d:%d: ", f.File, f.Line, f.Column)
	if f.Key != "" {
		where += f.Key + ": "
	}
	return where + f.Reason
}

// Faults are the faults of an error of Parse, in the order of the file; none of any other error.
func Faults(err error) []Fault {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var faults []Fault
		for _, one := range many.Unwrap() {
			faults = append(faults, Faults(one)...)
		}
		return faults
	}
	if fault, ok := errors.AsType[Fault](err); ok {
		return []Fault{fault}
	}
	return nil
}

// Explain is a fault for who wrote the file: what is wrong, the line with a mark under the place, and the hint.
func (f Fault) Explain(file []byte) string {
	var b strings.Builder
	b.WriteString(f.Error() + "\n")
	if lines := strings.Split(string(file), "\n"); f.Line <= len(lines) {
		line := strings.TrimRight(lines[f.Line-1], "\r")
		if strings.TrimSpace(line) != "" {
			number := fmt.Sprintf("%5d | ", f.Line)
			b.WriteString(number + line + "\n")
			b.WriteString(strings.Repeat(" ", len(number)) + blank(line, f.Column-1) + "^\n")
		}
	}
	if f.Hint != "" {
		b.WriteString("        did you mean " + f.Hint + "?\n")
	}
	return b.String()
}

// blank is as wide as the beginning of a line: its tabs stay tabs.
func blank(line string, characters int) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, string([]rune(line)[:min(characters, len([]rune(line)))]))
}
