package trap

import (
	"bytes"
	"mime"
	"net/mail"
	"slices"
	"time"

	"sportello/internal/mail/outbound"
	"sportello/internal/mail/parse"
)

// Letter is a mail as it is received.
type Letter struct {
	ID        int64             `json:"id"`
	Kind      string            `json:"kind"`
	DeskID    int64             `json:"deskId"`
	TicketID  int64             `json:"ticketId"`
	State     string            `json:"state"`
	PutAt     time.Time         `json:"putAt"`
	Attempts  int               `json:"attempts"`
	LastError string            `json:"lastError"`
	Sender    string            `json:"sender"` // of the envelope
	To        string            `json:"to"`     // of the envelope
	MessageID string            `json:"messageId"`
	From      string            `json:"from"` // as the mail says it
	ReplyTo   string            `json:"replyTo"`
	Subject   string            `json:"subject"`
	Headers   map[string]string `json:"headers"` // decoded; of several of a name the first
	Text      string            `json:"text"`
	HTML      string            `json:"html"`
	Raw       string            `json:"-"`
}

// read takes a mail apart. What can't be read is shown as far as it goes.
func read(t outbound.Trapping) Letter {
	l := Letter{
		ID: t.ID, Kind: t.Kind, DeskID: t.DeskID, TicketID: t.TicketID, State: string(t.State), PutAt: t.CreatedAt.Time().UTC(),
		Attempts: t.Attempts, LastError: t.LastError, Sender: t.Sender, To: t.To, MessageID: t.MessageID, Subject: t.Subject,
		Headers: map[string]string{}, Raw: string(t.Raw),
	}
	parsed, err := mail.ReadMessage(bytes.NewReader(t.Raw))
	if err != nil {
		return l
	}
	words := new(mime.WordDecoder)
	for name, values := range parsed.Header {
		if l.Headers[name], err = words.DecodeHeader(values[0]); err != nil {
			l.Headers[name] = values[0]
		}
	}
	l.From, l.ReplyTo, l.Subject = l.Headers["From"], l.Headers["Reply-To"], l.Headers["Subject"]
	if m, err := parse.Parse(t.Raw, parse.Options{}); err == nil && len(m.Bodies) > 0 {
		l.Text, l.HTML = m.Bodies[0].Text, m.Bodies[0].HTML
	}
	return l
}

func once(all []string, one string) []string {
	if slices.Contains(all, one) {
		return all
	}
	return append(all, one)
}
