package graph_test

import (
	"fmt"
	"strings"

	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/policy"
)

// answersTo are what a preset's form demands.
func answersTo(preset string) []desk.FieldInput {
	p, err := policy.Preset(preset)
	if err != nil {
		panic(err)
	}
	var inputs []desk.FieldInput
	for _, a := range desktest.Answers(p) {
		inputs = append(inputs, desk.FieldInput(a))
	}
	return inputs
}

// formOf is answersTo as a part of a document.
func formOf(preset string) string {
	var fields strings.Builder
	for _, f := range answersTo(preset) {
		fmt.Fprintf(&fields, "{key: %q, value: %q} ", f.Key, f.Value)
	}
	return "fields: [" + fields.String() + "]"
}
