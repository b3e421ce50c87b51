package policy

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
)

// maxBytes bounds a policy file: a form of 1000 options in three languages has room.
const maxBytes = 256 << 10

// Parse reads a policy file; name is what errors call it. All faults come at once, joined, each a Fault (errors.As), in
// the order of the file.
func Parse(name string, text []byte) (*Policy, error) {
	if len(text) > maxBytes {
		return nil, Fault{File: name, Line: 1, Column: 1, Reason: fmt.Sprintf("larger than %d bytes", maxBytes)}
	}
	tokens := lexer.Tokenize(string(text))
	if fault := tooDeep(name, tokens); fault != nil {
		return nil, fault
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		return nil, syntaxFault(name, err)
	}
	c := check{name: name, policy: &Policy{SignIn: defaultSignIn(), source: bytes.Clone(text)}}
	c.root = c.plant(file)
	c.policy.root = c.root
	c.read()
	if len(c.faults) == 0 { // what could not be read would look as if it were wrong in other ways, too
		c.policy.completeForm()
		c.policy.completeMail()
		c.all()
	}
	if len(c.faults) > 0 {
		return nil, c.err()
	}
	return c.policy, nil
}

// syntaxFault tells where a file is no YAML.
func syntaxFault(name string, err error) error {
	fault := Fault{File: name, Line: 1, Column: 1, Reason: err.Error()}
	if positioned, ok := errors.AsType[yaml.Error](err); ok {
		fault.Reason = positioned.GetMessage()
		if token := positioned.GetToken(); token != nil && token.Position != nil {
			fault.Line, fault.Column = token.Position.Line, token.Position.Column
		}
	}
	return fault
}

// check reads and checks one policy, and collects its faults.
type check struct {
	name   string
	root   *node
	policy *Policy
	faults []Fault
}

func (c *check) err() error {
	slices.SortStableFunc(c.faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	errs := make([]error, len(c.faults))
	for i, fault := range c.faults {
		errs[i] = fault
	}
	return errors.Join(errs...)
}
