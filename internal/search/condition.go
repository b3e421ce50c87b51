package search

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"entgo.io/ent/dialect/sql"
)

// Found says which tickets have every word of a text.
type Found struct {
	condition func(*sql.Selector) *sql.Predicate
}

// Condition is true of the tickets of a statement that were found. What the viewer sees is for the statement's other
// conditions to say.
func (f Found) Condition(s *sql.Selector) *sql.Predicate { return f.condition(s) }

// nowhere is what a text finds that says nothing.
func nowhere(*sql.Selector) *sql.Predicate { return sql.False() }

// Find looks for texts: for the tickets that have every word of one in their subject, conversation or number (M1.14), in one
// of the places; notes are searched where the place is staff's. The last word may be the beginning of one. A text without a
// letter or digit is found nowhere. On MySQL and MariaDB it runs one statement for all the texts, on SQLite none.
func (s *Service) Find(ctx context.Context, places []Place, texts ...string) (map[string]Found, error) {
	asked := make(map[string][]group, len(texts))
	for _, text := range texts {
		asked[text] = s.groups(places, text)
	}
	if s.posts() {
		return s.look(ctx, asked)
	}
	found := make(map[string]Found, len(texts))
	for text, groups := range asked {
		found[text] = Found{matching(groups)}
	}
	return found, nil
}

// group is what a text wants in one place.
type group struct {
	place Place
	words []wanted
}

func (s *Service) groups(places []Place, text string) []group {
	var groups []group
	for _, p := range places {
		if words := s.wanted(p.Language, text); len(words) > 0 {
			groups = append(groups, group{p, words})
		}
	}
	return groups
}

// matching asks FTS5 for what has every word of one of the groups.
func matching(groups []group) func(*sql.Selector) *sql.Predicate {
	if len(groups) == 0 {
		return nowhere
	}
	either := make([]string, len(groups))
	for i, g := range groups {
		in, terms := g.place.scope(), make([]string, len(g.words))
		for j, w := range g.words {
			terms[j] = in.term(w.stem)
			if w.begun {
				terms[j] += "*"
			}
		}
		either[i] = "(" + strings.Join(terms, " AND ") + ")"
	}
	return func(s *sql.Selector) *sql.Predicate {
		return sql.ExprP(s.C("id")+" IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)", strings.Join(either, " OR "))
	}
}

// wanted is a word that must be there, or the beginning of one.
type wanted struct {
	stem  string
	begun bool
}

const shortestBeginning = 2

// wanted are the words of a text in a language.
func (s *Service) wanted(language, text string) []wanted {
	reader := s.readers.in(language)
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
	if i := slices.Index(all, wanted{stem: last}); i >= 0 {
		all[i] = wanted{beginning, true}
		return all
	}
	return append(all, wanted{beginning, true})
}
