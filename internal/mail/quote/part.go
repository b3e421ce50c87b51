package quote

import "strings"

// maxWritten is how many elements a part has open at once; those further in are left out, and their lines kept apart.
const maxWritten = 20

// writer writes one part of a page: its tags as far as something stands in them.
type writer struct {
	out  strings.Builder
	open []tag
	met  int // of the open ones, those that something stands in
	deep int // elements that were written
	line int // that was written last
}

// tag is an open element.
type tag struct {
	raw, name string
	shown     bool
}

// write writes what has a place.
func (r *reader) write(places []place, wanted place) string {
	first, last := -1, -1 // blank lines around are left out
	for i, p := range places {
		if p == wanted && r.lines[i].begun {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	w := writer{line: -1}
	for _, p := range r.pieces {
		switch {
		case p.line >= 0:
			if p.line >= first && p.line <= last && places[p.line] == wanted {
				w.put(p.raw, p.line)
			}
		case p.end:
			w.pop()
		default:
			w.open = append(w.open, tag{raw: p.raw, name: p.name})
		}
	}
	for len(w.open) > 0 {
		w.pop()
	}
	return w.out.String()
}

func (w *writer) put(raw string, line int) {
	for ; w.met < len(w.open); w.met++ {
		if t := &w.open[w.met]; w.deep < maxWritten {
			w.out.WriteString(t.raw)
			t.shown = true
			w.deep++
		}
	}
	if line != w.line && w.line >= 0 && len(w.open) > w.deep {
		w.out.WriteString("<br>") // what would part the two lines was left out
	}
	w.line = line
	w.out.WriteString(raw)
}

func (w *writer) pop() {
	last := w.open[len(w.open)-1]
	w.open = w.open[:len(w.open)-1]
	w.met = min(w.met, len(w.open))
	if last.shown {
		w.out.WriteString("</" + last.name + ">")
		w.deep--
	}
}
