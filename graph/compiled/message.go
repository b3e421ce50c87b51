package compiled

import (
	"context"

	"sportello/graph/view"
	"sportello/internal/desk"
	"sportello/internal/node"
)

// messagesOf is a connection under each ticket, all read by one statement.
func messagesOf(c *compiler, f field) encoder[ticket] {
	withFiles := false
	message := func(sub field) object[*desk.Message] {
		return compileObject(c, "Message", sub, messageFields(&withFiles))
	}
	connection := compileObject(c, "MessageConnection", f, fields[*view.MessageConnection]{
		"nodes": func(_ *compiler, sub field) encoder[*view.MessageConnection] {
			each := message(sub)
			return func(dst []byte, a *answer, page *view.MessageConnection) []byte {
				return list(dst, a, page.Page.Messages, each.encode)
			}
		},
		"edges": func(c *compiler, sub field) encoder[*view.MessageConnection] {
			edge := compileObject(c, "MessageEdge", sub, fields[*desk.Message]{
				"cursor": plain(func(dst []byte, _ *answer, m *desk.Message) []byte { return appendString(dst, m.Cursor()) }),
				"node":   func(_ *compiler, sub field) encoder[*desk.Message] { return message(sub).encode },
			})
			return func(dst []byte, a *answer, page *view.MessageConnection) []byte {
				return list(dst, a, page.Page.Messages, edge.encode)
			}
		},
		"pageInfo": func(c *compiler, sub field) encoder[*view.MessageConnection] {
			info := compileObject(c, "PageInfo", sub, pageInfoFields())
			return func(dst []byte, a *answer, page *view.MessageConnection) []byte {
				return info.encode(dst, a, page.PageInfo())
			}
		},
		"totalCount": plain(func(dst []byte, _ *answer, page *view.MessageConnection) []byte {
			return appendInt(dst, page.TotalCount())
		}),
	})
	c.columns |= desk.TicketMessageCount | desk.TicketNoteCount | desk.TicketAttachmentCount
	slot := c.messageSlots
	c.messageSlots++
	c.loads = append(c.loads, func(ctx context.Context, a *answer, tickets []ticket) error {
		return a.loadMessages(ctx, tickets, f, withFiles)
	})
	return func(dst []byte, a *answer, t ticket) []byte {
		return connection.encode(dst, a, &view.MessageConnection{Page: a.messages[slot][a.place[t]], Ticket: t})
	}
}

func (a *answer) loadMessages(ctx context.Context, tickets []ticket, f field, withFiles bool) error {
	arguments, err := a.runner.coerce.Messages(ctx, a.arguments(f.first))
	if err != nil {
		return err
	}
	pages, err := a.runner.desk.Messages(ctx, tickets, pageOf(arguments))
	if err != nil {
		return err
	}
	a.messages = append(a.messages, pages)
	if !withFiles {
		return nil
	}
	var all []*desk.Message
	for i, page := range pages {
		if tickets[i].MayHaveFiles() {
			all = append(all, page.Messages...)
		}
	}
	files, err := a.runner.desk.AttachmentsOfMessages(ctx, all)
	if err != nil {
		return err
	}
	if a.attachments == nil {
		a.attachments = make(map[*desk.Message][]*desk.Attachment, len(all))
	}
	for i, m := range all {
		a.attachments[m] = files[i]
	}
	return nil
}

func messageFields(withFiles *bool) fields[*desk.Message] {
	return fields[*desk.Message]{
		"id":     plain(func(dst []byte, _ *answer, m *desk.Message) []byte { return appendID(dst, node.Message, m.ID) }),
		"kind":   plain(func(dst []byte, _ *answer, m *desk.Message) []byte { return appendString(dst, m.Kind) }),
		"format": plain(func(dst []byte, _ *answer, m *desk.Message) []byte { return appendString(dst, string(m.Format)) }),
		"source": plain(func(dst []byte, _ *answer, m *desk.Message) []byte { return appendString(dst, m.Text) }),
		"html": plain(func(dst []byte, a *answer, m *desk.Message) []byte {
			return appendString(dst, m.HTML(func(attachmentID int64) string { return a.runner.signURL(a.viewer, attachmentID) }))
		}),
		"text":      plain(func(dst []byte, _ *answer, m *desk.Message) []byte { return appendString(dst, m.Plain()) }),
		"staffOnly": plain(func(dst []byte, _ *answer, m *desk.Message) []byte { return appendBool(dst, m.StaffOnly) }),
		"createdAt": plain(func(dst []byte, _ *answer, m *desk.Message) []byte { return appendTime(dst, m.CreatedAt) }),
		"author": func(c *compiler, f field) encoder[*desk.Message] {
			actor := compileObject(c, "Actor", f, actorFields())
			return func(dst []byte, a *answer, m *desk.Message) []byte { return actor.encode(dst, a, &m.Author) }
		},
		"attachments": func(c *compiler, f field) encoder[*desk.Message] {
			*withFiles = true
			file := compileObject(c, "Attachment", f, attachmentFields())
			return func(dst []byte, a *answer, m *desk.Message) []byte {
				return list(dst, a, a.attachments[m], file.encode)
			}
		},
	}
}

func attachmentFields() fields[*desk.Attachment] {
	return fields[*desk.Attachment]{
		"id":          plain(func(dst []byte, _ *answer, f *desk.Attachment) []byte { return appendID(dst, node.Attachment, f.ID) }),
		"name":        plain(func(dst []byte, _ *answer, f *desk.Attachment) []byte { return appendString(dst, f.Name) }),
		"contentType": plain(func(dst []byte, _ *answer, f *desk.Attachment) []byte { return appendString(dst, f.ContentType) }),
		"size":        plain(func(dst []byte, _ *answer, f *desk.Attachment) []byte { return appendInt(dst, f.Size) }),
		"sha256":      plain(func(dst []byte, _ *answer, f *desk.Attachment) []byte { return appendString(dst, f.SHA256) }),
		"isInline":    plain(func(dst []byte, _ *answer, f *desk.Attachment) []byte { return appendBool(dst, f.Inline) }),
		"createdAt":   plain(func(dst []byte, _ *answer, f *desk.Attachment) []byte { return appendTime(dst, f.CreatedAt) }),
		"url": plain(func(dst []byte, a *answer, f *desk.Attachment) []byte {
			return appendString(dst, a.runner.signURL(a.viewer, f.ID))
		}),
	}
}

// attachmentsOf is all files under each ticket, read by one statement, under however many names they are asked for.
func attachmentsOf(c *compiler, f field) encoder[ticket] {
	file := compileObject(c, "Attachment", f, attachmentFields())
	if !c.withFiles {
		c.withFiles = true
		c.loads = append(c.loads, func(ctx context.Context, a *answer, tickets []ticket) (err error) {
			a.files, err = a.runner.desk.AttachmentsOfTickets(ctx, tickets)
			return err
		})
	}
	return func(dst []byte, a *answer, t ticket) []byte { return list(dst, a, a.files[a.place[t]], file.encode) }
}
