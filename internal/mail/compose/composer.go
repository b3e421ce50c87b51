package compose

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	html "html/template"
	"strings"
	text "text/template"

	"github.com/wneessen/go-mail"
)

//go:embed words layout
var files embed.FS

// Composer writes mails. It is safe for use by many goroutines.
type Composer struct {
	words map[string]words // by language
	plain *text.Template
	html  *html.Template
}

// Mail is a message as it goes out.
type Mail struct {
	MessageID string // in its brackets
	Sender    string // of the envelope, signed: where delivery reports come back to (VERP)
	Recipient string // of the envelope
	Bytes     []byte // RFC 5322, ASCII, lines end with CRLF
}

// New reads the words and layouts that come with the program.
func New() (*Composer, error) {
	c := &Composer{words: map[string]words{}}
	for _, language := range languages() {
		w, err := readWords(files, language)
		if err != nil {
			return nil, err
		}
		c.words[language] = w
	}
	var err error
	if c.plain, err = text.ParseFS(files, "layout/mail.txt"); err != nil {
		return nil, fmt.Errorf("compose: %w", err)
	}
	if c.html, err = html.ParseFS(files, "layout/mail.html"); err != nil {
		return nil, fmt.Errorf("compose: %w", err)
	}
	return c, nil
}

// Markers are the lines above which answers stand, one for each language, for those who read answers.
func (c *Composer) Markers() []string {
	var all []string
	for _, language := range languages() {
		t := &teller{words: c.words[language]}
		all = append(all, t.say("marker"))
	}
	return all
}

// Mail writes the whole mail of a notice. Errors are ErrNotice and ErrAddress: trying again does not help.
func (c *Composer) Mail(n Notice, e Envelope) (Mail, error) {
	if err := n.check(); err != nil {
		return Mail{}, err
	}
	if err := e.check(); err != nil {
		return Mail{}, err
	}
	p, err := n.page(c.words[n.language()])
	if err != nil {
		return Mail{}, err
	}
	return c.write(p, outside{desk: n.Desk, to: n.To, subject: n.numbered(), notice: &n}, e)
}

// outside is what of a mail is read without opening it.
type outside struct {
	desk    Desk
	to      Recipient
	subject string
	notice  *Notice // whose thread it belongs to; nil: none
}

// write puts a mail together.
func (c *Composer) write(p page, o outside, e Envelope) (Mail, error) {
	sender, err := e.Signer.Sign(o.desk.Address, ToBounce, e.ID)
	if err != nil {
		return Mail{}, fmt.Errorf("compose: sender: %w", err)
	}
	plain, rich, err := c.bodies(p)
	if err != nil {
		return Mail{}, err
	}
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithBoundary(boundary(plain, rich)))
	if err := head(msg, &o, &e); err != nil {
		return Mail{}, err
	}
	msg.SetBodyString(mail.TypeTextPlain, plain)
	msg.AddAlternativeString(mail.TypeTextHTML, rich)
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return Mail{}, fmt.Errorf("compose: %w", err)
	}
	return Mail{MessageID: MessageID(e.ID, e.At, e.Domain), Sender: sender, Recipient: o.to.Email, Bytes: b.Bytes()}, nil
}

func (c *Composer) bodies(p page) (plain, rich string, err error) {
	var t, h strings.Builder
	if err := c.plain.Execute(&t, p); err != nil {
		return "", "", fmt.Errorf("compose: %w", err)
	}
	if err := c.html.Execute(&h, p); err != nil {
		return "", "", fmt.Errorf("compose: %w", err)
	}
	return t.String(), h.String(), nil
}

// boundary parts the two bodies; it is made of them, so that neither can hold it.
func boundary(plain, rich string) string {
	sum := sha256.Sum256([]byte(plain + "\x00" + rich))
	return "part-" + hex.EncodeToString(sum[:16])
}
