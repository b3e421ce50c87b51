package limit

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"
)

// CheckText bounds a document that is not parsed yet and counts its tokens.
// It stops at the first thing that is no token: the parser reports that
// better. The error is an [*Exceeded].
func (l Limits) CheckText(query string) (tokens int, err error) {
	if len(query) > l.DocumentBytes {
		return 0, &Exceeded{What: "bytes in the document", Max: l.DocumentBytes}
	}
	lex := lexer.New(&ast.Source{Input: query})
	for token, broken := lex.ReadToken(); broken == nil && token.Kind != lexer.EOF; token, broken = lex.ReadToken() {
		if tokens++; tokens > l.Tokens {
			return tokens, &Exceeded{What: "tokens in the document", Max: l.Tokens}
		}
	}
	return tokens, nil
}
