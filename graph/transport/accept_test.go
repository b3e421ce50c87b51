package transport

import "testing"

// RFC 9110, 12.5.1.
func TestNegotiate(t *testing.T) {
	for _, c := range []struct {
		headers []string
		want    acceptance
		ok      bool
	}{
		{nil, acceptance{json: mediaJSON}, true},
		{[]string{"*/*"}, acceptance{json: mediaJSON}, true},
		{[]string{"application/*"}, acceptance{json: mediaJSON}, true},
		{[]string{"application/json"}, acceptance{json: mediaJSON}, true},
		{[]string{"APPLICATION/JSON; charset=UTF-8"}, acceptance{json: mediaJSON}, true},
		{[]string{mediaResponse}, acceptance{json: mediaResponse}, true},
		{[]string{mediaResponse + ", application/json"}, acceptance{json: mediaResponse}, true},
		{[]string{"application/json, " + mediaResponse}, acceptance{json: mediaResponse}, true},
		{[]string{"application/json", mediaResponse + ";q=0.9"}, acceptance{json: mediaJSON}, true},
		{[]string{"*/*, " + mediaResponse}, acceptance{json: mediaResponse}, true},
		{[]string{"*/*, " + mediaResponse + ";q=0.1"}, acceptance{json: mediaJSON}, true},
		{[]string{"application/json;q=0, */*"}, acceptance{}, false},
		{[]string{"application/json;q=0, " + mediaResponse + ";q=0.001"}, acceptance{json: mediaResponse}, true},
		{[]string{mediaEvents}, acceptance{events: true}, true},
		{[]string{mediaResponse + ", application/graphql+json, application/json, text/event-stream, multipart/mixed"},
			acceptance{json: mediaResponse, events: true}, true},
		{[]string{mediaEvents + ";q=0"}, acceptance{}, false},
		{[]string{"text/html"}, acceptance{}, false},
		{[]string{"text/html", "*/*;q=0.1"}, acceptance{json: mediaJSON}, true},
		{[]string{"application/jsonp, application/json-seq, xapplication/json"}, acceptance{}, false},
		{[]string{"application/json; charset=iso-8859-1"}, acceptance{}, false},
		{[]string{"application/json;q=2, garbage;;;"}, acceptance{}, false},
		{[]string{""}, acceptance{}, false},
	} {
		if got, ok := negotiate(c.headers); got != c.want || ok != c.ok {
			t.Errorf("%q: got %+v %v, want %+v %v", c.headers, got, ok, c.want, c.ok)
		}
	}
}
