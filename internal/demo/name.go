package demo

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// personName makes up a person.
func (w *world) personName(p *phrases) string {
	return pick(w.dice, p.Given) + " " + pick(w.dice, p.Family)
}

// company makes up a company, and its domain, which belongs to nobody (RFC 2606).
func (w *world) company(p *phrases) (name, domain string) {
	stem := fmt.Sprintf(pick(w.dice, p.Company), pick(w.dice, p.Family))
	return stem + " " + pick(w.dice, p.Legal), w.unique(strings.ReplaceAll(mailbox(stem), ".", "-"), ".example")
}

// unique puts a number between stem and end where somebody has the address already.
func (w *world) unique(stem, end string) string {
	address := stem + end
	for n := 2; w.taken[address]; n++ {
		address = fmt.Sprintf("%s%d%s", stem, n, end)
	}
	w.taken[address] = true
	return address
}

// vatNumber makes up a number in the country's form that no company can have: no Italian tax office is number 777, no
// Argentine one begins with 99.
func (w *world) vatNumber(language string) string {
	if language == "es" {
		return fmt.Sprintf("99-%08d-%d", w.IntN(1e8), w.IntN(10))
	}
	return fmt.Sprintf("%07d777%d", w.IntN(1e7), w.IntN(10))
}

// mailbox is a name as an address has it: lower-case letters without accents, one dot between words.
func mailbox(name string) string {
	words := strings.FieldsFunc(strings.ToLower(norm.NFD.String(name)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r)
	})
	plain := strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return -1
		}
		return r
	}, strings.Join(words, "."))
	return plain
}
