package parse

import (
	"bytes"
	"net/mail"
	"time"
)

// Message is what a mail says. All texts are valid UTF-8.
type Message struct {
	From    []Address // of all From fields
	Sender  []Address
	ReplyTo []Address
	To      []Address
	Cc      []Address

	Subject    string
	Date       time.Time // UTC; zero if there is none that can be read
	ID         string    // of the message, without angle brackets; empty if there is none
	InReplyTo  []string
	References []string // the newest last, at most 100

	Marks    Marks
	Verdicts []Verdict

	Bodies    []Body
	Forwarded bool // the bodies are those of the message within, as there are no others
	Files     []File
	Report    *Report // where this is a delivery report
	Key       string  // the same whenever this mail comes again, by whatever way; another one for other content

	fromCount int // From fields; there must be one
}

// Options say what the reader knows and the mail can't.
type Options struct {
	Receiver string // authserv-id of our own receiver (RFC 8601, 2.5); without it nothing is believed
}

// Parse reads a mail. It fails with ErrTooComplex alone: whatever else is broken is read as far as it goes. Contents of files may share
// memory with raw, which must not be changed as long as they are in use.
func Parse(raw []byte, options Options) (Message, error) {
	if len(raw) > MaxBytes {
		return Message{}, ErrTooComplex{"bytes", MaxBytes}
	}
	raw = bytes.TrimLeft(raw, "\r\n")
	var scan scanner
	root, err := scan.message(raw)
	if err != nil {
		return Message{}, err
	}
	m := readEnvelope(root.header)
	m.Verdicts = readVerdicts(root.header, options.Receiver)
	m.Key = key(raw, root.header)
	c := collector{scan: &scan}
	c.walk(root)
	if len(c.bodies) == 0 && c.forwarded != nil {
		inner := collector{scan: &scan, within: true}
		if err := inner.open(c.forwarded); err != nil {
			return Message{}, err
		}
		c.bodies = inner.bodies
		m.Forwarded = len(c.bodies) > 0
	}
	m.Bodies, m.Files = c.bodies, c.files
	m.Report = c.readReport(root)
	return m, nil
}

func readEnvelope(h header) Message {
	m := Message{
		Sender:     readAddresses(h.first("sender")),
		ReplyTo:    readAddresses(h.first("reply-to")),
		Subject:    h.shown("subject"),
		InReplyTo:  readIDs(h.first("in-reply-to")),
		References: readIDs(h.first("references")),
		Marks:      readMarks(h),
	}
	for _, value := range h.all("from") {
		m.From = append(m.From, readAddresses(value)...)
		m.fromCount++
	}
	for _, value := range h.all("to") {
		m.To = append(m.To, readAddresses(value)...)
	}
	for _, value := range h.all("cc") {
		m.Cc = append(m.Cc, readAddresses(value)...)
	}
	if date, err := mail.ParseDate(toUTF8(h.first("date"), "")); err == nil {
		m.Date = date.UTC()
	}
	if id := h.first("message-id"); len(readIDs(id)) > 0 {
		m.ID = readIDs(id)[0]
	} else if isID(string(id)) {
		m.ID = string(id) // some senders forget the brackets
	}
	return m
}

// Identity is whom the mail claims to come from: the one address of the one From field, if it is well formed. Several, none or a broken
// one are nobody, and Reply-To and Sender never count.
func (m Message) Identity() (Address, bool) {
	if m.fromCount != 1 || len(m.From) != 1 || !m.From[0].Valid {
		return Address{}, false
	}
	return m.From[0], true
}
