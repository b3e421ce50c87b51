package desk

import (
	"cmp"
	"context"

	"sportello/internal/event"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/richtext"
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
	kind   messageKind
	field  string // of the input
	format richtext.Format
	text   prose // as it was written, which is what is kept and measured
	plain  prose // as it is read: what excerpts are made of
	files  []AttachmentInput
	// original is what stood around it in a mail; nil: it did not come by mail.
	original *Original
	unasked  bool // no form said how long it has to be, nor that files come later
	// draftID is the draft whose files they are; 0: they wait for a message.
	draftID int64
	kept    int // files that a draft has beside them
	// set by checkFiles
	new     []File // their names cleaned
	waiting []int64
}

// write cleans and renders a message, before any transaction: that can take its time with a long one.
func (s *Service) write(kind messageKind, field string, format richtext.Format, raw string, files []AttachmentInput) *writing {
	w := &writing{kind: kind, field: field, format: cmp.Or(format, richtext.Plain), text: readProse(raw), files: files}
	w.plain = w.text
	if w.format != richtext.Plain && w.text.length <= policy.MaxMessage {
		w.plain = readProse(s.rich.Text(w.format, w.text.text))
	}
	return w
}

// empty reports whether it says nothing, whatever marks it is made of.
func (w *writing) empty() bool { return w.plain.empty() && !w.text.invalid }

// shortest is the fewest characters that the desk allows. Its minimum is for what opens a ticket (M2.2): a reply may be
// "thanks", or a file without a word.
func (w *writing) shortest(p *policy.Policy) int {
	switch {
	case w.kind == kindDescription && !w.unasked:
		return max(1, p.Text.Message.Min)
	case len(w.files) > 0: // also a mail that is a picture
		return 0
	}
	return 1
}

// checkWriting notes what is wrong with the message by the desk's rules, and finds its attachments.
func (c *scene) checkWriting(ctx context.Context) error {
	if c.writing == nil {
		return nil
	}
	c.judgeText()
	return c.checkFiles(ctx)
}

// judgeText notes what is wrong with the text.
func (c *scene) judgeText() {
	w := c.writing
	if !w.format.Known() {
		c.fault(problem.New(problem.InvalidValue, "format"))
	}
	if fault := w.check(c.desk.Policy); fault != nil {
		c.fault(fault)
	}
}

// check says what is wrong with the text by the desk's rules, or nil. Lengths are those of what was written.
func (w *writing) check(p *policy.Policy) *problem.Error {
	shortest := w.shortest(p)
	if shortest > 0 && w.empty() {
		return problem.New(problem.Required, w.field)
	}
	return w.text.check(shortest, p.Text.Message.Max, w.field)
}
