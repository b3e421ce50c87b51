package desk

import (
	"strconv"

	"sportello/internal/problem"
)

const (
	// gridColumns is how wide a dashboard is.
	gridColumns = 12
	// gridRows is how long a dashboard can be.
	gridRows = 200
)

// Place is where a widget lies on a dashboard's grid: its upper left cell, counted from 0, and its size in cells.
type Place struct {
	X      int `json:"x"`
	Y      int `json:"y"`
	Width  int `json:"width"`
	Height int `json:"height"`
}

// fault is the field by which a place leaves the grid or covers nothing of it; empty: none.
func (p Place) fault() string {
	switch {
	case p.X < 0 || p.X >= gridColumns:
		return "x"
	case p.Y < 0 || p.Y >= gridRows:
		return "y"
	case p.Width < 1 || p.Width > gridColumns-p.X:
		return "width"
	case p.Height < 1 || p.Height > gridRows-p.Y:
		return "height"
	default:
		return ""
	}
}

// overlaps reports whether two places on the grid share a cell.
func (p Place) overlaps(other Place) bool {
	return p.X < other.X+other.Width && other.X < p.X+p.Width && p.Y < other.Y+other.Height && other.Y < p.Y+p.Height
}

// checkGrid says which places are outside the grid (INVALID_VALUE at the field that leads there) and which lie on one that
// came before (INVALID_VALUE at the place).
func checkGrid(places []Place) (faults problem.List) {
	inside := make([]bool, len(places))
	for i, p := range places {
		if field := p.fault(); field != "" {
			faults = append(faults, problem.New(problem.InvalidValue, "widgets", strconv.Itoa(i), field))
			continue
		}
		inside[i] = true
		for j, other := range places[:i] {
			if inside[j] && p.overlaps(other) {
				faults = append(faults, problem.New(problem.InvalidValue, "widgets", strconv.Itoa(i)))
				break
			}
		}
	}
	return faults
}
