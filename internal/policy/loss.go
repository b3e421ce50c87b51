package policy

import (
	"slices"
	"strings"
)

// Loss is what a policy has and its successor has no more. While tickets use it, it can't go.
type Loss struct {
	Statuses   []Status // DRAFT among them: then no draft may wait
	Priorities []Priority
	Fields     []string // of the desk's own making: gone, or filled in otherwise
	Options    []Chosen // gone; one that is retired stays
}

// Chosen is an option of a field, as a ticket keeps it.
type Chosen struct{ Field, Path string }

// Lost says what the new policy takes away.
func Lost(before, after *Policy) Loss {
	var l Loss
	for _, s := range before.UsedStatuses() {
		if !after.Uses(s) {
			l.Statuses = append(l.Statuses, s)
		}
	}
	for _, x := range before.UsedPriorities() {
		if !after.UsesPriority(x) {
			l.Priorities = append(l.Priorities, x)
		}
	}
	for _, f := range before.Form.Fields {
		if f.Own() {
			continue
		}
		now := after.Form.Field(f.Key)
		if now == nil || now.Kind != f.Kind {
			l.Fields = append(l.Fields, f.Key)
			continue
		}
		for _, path := range leaves(f.Options, nil) {
			if now.Path(path) == nil {
				l.Options = append(l.Options, Chosen{Field: f.Key, Path: path})
			}
		}
	}
	return l
}

// Empty reports whether nothing is taken away.
func (l Loss) Empty() bool {
	return len(l.Statuses)+len(l.Priorities)+len(l.Fields)+len(l.Options) == 0
}

// leaves are the paths of what can be, or could once be, chosen.
func leaves(options []*Option, above []string) (paths []string) {
	for _, o := range options {
		path := append(slices.Clip(above), o.Value)
		if len(o.Options) == 0 {
			paths = append(paths, strings.Join(path, PathSeparator))
		} else {
			paths = append(paths, leaves(o.Options, path)...)
		}
	}
	return paths
}
