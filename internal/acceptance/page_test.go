package acceptance

import (
	"fmt"
	"slices"
	"testing"
)

// C.4: lists are filtered, sorted, and read page by page with cursors, forwards and back; what is written meanwhile moves no
// row to another page.
func TestListsArePaged(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "saas", "Support Example", "en")
	var want []string
	for i := range 7 {
		subject := fmt.Sprintf("Question %d", i)
		o.customer.open(subject, "Where do I find it?", vars{"priority": []string{"HIGH", "LOW"}[i%2]})
		if i%2 == 0 {
			want = append(want, subject)
		}
	}
	type page struct {
		Nodes    []struct{ Subject string }
		PageInfo struct {
			HasNextPage, HasPreviousPage bool
			StartCursor, EndCursor       *string
		}
	}
	read := func(arguments string, cursor *string) page {
		t.Helper()
		var got struct{ Tickets page }
		o.customer.ask(`query($c: String) { tickets(filter: {priority: {eq: HIGH}}, orderBy: [{field: CREATED_AT, direction: ASC}], `+arguments+`) {
			nodes { subject } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, vars{"c": cursor}, &got)
		return got.Tickets
	}
	first := read("first: 2, after: $c", nil)
	for _, priority := range []string{"HIGH", "LOW"} {
		o.customer.open("Written meanwhile", "Where do I find it?", vars{"priority": priority})
	}
	second := read("first: 2, after: $c", first.PageInfo.EndCursor)
	last := read("first: 2, after: $c", second.PageInfo.EndCursor)
	var got []string
	for _, p := range []page{first, second, last} {
		for _, n := range p.Nodes {
			got = append(got, n.Subject)
		}
	}
	if !slices.Equal(got, append(want, "Written meanwhile")) {
		t.Errorf("page by page: %q", got)
	}
	if !first.PageInfo.HasNextPage || first.PageInfo.HasPreviousPage || last.PageInfo.HasNextPage || !second.PageInfo.HasPreviousPage {
		t.Errorf("ends: %+v, %+v, %+v", first.PageInfo, second.PageInfo, last.PageInfo)
	}
	if back := read("last: 2, before: $c", second.PageInfo.StartCursor); !slices.Equal(back.Nodes, first.Nodes) {
		t.Errorf("back: %+v, was %+v", back.Nodes, first.Nodes)
	}
	o.customer.denied("INVALID_CURSOR", `{ tickets(after: "nowhere") { nodes { id } } }`, nil)
}
