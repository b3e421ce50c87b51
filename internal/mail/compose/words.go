package compose

import (
	"fmt"
	"io/fs"
	"strings"
	"text/template"
	"time"

	"sportello/internal/duetime"
)

// words are the sentences of one language. Each is a named template; a kind's are KIND.title and KIND.body.
type words struct{ sentences *template.Template }

func readWords(files fs.FS, language string) (words, error) {
	t, err := template.New(language).ParseFS(files, "words/"+language+".txt", "words/letter."+language+".txt")
	if err != nil {
		return words{}, fmt.Errorf("compose: words of %s: %w", language, err)
	}
	return words{t}, nil
}

// subject is what sentences speak of.
type subject struct {
	Name    string // of the recipient
	Desk    string
	Author  string // as the recipient may know them
	Number  int64
	Subject string
	Status  string // in the desk's words
	ByMail  bool
	Way     way
	Silence span // after which the clock closed it
	Promise duetime.Promise
	DueAt   time.Time
}

// teller says sentences, and keeps the first fault, so that a page can be put together in one go.
type teller struct {
	words words
	of    subject
	err   error
}

func (t *teller) say(name string) string { return t.sayOf(name, t.of) }

func (t *teller) sayOf(name string, of any) string {
	var b strings.Builder
	if err := t.words.sentences.ExecuteTemplate(&b, name, of); err != nil && t.err == nil {
		t.err = fmt.Errorf("compose: %s: %w", name, err)
	}
	return strings.TrimSpace(b.String())
}
