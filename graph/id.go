package graph

import (
	"sportello/internal/node"
	"sportello/internal/problem"
)

// key reads a global id of one kind. One that is malformed or of another kind names nothing: NOT_FOUND.
func key(kind node.Kind, id string, field ...string) (int64, error) {
	found, err := node.Key(kind, id)
	if err != nil {
		return 0, problem.New(problem.NotFound, field...)
	}
	return found, nil
}

// nowhere is the key of no row.
const nowhere = -1

// keyOrNowhere reads a global id that is looked for among others, or later. One that is malformed or of another kind is the
// key of no row, so that it is answered as any unknown one, when that one would be.
func keyOrNowhere(kind node.Kind, id string) int64 {
	found, err := node.Key(kind, id)
	if err != nil {
		return nowhere
	}
	return found
}

// optionalKey is keyOrNowhere for an id that may be missing: 0.
func optionalKey(kind node.Kind, id *string) int64 {
	if id == nil {
		return 0
	}
	return keyOrNowhere(kind, *id)
}

// keys reads ids to filter by. What is no id of the kind names nothing, and so matches nothing.
func keys(kind node.Kind, ids []string) []int64 {
	if ids == nil {
		return nil
	}
	found := make([]int64, len(ids))
	for i, id := range ids {
		found[i] = keyOrNowhere(kind, id)
	}
	return found
}
