package search

import (
	"slices"
	"strconv"
	"strings"

	"sportello/internal/search/word"
)

// mostTold is how many words of a description tell the problem: what goes on longer is a log.
const mostTold = 500

// document is a ticket as it is indexed.
type document struct {
	id, desk, tenant     int64
	subject, description string // stems, separated by spaces
	public, notes        string // those of all that everybody hears, and those that stand in notes alone; where there are postings
	terms                string // what FTS5 indexes, by words that are spelled with their scope
}

// source is a ticket with what was said on it.
type source struct {
	id, desk, tenant, number int64
	language, subject        string
	description              []string
	public, notes            []string // the rest of the conversation, and what staff alone see
}

// document makes the document of a ticket: for FTS5, or for postings.
func (t source) document(readers *readers, posts bool) document {
	reader := readers.in(t.language)
	subject, description := reader.Stems(t.subject), stems(reader, t.description)
	public := newWords(subject, description, stems(reader, t.public), []string{strconv.FormatInt(t.number, 10)})
	notes := without(newWords(stems(reader, t.notes)), public)
	d := document{
		id: t.id, desk: t.desk, tenant: t.tenant, subject: strings.Join(subject, " "),
		description: strings.Join(description[:min(len(description), mostTold)], " "),
	}
	if posts {
		d.public, d.notes = strings.Join(public, " "), strings.Join(notes, " ")
		return d
	}
	d.terms = strings.Join(slices.Concat(publicOf(t.tenant).terms(public), staffOf(t.desk).terms(public),
		staffOf(t.desk).terms(notes), d.problems()), " ")
	return d
}

// stems are the words of several texts, word.Most of all together.
func stems(reader word.Reader, texts []string) []string {
	var all []string
	for _, text := range texts {
		all = append(all, reader.Stems(text)...)
		if len(all) >= word.Most {
			return all[:word.Most]
		}
	}
	return all
}

// newWords are the words of several lists, each once, in order.
func newWords(lists ...[]string) []string {
	all := slices.Concat(lists...)
	slices.Sort(all)
	return slices.Compact(all)
}

// problems are the terms under which the document's problem is found: each word of it in the desk and in the tenant.
func (d document) problems() []string {
	if d.id == 0 {
		return nil
	}
	words := d.problem()
	return append(problemsOf(d.desk).terms(words), problemsIn(d.tenant).terms(words)...)
}

// problem is the words of the subject and the description, each once.
func (d document) problem() []string {
	return newWords(strings.Fields(d.subject), strings.Fields(d.description))
}

// counted are the terms under which the document counts: those of its problem, and its scopes'.
func (d document) counted() []string {
	if d.id == 0 {
		return nil
	}
	return append(d.problems(), problemsOf(d.desk).all(), problemsIn(d.tenant).all())
}
