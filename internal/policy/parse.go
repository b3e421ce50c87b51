package policy

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Fault is one thing wrong with a policy file: where it stands and how to mend it.
type Fault struct {
	File   string
	Line   int    // from 1; 0: not known
	Key    string // path of the key, such as closing.automatic.from
	Reason string
}

// Error names file, line and key.
func (f Fault) Error() string {
	return fmt.Sprintf("%s:%d: %s: %s", f.File, f.Line, f.Key, f.Reason)
}

// Parse reads a policy file; name is what errors call it. All faults come at once, joined, each a Fault (errors.As).
func Parse(name string, text []byte) (*Policy, error) {
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, syntaxFault(name, err)
	}
	var p Policy
	if err := yaml.UnmarshalWithOptions(text, &p, yaml.Strict()); err != nil {
		return nil, syntaxFault(name, err)
	}
	c := check{name: name, file: file, policy: &p}
	c.all()
	if len(c.faults) > 0 {
		return nil, errors.Join(c.faults...)
	}
	return &p, nil
}

// syntaxFault tells where the YAML itself is wrong, or a key unknown.
func syntaxFault(name string, err error) error {
	fault := Fault{File: name, Key: "(syntax)", Reason: yaml.FormatError(err, false, false)}
	var positioned yaml.Error
	if errors.As(err, &positioned) {
		fault.Reason = positioned.GetMessage()
		if token := positioned.GetToken(); token != nil {
			fault.Key = token.Value
			if token.Position != nil {
				fault.Line = token.Position.Line
			}
		}
	}
	return fault
}

// check collects the faults of a policy.
type check struct {
	name   string
	file   *ast.File
	policy *Policy
	faults []error
}

func (c *check) fault(key, format string, args ...any) {
	c.faults = append(c.faults, Fault{File: c.name, Line: c.line(key), Key: key, Reason: fmt.Sprintf(format, args...)})
}

// line finds where a key stands, or the nearest key around it.
func (c *check) line(key string) int {
	for key != "" {
		if path, err := yaml.PathString("$." + key); err == nil {
			if found, err := path.FilterFile(c.file); err == nil && found != nil && found.GetToken() != nil {
				return found.GetToken().Position.Line
			}
		}
		key = parent(key)
	}
	return 1
}

func parent(key string) string {
	for i := len(key) - 1; i >= 0; i-- {
		if key[i] == '.' {
			return key[:i]
		}
	}
	return ""
}
