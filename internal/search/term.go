package search

import (
	"slices"
	"strconv"

	"sportello/internal/search/word"
)

// scope is the beginning of every term that can be found in it: a kind, and the desk or tenant. No word is spelled into
// the term of another scope, since the number ends at the x.
type scope string

// staffOf is where a desk's staff find whole tickets, notes included.
func staffOf(desk int64) scope { return numbered("d", desk) }

// publicOf is where a tenant's people find whole tickets.
func publicOf(tenant int64) scope { return numbered("t", tenant) }

// problemsOf is where the problems (subject and description) of a desk are found.
func problemsOf(desk int64) scope { return numbered("p", desk) }

// problemsIn is the same of a tenant.
func problemsIn(tenant int64) scope { return numbered("q", tenant) }

func numbered(kind string, id int64) scope { return scope(kind + strconv.FormatInt(id, 10) + "x") }

// term is what an engine indexes for a word: letters and digits, longer than the shortest and shorter than the longest word
// of every engine, and in none of their lists of words to leave out.
func (s scope) term(stem string) string { return string(s) + stem }

// terms are those of several words.
func (s scope) terms(stems []string) []string {
	all := make([]string, len(stems))
	for i, stem := range stems {
		all[i] = s.term(stem)
	}
	return all
}

// all is the term that every document of a scope is counted under.
func (s scope) all() string { return string(s) }

// Place is where somebody searches: among all tickets of a desk with their notes, as its staff, or among a tenant's.
type Place struct {
	DeskID   int64
	TenantID int64  // 0: as staff
	Language string // of the desk
}

func (p Place) scope() scope {
	if p.TenantID != 0 {
		return publicOf(p.TenantID)
	}
	return staffOf(p.DeskID)
}

// distinct are the stems of words, each once, in their order.
func distinct(words []word.Word) []string {
	var stems []string
	known := map[string]bool{}
	for _, w := range words {
		if !known[w.Stem] {
			known[w.Stem] = true
			stems = append(stems, w.Stem)
		}
	}
	return slices.Clip(stems)
}
