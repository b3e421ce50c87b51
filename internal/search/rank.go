package search

import (
	"cmp"
	"slices"
	"strings"
)

const (
	// The constants of BM25: how soon a repetition stops to tell, and how much less a match tells in a long text.
	saturation = 1.2
	length     = 0.5
	// subjectWeight is how many times a word of the subject counts.
	subjectWeight = 2.5
)

// rank compares the question with each candidate by BM25 over its problem, best first; of equals, the newest first.
// The hits' words are stems.
func (r rarity) rank(candidates []document) []Hit {
	average := 0.0
	for _, d := range candidates {
		average += d.size() / float64(len(candidates))
	}
	hits := make([]Hit, 0, len(candidates))
	for _, d := range candidates {
		if hit := r.compare(d, average); hit.Score > 0 {
			hits = append(hits, hit)
		}
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.TicketID, a.TicketID))
	})
	return hits
}

// size is how many words the document's problem has.
func (d document) size() float64 {
	return float64(strings.Count(d.subject, " ") + strings.Count(d.description, " ") + 2)
}

// compare reckons how much the document has of the question.
func (r rarity) compare(d document, average float64) Hit {
	counts := map[string]float64{}
	tally := func(text string, weight float64) {
		for stem := range strings.FieldsSeq(text) {
			if _, asked := r.weights[stem]; asked {
				counts[stem] += weight
			}
		}
	}
	tally(d.subject, subjectWeight)
	tally(d.description, 1)
	hit := Hit{TicketID: d.id}
	for stem := range counts {
		hit.Words = append(hit.Words, stem)
	}
	slices.Sort(hit.Words) // so that the sum is the same each time, to the last bit
	for _, stem := range hit.Words {
		n := counts[stem]
		hit.Score += r.weights[stem] * n * (saturation + 1) / (n + saturation*(1-length+length*d.size()/average))
	}
	return hit
}
