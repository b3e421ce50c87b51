package search_test

import (
	"fmt"
	"reflect"
	"testing"

	"sportello/internal/access"
	"sportello/internal/search"
)

// M1.14: a letter that an engine does not know ends no word, behind which something could be asked of another scope: neither the
// notes of a customer's own ticket nor an error come of it.
func TestStrangeLetters(t *testing.T) {
	l := newLibrary(t)
	mine := l.ticket(l.tenant, "Fattura \u02ecz \u0371z \u02ec \u0371 q\u02ec q\u0371 \u19b0q Москва")
	l.say(mine, true, "Il cliente è moroso")
	l.index()
	customer := search.Place{TenantID: l.tenant}
	for _, letter := range []rune{0x02ec, 0x0371, 0x19b0, 0x1cf2, 0x10400} {
		for _, form := range []string{"%c%s", "%c%s ", "q%c%s", "q%c%s fattura", "fattura q%c%s"} {
			text := fmt.Sprintf(form, letter, fmt.Sprintf("d%dxmoros", l.desk))
			if got := l.found(customer, text); len(got) > 0 {
				t.Errorf("%+q finds %v", text, got)
			}
		}
	}
	for _, text := range []string{"\u02ec ", "\u0371z", "q\u19b0", "\u19b0q", "москв", "МОСКВА fattura"} {
		if got := l.found(customer, text); len(got) != 1 && text != "q\u19b0" {
			t.Errorf("%+q finds %v", text, got)
		}
	}
}

// Who asks among their own tickets learns nothing of how often colleagues use a word: the same tickets, the same scores.
func TestOwnTicketsAreWeighedAlone(t *testing.T) {
	l := newLibrary(t)
	l.ticket(l.tenant, "stampante bloccata")
	l.ticket(l.tenant, "fattura bloccata")
	l.index()
	ask := func() []search.Hit {
		return l.similar(search.Question{Text: "stampante fattura bloccata", TenantIDs: []int64{l.tenant}, RequesterID: l.customer.UserID})
	}
	before, own := ask(), l.customer
	l.customer = l.factory.Customer(l.tenant, access.TenantRequester)
	for range 5 {
		l.ticket(l.tenant, "stampante spenta")
	}
	l.index()
	l.customer = own
	if after := ask(); len(before) != 2 || !reflect.DeepEqual(before, after) {
		t.Errorf("%v became %v", before, after)
	}
}
