package policy

import (
	"fmt"

	"github.com/goccy/go-yaml/token"
)

// The bounds of nesting: the YAML reader costs the square of it, and no policy needs as much.
const (
	maxBrackets = 32  // { and [ that are open at once
	maxColumn   = 200 // of a dash
	maxMarks    = 32  // anchors, aliases and tags: a policy has no use for any
)

// tooDeep refuses a file that would take long to read: more than seconds, without these bounds, for some of 64 KiB.
func tooDeep(name string, tokens token.Tokens) error {
	open, marks := 0, 0
	for _, t := range tokens {
		reason := ""
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			open++
		case token.MappingEndType, token.SequenceEndType:
			open = max(0, open-1)
		case token.AnchorType, token.AliasType, token.TagType:
			marks++
		case token.SequenceEntryType, token.MappingKeyType:
			if t.Position.Column > maxColumn {
				reason = fmt.Sprintf("a list begins after column %d", maxColumn)
			}
		}
		switch {
		case open > maxBrackets:
			reason = fmt.Sprintf("more than %d brackets are open at once", maxBrackets)
		case marks > maxMarks:
			reason = "write it out: no anchors, aliases or tags"
		}
		if reason != "" {
			return Fault{File: name, Line: t.Position.Line, Column: t.Position.Column, Reason: reason}
		}
	}
	return nil
}
