package search

import (
	"slices"
	"strconv"
	"strings"

	"sportello/internal/search/word"
)

// document is a ticket as it is indexed.
type document struct {
	id, desk, tenant     int64
	subject, description string // stems, separated by spaces
	terms                string
}

// source is a ticket with what was said on it.
type source struct {
	id, desk, tenant, number int64
	language, subject        string
	description              []string
	public, notes            []string // the rest of the conversation, and what staff alone see
}

// document makes the document of a ticket.
func (t source) document(readers *Readers) document {
	reader := readers.in(t.language)
	subject := reader.Stems(t.subject)
	description := stems(reader, t.description)
	problem := newWords(subject, description)
	public := newWords(subject, description, stems(reader, t.public), []string{strconv.FormatInt(t.number, 10)})
	staff := newWords(public, stems(reader, t.notes))
	var terms []string
	for _, listed := range []struct {
		in    scope
		words []string
	}{
		{problemsOf(t.desk), problem}, {problemsIn(t.tenant), problem},
		{publicOf(t.tenant), public}, {staffOf(t.desk), staff},
	} {
		for _, stem := range listed.words {
			terms = append(terms, listed.in.term(stem))
		}
	}
	return document{
		id: t.id, desk: t.desk, tenant: t.tenant,
		subject: strings.Join(subject, " "), description: strings.Join(description, " "), terms: strings.Join(terms, " "),
	}
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

// counted are the terms under which the document counts: its scopes', and those of each word of its problem.
func (d document) counted() []string {
	if d.id == 0 {
		return nil
	}
	var terms []string
	words := newWords(strings.Fields(d.subject), strings.Fields(d.description))
	for _, in := range []scope{problemsOf(d.desk), problemsIn(d.tenant)} {
		terms = append(terms, in.all())
		for _, stem := range words {
			terms = append(terms, in.term(stem))
		}
	}
	return terms
}
