package desk

import "sportello/internal/richtext"

// FieldInput is an answer to a field of the form that is not the ticket's own. What it has to be is the field's to say.
type FieldInput struct {
	Key    string
	Value  string          `json:",omitzero"` // a text, an address, an option, a product's code, the version of a notice
	Path   []string        `json:",omitzero"` // of a tree: the options from the root to the leaf
	Format richtext.Format `json:",omitzero"` // of a rich text; empty: plain
}
