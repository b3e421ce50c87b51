package floor

import (
	"context"
	"strconv"
	"strings"

	"sportello/ent"
	"sportello/internal/duetime"
	"sportello/internal/event"
	"sportello/internal/policy"
)

// change is what a reply does to its ticket by the desk's rules, as far as those are repeated here: an answer of staff
// takes charge of a ticket that is nobody's, and either side's may move the status.
type change struct {
	ticket     *held
	viewer     *viewer
	text       string
	now        int64
	seq        int64 // of the message
	status, to policy.Status
	charge     bool // the viewer takes the ticket
	showsStaff bool // customers learn of that
}

func (s *Server) newChange(v *viewer, t *held, text string) *change {
	c := &change{
		ticket: t, viewer: v, text: text, now: int64(s.moment()), seq: int64(t.lastSeq) + 1,
		status: policy.Status(t.status), charge: v.staff() && t.assignee == 0,
		showsStaff: s.desk.policy.Visibility.ShowsStaff(),
	}
	moves := s.desk.policy.Moves.CustomerReply
	if v.staff() {
		moves = s.desk.policy.Moves.StaffReply
	}
	c.to = c.status
	if to, found := moves[c.status]; found {
		c.to = to
	}
	return c
}

// update names only the columns that change: a text for each of the few combinations, kept prepared like any other.
func (c *change) update(ctx context.Context, tx *ent.Tx, times duetime.Times) error {
	seqs, public := 1, 1
	set := []string{"message_count = message_count + 1", "version = version + 1", "last_seq = ?", "last_public_seq = ?",
		"last_message_excerpt = ?", "last_message_by = ?", "last_message_at = ?", "updated_at = ?", "last_reply_at = ?",
		"first_due_at = ?", "next_due_at = ?", "resolution_due_at = ?", "due_noted = ?", "waits_since = ?", "runs_since = ?",
		"resolution_used = ?", "due_at = ?", "due_check_at = ?", "queue_rank = ?"}
	stamp := "last_customer_message_at = ?"
	if c.viewer.staff() {
		stamp = "last_staff_message_at = ?"
	}
	set = append(set, stamp)
	var rest []any
	if c.viewer.staff() && c.ticket.firstResponded == 0 {
		set, rest = append(set, "first_responded_at = ?"), append(rest, c.now)
	}
	if c.charge {
		set, rest = append(set, "assignee_id = ?"), append(rest, c.viewer.id)
		seqs++
		if c.showsStaff {
			public++
		}
	}
	if c.to != c.status {
		set, rest = append(set, "status = ?", "status_since = ?"), append(rest, string(c.to), c.now)
		seqs++
		public++
	}
	args := []any{
		int64(c.ticket.lastSeq) + int64(seqs), int64(c.ticket.lastPublicSeq) + int64(public),
		excerpt(c.text), string(c.viewer.side), c.now, c.now, c.now,
	}
	args = append(append(args, dueColumns(times)...), c.now)
	args = append(append(args, rest...), c.ticket.id)
	_, err := tx.ExecContext(ctx, "UPDATE tickets SET "+strings.Join(set, ", ")+" WHERE id = ?", args...)
	return err
}

// log writes the lines of the timeline in one statement, and answers the number of the last one.
func (c *change) log(ctx context.Context, tx *ent.Tx, message int64) (lastSeq int64, err error) {
	lines := lines{seq: int64(c.ticket.lastSeq), public: int64(c.ticket.lastPublicSeq), change: c}
	lines.add(event.MessageAdded, &message, "", "", true)
	if c.charge {
		lines.add(event.AssigneeChanged, nil, "", strconv.FormatInt(c.viewer.id, 10), c.showsStaff)
	}
	if c.to != c.status {
		lines.add(event.StatusChanged, nil, string(c.status), string(c.to), true)
	}
	const columns = `INSERT INTO timeline_entries (ticket_id, seq, public_seq, kind, actor_kind, actor_id, message_id,
from_value, to_value, created_at) VALUES `
	_, err = tx.ExecContext(ctx, columns+strings.Join(lines.rows, ", "), lines.args...)
	return lines.seq, err
}

// lines are the timeline's new rows.
type lines struct {
	change      *change
	seq, public int64
	rows        []string
	args        []any
}

func (l *lines) add(kind event.Kind, message *int64, from, to string, public bool) {
	l.seq++
	var publicSeq int64
	if public {
		l.public++
		publicSeq = l.public
	}
	l.rows = append(l.rows, "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
	l.args = append(l.args, l.change.ticket.id, l.seq, publicSeq, string(kind), string(l.change.viewer.side),
		l.change.viewer.id, message, from, to, l.change.now)
}

// excerpt is the start of a text in a line of 200 characters at most.
func excerpt(text string) string {
	const most = 200
	line := strings.Join(strings.Fields(text), " ")
	n := 0
	for at := range line {
		if n == most {
			return line[:at]
		}
		n++
	}
	return line
}
