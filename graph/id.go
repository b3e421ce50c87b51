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

// optionalKey is key for an id that may be missing: 0.
func optionalKey(kind node.Kind, id *string, field ...string) (int64, error) {
	if id == nil {
		return 0, nil
	}
	return key(kind, *id, field...)
}

// keys reads ids to filter by. What is no id of the kind names nothing, and so matches nothing: it becomes 0.
func keys(kind node.Kind, ids []string) []int64 {
	if ids == nil {
		return nil
	}
	found := make([]int64, len(ids))
	for i, id := range ids {
		found[i] = keyOrNone(kind, id)
	}
	return found
}

func keyOrNone(kind node.Kind, id string) int64 {
	found, err := node.Key(kind, id)
	if err != nil {
		return 0 // no row has this key
	}
	return found
}
