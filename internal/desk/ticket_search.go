package desk

import (
	"strings"
	"unicode/utf8"

	"entgo.io/ent/dialect/sql"

	"sportello/internal/access"
	"sportello/internal/search"
)

const (
	maxSearches   = 8   // in one filter with all that is in it
	maxSearchText = 200 // characters
)

// search counts what one filter looks for by words.
func (z *filterSize) search(text *string) bool {
	if text == nil {
		return true
	}
	if strings.TrimSpace(*text) != "" {
		z.texts = append(z.texts, *text)
	}
	z.searches++
	return z.searches <= maxSearches && utf8.RuneCountInString(*text) <= maxSearchText
}

// searched are the places where a viewer's search looks: as staff a whole desk with its notes, as a customer a tenant. What
// they see of a place is for the scope beside the filter to say.
func searched(v *access.Viewer, desks map[int64]*Desk) []search.Place {
	scope := v.Scope()
	var places []search.Place
	for _, id := range scope.Desks {
		places = append(places, search.Place{DeskID: id, Language: desks[id].Language})
	}
	for _, tenants := range [][]int64{scope.Tenants, scope.OwnIn} {
		for _, id := range tenants {
			deskID := v.Tenants[id].DeskID
			places = append(places, search.Place{DeskID: deskID, TenantID: id, Language: desks[deskID].Language})
		}
	}
	return places
}

// search is true of tickets that have all the words of a text (M1.14); of every ticket while there is none.
func (f filter) search(s *sql.Selector, text string) *sql.Predicate {
	if strings.TrimSpace(text) == "" {
		return sql.Not(sql.False())
	}
	return f.found[text].Condition(s)
}
