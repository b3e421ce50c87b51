package search

import (
	"slices"
	"strconv"

	"sportello/internal/search/word"
)

// scope is what every term begins with that can be found in it: a kind, and the desk or tenant. No word is spelled into
// the term of another scope, since the number ends at the x.
type scope struct {
	kind   string
	number int64
}

// staffOf is where a desk's staff find whole tickets, notes included.
func staffOf(desk int64) scope { return scope{"d", desk} }

// publicOf is where a tenant's people find whole tickets.
func publicOf(tenant int64) scope { return scope{"t", tenant} }

// problemsOf is where the problems (subject and description) of a desk are found.
func problemsOf(desk int64) scope { return scope{"p", desk} }

// problemsIn is the same of a tenant.
func problemsIn(tenant int64) scope { return scope{"q", tenant} }

// term is what an engine indexes for a word: letters and digits, longer than the shortest and shorter than the longest word
// of every engine, and in none of their lists of words to leave out.
func (s scope) term(stem string) string { return s.all() + stem }

// terms are those of several words.
func (s scope) terms(stems []string) []string {
	all, beginning := make([]string, len(stems)), s.all()
	for i, stem := range stems {
		all[i] = beginning + stem
	}
	return all
}

// all is the term that every document of a scope is counted under.
func (s scope) all() string { return s.kind + strconv.FormatInt(s.number, 10) + "x" }

// The rest are scopes of postings alone, where what a customer sees of a desk is cut out by the tickets of the tenant.

// wordsOf are where the words of whole tickets of a desk stand: those that everybody hears, and those that stand in notes alone.
func wordsOf(desk int64) (public, notes scope) { return scope{"w", desk}, scope{"n", desk} }

// beginningsOf are where tickets stand by the beginnings of the same words, so that a short one finds them in one row of
// many, not in all the rows of the words that begin so.
func beginningsOf(desk int64) (public, notes scope) { return scope{"b", desk}, scope{"m", desk} }

// beginning is how many characters of a word are its beginning.
const beginning = 3

// beginnings are those of words, each once. A shorter word is its own.
func beginnings(words []string) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = w[:min(len(w), beginning)]
	}
	return newWords(all)
}

// allOf is where all of a tenant's tickets stand.
func allOf(tenant int64) scope { return scope{"t", tenant} }

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
