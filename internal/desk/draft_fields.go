package desk

import (
	"slices"
	"strconv"

	"sportello/internal/policy"
	"sportello/internal/problem"
)

// Bounds of an answer in a draft, whatever its field will say of it.
const (
	maxFieldPath = 20 // options
	maxOption    = 200
)

// checkDraftFields notes answers that are malformed: without a key, for the same field twice, far too long, or with
// characters that can't be kept. Whether the field is there and what it wants is asked when the draft is sent.
func (c *scene) checkDraftFields(answers []FieldInput) {
	for i, answer := range answers {
		check := func(raw string, minimum, longest int, name string) {
			if fault := readProse(raw).check(minimum, longest, name); fault != nil {
				c.fault(fault.At("fields", strconv.Itoa(i), name))
			}
		}
		check(answer.Key, 1, maxFieldKey, "key")
		check(answer.Value, 0, policy.MaxMessage, "value")
		if slices.ContainsFunc(answers[:i], func(f FieldInput) bool { return f.Key == answer.Key }) {
			c.fault(problem.New(problem.InvalidValue, "fields", strconv.Itoa(i), "key"))
		}
		if len(answer.Path) > maxFieldPath {
			c.fault(problem.New(problem.InvalidValue, "fields", strconv.Itoa(i), "path"))
			continue
		}
		for _, option := range answer.Path {
			check(option, 1, maxOption, "path")
		}
	}
}
