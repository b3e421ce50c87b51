package view

import (
	"sportello/internal/desk"
	"sportello/internal/node"
)

// Message is something that a person wrote.
type Message struct {
	*desk.Message
	Group *Group[*desk.Message]
}

// NewMessage shows a message; nil stays nil.
func NewMessage(m *desk.Message) *Message {
	if m == nil {
		return nil
	}
	return &Message{Message: m}
}

// NewMessages shows messages that were read together.
func NewMessages(rows []*desk.Message) []*Message { return messagesOf(NewGroup(rows...), rows) }

func messagesOf(group *Group[*desk.Message], rows []*desk.Message) []*Message {
	messages := make([]*Message, len(rows))
	for i, m := range rows {
		messages[i] = &Message{Message: m, Group: group}
	}
	return messages
}

// ID is the global id.
func (m Message) ID() string { return node.Encode(node.Message, m.Message.ID) }

// IsNode marks it for gqlgen.
func (Message) IsNode() {}

// MessageKind is what a message is to its ticket.
type MessageKind string

// The kinds.
const (
	Description MessageKind = "DESCRIPTION"
	Reply       MessageKind = "REPLY"
	Note        MessageKind = "NOTE"
)

// Kind is what it is to its ticket.
func (m Message) Kind() MessageKind { return MessageKind(m.Message.Kind) }

// Source is what was written, in its format.
func (m Message) Source() string { return m.Message.Text }

// Text is what is read in it.
func (m Message) Text() string { return m.Plain() }

// Author is who wrote it, as the viewer may know.
func (m Message) Author() *Actor { return NewActor(&m.Message.Author) }

// Attachment is a file.
type Attachment struct{ *desk.Attachment }

// NewAttachment shows a file; nil stays nil.
func NewAttachment(a *desk.Attachment) *Attachment {
	if a == nil {
		return nil
	}
	return &Attachment{a}
}

// NewAttachments shows files.
func NewAttachments(rows []*desk.Attachment) []*Attachment {
	files := make([]*Attachment, len(rows))
	for i, a := range rows {
		files[i] = NewAttachment(a)
	}
	return files
}

// IsInline says whether it stands in the text of its message.
func (a Attachment) IsInline() bool { return a.Inline }

// ID is the global id.
func (a Attachment) ID() string { return node.Encode(node.Attachment, a.Attachment.ID) }

// IsNode marks it for gqlgen.
func (Attachment) IsNode() {}
