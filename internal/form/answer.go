package form

import (
	"strings"

	"sportello/internal/policy"
	"sportello/internal/richtext"
)

// Answer is what was answered to one field of the desk's own, as it came in.
type Answer struct {
	Key    string
	Value  string          // the words, the address, the number, the option or its path joined by /, the version of the notice
	Path   []string        // instead of Value, of a field with options: from the root to the leaf (M0.1)
	Format richtext.Format // of a rich text; empty: plain
}

// option is the path that was answered, as one text.
func (a Answer) option() string {
	if len(a.Path) > 0 {
		return strings.Join(a.Path, policy.PathSeparator)
	}
	return strings.TrimSpace(a.Value)
}

// empty reports whether nothing was answered.
func (a Answer) empty() bool { return len(a.Path) == 0 && strings.TrimSpace(a.Value) == "" }

// Request is a request as far as the form is concerned.
type Request struct {
	Answers  []Answer
	Priority policy.Priority // as it was asked for by itself; empty: not
	Person   bool            // a reference person is named
	Files    bool            // files come along
	People   int             // how many the tenant can choose from (M1.5)
	// Texts reads rich texts; nil: one is made where a form has any.
	Texts *richtext.Renderer
}

// Value is an answer as it is kept with the ticket.
type Value struct {
	Key    string
	Value  string          // what filters compare, 255 characters at most; see Answer.Value. Of a text: how it begins, plain
	Text   string          // of a text: all of it, as it was written; else empty
	Format richtext.Format // of a rich text; else empty
}

// Answer is the answer that leads to the value again.
func (v Value) Answer() Answer {
	if v.Text != "" {
		return Answer{Key: v.Key, Value: v.Text, Format: v.Format}
	}
	return Answer{Key: v.Key, Value: v.Value}
}

// Checked is what follows from a request that will do.
type Checked struct {
	Values   []Value         // in the order of the form
	Priority policy.Priority // that a chosen option sets (M0.1, M1.6); empty: none does
	Notify   []string        // addresses that are told of the ticket, too, where the desk does that (M4.11)
}
