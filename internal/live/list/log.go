package list

// kept is how many changes stay in memory for topics that are behind.
const kept = 5_000

// changeLog is the end of the journal, described, in memory.
type changeLog struct {
	start, head int64 // it holds the changes after start, up to head
	changes     []Happened
}

func (l *changeLog) restart(pos int64) { *l = changeLog{start: pos, head: pos} }

func (l *changeLog) add(some []Happened) {
	l.changes = append(l.changes, some...)
	l.head = some[len(some)-1].Pos
	if over := len(l.changes) - kept; over > kept { // now and then, since it copies
		l.start = l.changes[over-1].Pos
		l.changes = append([]Happened(nil), l.changes[over:]...)
	}
}

// after are the changes after a place, and the newest place; false where it does not reach back so far.
func (l *changeLog) after(pos int64) ([]Happened, int64, bool) {
	if pos < l.start {
		return nil, l.head, false
	}
	i := len(l.changes)
	for i > 0 && l.changes[i-1].Pos > pos {
		i--
	}
	return l.changes[i:], l.head, true
}
