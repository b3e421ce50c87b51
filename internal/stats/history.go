package stats

// history is what happened to the tickets of a chunk, one list after another: an instant and a byte for each event. The list
// of a row that has grown is written anew at the end; once too much lies behind, all are written anew.
type history struct {
	start  []uint32 // of the row's list
	length []uint16
	at     []uint32 // seconds since 1970
	what   []uint8
	wasted int
}

// What happened.
const (
	// Below eventReplyIn is a status, of which the ticket is from then on; with eventMerge, because it was merged or parted again.
	eventStatus             = codes - 1
	eventMerge              = codes
	eventReplyIn            = 2 * codes // in public, by who is not staff
	eventReplyOut           = 2*codes + 1
	eventBreachedFirst      = 2*codes + 2 // at its due time
	eventBreachedNext       = 2*codes + 3
	eventBreachedResolution = 2*codes + 4
)

// happened is one event.
type happened struct {
	at   uint32
	what uint8
}

// maxEvents is how many events of one ticket are kept: the first ones.
const maxEvents = 1<<16 - 1

func newHistory() history {
	return history{start: make([]uint32, chunkRows), length: make([]uint16, chunkRows)}
}

func (h *history) bytes() int { return 6*chunkRows + 4*cap(h.at) + cap(h.what) }

// of is the list of a row.
func (h *history) of(row int) (at []uint32, what []uint8) {
	from, to := int(h.start[row]), int(h.start[row])+int(h.length[row])
	return h.at[from:to:to], h.what[from:to:to]
}

// put replaces the list of a row.
func (h *history) put(row int, events []happened) {
	if len(events) > int(h.length[row]) {
		h.wasted += int(h.length[row])
		h.start[row] = uint32(len(h.at))
		for _, e := range events {
			h.at, h.what = append(h.at, e.at), append(h.what, e.what)
		}
	} else {
		h.wasted += int(h.length[row]) - len(events)
		for i, e := range events {
			h.at[int(h.start[row])+i], h.what[int(h.start[row])+i] = e.at, e.what
		}
	}
	h.length[row] = uint16(len(events))
	if h.wasted > 4096 && h.wasted > len(h.at)/4 {
		h.compact(len(h.at) / 16)
	}
}

// compact writes all lists anew, with some room to grow.
func (h *history) compact(room int) {
	n := len(h.at) - h.wasted
	at, what := make([]uint32, 0, n+room), make([]uint8, 0, n+room)
	for row := range h.start {
		times, kinds := h.of(row)
		h.start[row] = uint32(len(at))
		at, what = append(at, times...), append(what, kinds...)
	}
	h.at, h.what, h.wasted = at, what, 0
}
