package config

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// fromFile reads a YAML file: one mapping from names of settings to scalars, or to lists of them.
func fromFile(settings []Setting, path string) source {
	file := source{values: map[string]given{}}
	content, err := os.ReadFile(path)
	if err != nil {
		file.faults = []error{fmt.Errorf("settings file: %w", err)}
		return file
	}
	document, err := parser.ParseBytes(content, 0)
	if err != nil {
		file.faults = []error{yamlFault(path, err)}
		return file
	}
	for _, doc := range document.Docs {
		file.addDocument(settings, path, doc.Body)
	}
	return file
}

func (s *source) addDocument(settings []Setting, path string, body ast.Node) {
	switch body := body.(type) {
	case nil, *ast.NullNode, *ast.CommentGroupNode:
		return
	case *ast.MappingNode:
		for _, entry := range body.Values {
			s.addEntry(settings, path, entry)
		}
	default:
		s.faults = append(s.faults, fmt.Errorf("%s: write one NAME: VALUE a line", place(path, body.GetToken())))
	}
}

func (s *source) addEntry(settings []Setting, path string, entry *ast.MappingValueNode) {
	where := place(path, entry.Key.GetToken())
	name := entry.Key.GetToken().Value
	text, err := valueText(entry.Value)
	if err != nil {
		s.faults = append(s.faults, fmt.Errorf("%s: %s: %w", where, name, err))
		return
	}
	if earlier, twice := s.values[name]; twice {
		s.faults = append(s.faults, fmt.Errorf("%s: %s is set twice, first at %s", where, name, earlier.origin))
		return
	}
	matches := func(setting Setting) bool { return setting.Name == name && name != fileName }
	s.add(settings, matches, name, given{text, where})
}

// valueText is the value as it would be written on the command line.
func valueText(node ast.Node) (string, error) {
	switch node := node.(type) {
	case *ast.SequenceNode:
		var texts []string
		for _, element := range node.Values {
			text, err := valueText(element)
			if err != nil {
				return "", err
			}
			texts = append(texts, text)
		}
		return strings.Join(texts, ","), nil
	case *ast.LiteralNode:
		return strings.TrimSpace(node.Value.Value), nil
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return node.GetToken().Value, nil
	}
	return "", errors.New("write a plain value, or a list of them")
}

func place(path string, at *token.Token) string {
	return fmt.Sprintf("%s:%d", path, at.Position.Line)
}

// yamlFault says in one line what is wrong with the YAML itself, and where.
func yamlFault(path string, err error) error {
	var detail interface {
		GetToken() *token.Token
		GetMessage() string
	}
	if errors.As(err, &detail) && detail.GetToken() != nil {
		return fmt.Errorf("%s: %s", place(path, detail.GetToken()), detail.GetMessage())
	}
	return fmt.Errorf("%s: %w", path, err)
}
