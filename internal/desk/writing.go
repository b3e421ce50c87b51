package desk

import (
	"context"

	"sportello/internal/event"
	"sportello/internal/policy"
)

// messageKind is what a message is to its ticket.
type messageKind string

// The kinds of messages.
const (
	kindDescription messageKind = "DESCRIPTION"
	kindReply       messageKind = "REPLY"
	kindNote        messageKind = "NOTE"
)

// event is what the timeline says of the message.
func (k messageKind) event() event.Kind {
	switch k {
	case kindDescription:
		return event.TicketOpened
	case kindNote:
		return event.NoteAdded
	default:
		return event.MessageAdded
	}
}

// writing is a message before it is a row.
type writing struct {
	kind  messageKind
	field string // of the input
	text  prose
	files []AttachmentInput
	// set by checkFiles
	new     []File // their names cleaned
	waiting []int64
}

// write cleans a message, before any transaction: that can take its time with a long one.
func write(kind messageKind, field, raw string, files []AttachmentInput) *writing {
	return &writing{kind: kind, field: field, text: readProse(raw), files: files}
}

// shortest is the fewest characters that the desk allows. Its minimum is for what opens a ticket (M2.2): a reply may be
// "thanks", or a file without a word.
func (w *writing) shortest(p *policy.Policy) int {
	switch {
	case w.kind == kindDescription:
		return max(1, p.Text.Message.Min)
	case len(w.files) > 0:
		return 0
	}
	return 1
}

// checkWriting notes what is wrong with the message by the desk's rules, and finds its attachments.
func (c *scene) checkWriting(ctx context.Context) error {
	w := c.writing
	if w == nil {
		return nil
	}
	if fault := w.text.check(w.shortest(c.desk.Policy), c.desk.Policy.Text.Message.Max, w.field); fault != nil {
		c.fault(fault)
	}
	return c.checkFiles(ctx)
}
