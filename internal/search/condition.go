package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// Condition is true of the tickets of a statement that have every word of a text, in their subject, conversation or number
// (M1.14), in one of the places; notes are searched where the place is staff's. The last word may be the beginning of one.
// A text without a letter or digit is found nowhere. What the viewer sees is for the statement's other conditions to say.
func (r *Readers) Condition(places []Place, text string) func(*sql.Selector) {
	return func(s *sql.Selector) {
		query := r.query(s.Dialect(), places, text)
		if query == "" {
			s.Where(sql.False())
			return
		}
		find := "SELECT rowid FROM search_index WHERE search_index MATCH ?"
		if s.Dialect() == dialect.MySQL {
			find = "SELECT id FROM search_documents WHERE MATCH(terms) AGAINST (? IN BOOLEAN MODE)"
		}
		s.Where(sql.ExprP(s.C("id")+" IN ("+find+")", query))
	}
}

// query asks an engine for what has every word in one of the places.
func (r *Readers) query(engine string, places []Place, text string) string {
	var groups []string
	for _, p := range places {
		if wanted := r.wanted(p.Language, text); len(wanted) > 0 {
			groups = append(groups, group(engine, p.scope(), wanted))
		}
	}
	if engine == dialect.MySQL {
		return strings.Join(groups, " ")
	}
	return strings.Join(groups, " OR ")
}

// wanted is a word that must be there, or the beginning of one.
type wanted struct {
	stem  string
	begun bool
}

const shortestBeginning = 2

// wanted are the words of a text in a language.
func (r *Readers) wanted(language, text string) []wanted {
	reader := r.in(language)
	var all []wanted
	for _, stem := range distinct(reader.Read(text)) {
		all = append(all, wanted{stem: stem})
	}
	last, beginning := reader.Last(text)
	if last == "" && len(all) > 0 { // a silent word ends what was said
		return all
	}
	if utf8.RuneCountInString(beginning) < shortestBeginning || !strings.ContainsFunc(beginning, unicode.IsLetter) {
		return all
	}
	for i := range all {
		if all[i].stem == last {
			all[i] = wanted{beginning, true}
			return all
		}
	}
	return append(all, wanted{beginning, true})
}

// group asks an engine for all the words in one scope.
func group(engine string, in scope, all []wanted) string {
	terms := make([]string, len(all))
	for i, w := range all {
		terms[i] = in.term(w.stem)
		if w.begun {
			terms[i] += "*"
		}
		if engine == dialect.MySQL {
			terms[i] = "+" + terms[i]
		}
	}
	if engine == dialect.MySQL {
		return "(" + strings.Join(terms, " ") + ")"
	}
	return "(" + strings.Join(terms, " AND ") + ")"
}
