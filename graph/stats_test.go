package graph_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/node"
)

// Bad questions are refused with a code and the place of the fault, and cost nothing (C.7).
func TestStatsRefuseBadQuestions(t *testing.T) {
	w := newWorld(t)
	deep := strings.Repeat("{not: ", 9) + "{}" + strings.Repeat("}", 9)
	all := "STATUS PRIORITY CHANNEL DESK TENANT"
	groups := ""
	for by := range strings.FieldsSeq(all) {
		groups += "{by: " + by + "} "
	}
	for name, c := range map[string]struct{ arguments, code, field string }{
		"no measures":               {`measures: []`, "REQUIRED", "measures"},
		"too many measures":         {`measures: [` + strings.Repeat("OPENED ", 13) + `]`, "TOO_MANY", "measures"},
		"an unknown zone":           {`measures: [OPENED], timeZone: "Europe/Atlantis"`, "INVALID_VALUE", "timeZone"},
		"a file for a zone":         {`measures: [OPENED], timeZone: "../../etc/passwd"`, "INVALID_VALUE", "timeZone"},
		"the machine's zone":        {`measures: [OPENED], timeZone: "Local"`, "INVALID_VALUE", "timeZone"},
		"an unknown field":          {`measures: [OPENED], groupBy: [{by: FIELD, fieldKey: "shoe_size"}]`, "INVALID_VALUE", "groupBy.0.fieldKey"},
		"a field of another desk":   {`measures: [OPENED], groupBy: [{by: FIELD, fieldKey: "category"}]`, "INVALID_VALUE", "groupBy.0.fieldKey"},
		"a text to group by":        {`measures: [OPENED], groupBy: [{by: FIELD, fieldKey: "notification_email"}]`, "INVALID_VALUE", "groupBy.0.fieldKey"},
		"a field without a key":     {`measures: [OPENED], groupBy: [{by: FIELD}]`, "REQUIRED", "groupBy.0.fieldKey"},
		"a key without a field":     {`measures: [OPENED], groupBy: [{by: STATUS, fieldKey: "area"}]`, "INVALID_VALUE", "groupBy.0"},
		"no depth":                  {`measures: [OPENED], groupBy: [{by: FIELD, fieldKey: "area", depth: 0}]`, "INVALID_VALUE", "groupBy.0.depth"},
		"a negative depth":          {`measures: [OPENED], groupBy: [{by: FIELD, fieldKey: "area", depth: -1}]`, "INVALID_VALUE", "groupBy.0.depth"},
		"twice the same":            {`measures: [OPENED], groupBy: [{by: STATUS}, {by: STATUS}]`, "INVALID_VALUE", "groupBy.1"},
		"too many groups":           {`measures: [OPENED], groupBy: [` + groups + `]`, "TOO_MANY", "groupBy"},
		"the backlog of an hour":    {`measures: [BACKLOG], groupBy: [{by: HOUR_OF_WEEK}]`, "INVALID_VALUE", "groupBy.0.by"},
		"a period backwards":        {`measures: [OPENED], period: {from: "2026-05-01T00:00:00Z", to: "2026-04-01T00:00:00Z"}`, "INVALID_VALUE", "period.from"},
		"an empty period":           {`measures: [OPENED], period: {from: "2026-05-01T00:00:00Z", to: "2026-05-01T00:00:00Z"}`, "INVALID_VALUE", "period.from"},
		"from the future":           {`measures: [OPENED], period: {from: "2090-05-01T00:00:00Z"}`, "INVALID_VALUE", "period.from"},
		"out of all time":           {`measures: [OPENED], period: {to: "9999-05-01T00:00:00Z"}`, "INVALID_VALUE", "period"},
		"before all time":           {`measures: [OPENED], period: {from: "0001-05-01T00:00:00Z"}`, "INVALID_VALUE", "period"},
		"a million rows":            {`measures: [OPENED], interval: HOUR, period: {from: "1980-01-01T00:00:00Z", to: "2099-01-01T00:00:00Z"}`, "TOO_MANY", "interval"},
		"hours of hundreds of days": {`measures: [OPENED], interval: DAY, groupBy: [{by: HOUR_OF_WEEK}], period: {from: "2020-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z"}`, "TOO_MANY", "interval"},
		"a page of too many":        {`measures: [OPENED], first: 5001`, "TOO_MANY", "first"},
		"a page of less than none":  {`measures: [OPENED], first: -1`, "TOO_MANY", "first"},
		"sorted by what is missing": {`measures: [OPENED], orderBy: [{by: MEASURE, measure: CLOSED}]`, "INVALID_VALUE", "orderBy.0.measure"},
		"sorted by no measure":      {`measures: [OPENED], orderBy: [{by: MEASURE}]`, "INVALID_VALUE", "orderBy.0.measure"},
		"a measure to sort by time": {`measures: [OPENED], orderBy: [{by: TIME, measure: OPENED}]`, "INVALID_VALUE", "orderBy.0"},
		"too deep a filter":         {`measures: [OPENED], filter: ` + deep, "INVALID_FILTER", ""},
	} {
		got := w.ask(w.agent, `{ ticketStats(`+c.arguments+`) { rowCount } }`, nil)
		if codes := got.codes(); !slices.Equal(codes, []string{c.code}) || !strings.Contains(got.body, fieldOf(c.field)) {
			t.Errorf("%s: got %s, want %s of %s", name, got.body, c.code, c.field)
		}
	}
}

// fieldOf is a place as errors name it.
func fieldOf(path string) string {
	if path == "" {
		return ""
	}
	steps := strings.Split(path, ".")
	for i, s := range steps {
		steps[i] = quoted(s)
	}
	return `"field":[` + strings.Join(steps, ",") + `]`
}

// Analysts count tickets of which they see none; customers count what they see, and nobody of a desk that hides its staff;
// who belongs nowhere counts nothing (C.7, M2.7).
func TestStatsCountWhatAViewerMayCount(t *testing.T) {
	w := newWorld(t)
	_, err := w.desk.Assign(w.ctx(), w.otherStaff.Viewer, desk.AssignInput{TicketID: w.number(w.otherStaff.ticket), AssigneeID: w.otherStaff.UserID})
	w.must(err)
	for name, c := range map[string]struct {
		viewer   *access.Viewer
		tickets  int
		assigned bool
	}{
		"staff":                      {w.agent, 4, true},
		"analyst":                    {w.analyst.Viewer, 4, true},
		"a customer":                 {w.victim, 2, true},
		"a neighbour":                {w.neighbour.Viewer, 2, true},
		"where the staff is hidden":  {w.outsider.Viewer, 4, false},
		"staff of the other desk":    {w.otherStaff.Viewer, 4, true},
		"somebody who is not at all": {w.User(), 0, false},
	} {
		got := w.ask(c.viewer, `{ ticketStats(measures: [OPENED]) { rows { values } } }`, nil)
		if want := fmt.Sprintf(`{"data":{"ticketStats":{"rows":[{"values":[%d]}]}}}`, c.tickets); got.body != want {
			t.Errorf("%s: got %s, want %s", name, got.body, want)
		}
		got = w.ask(c.viewer, `{ ticketStats(measures: [OPENED], groupBy: [{by: ASSIGNEE}]) { rows { groups { key } } } }`, nil)
		if strings.Contains(got.body, `"key":"`) != c.assigned {
			t.Errorf("%s is shown %s", name, got.body)
		}
	}
	listed := w.ask(w.analyst.Viewer, `{ tickets { totalCount } }`, nil)
	if listed.body != `{"data":{"tickets":{"totalCount":0}}}` {
		t.Errorf("an analyst lists %s", listed.body)
	}
}

func (w *world) number(id string) int64 {
	key, err := node.Key(node.Ticket, id)
	w.must(err)
	return key
}

// A row for each group and interval, named in the viewer's words, in the order that is asked for.
func TestStatsNameTheirGroups(t *testing.T) {
	w := newWorld(t)
	got := w.ask(w.agent, `{ ticketStats(
		measures: [OPENED, BACKLOG, ONE_TOUCH_SHARE], groupBy: [{by: STATUS}, {by: FIELD, fieldKey: "area"}, {by: CHANNEL}, {by: PRIORITY}, {by: TENANT}],
		orderBy: [{by: MEASURE, measure: OPENED}]) { rowCount } }`, nil)
	if !slices.Equal(got.codes(), []string{"TOO_MANY"}) {
		t.Errorf("five groups: %s", got.body)
	}
	got = w.ask(w.agent, `{ ticketStats(
		measures: [OPENED, BACKLOG, ONE_TOUCH_SHARE], groupBy: [{by: STATUS}, {by: FIELD, fieldKey: "area"}], interval: MONTH, timeZone: "Europe/Rome",
		period: {from: "2026-03-15T00:00:00Z", to: "2026-04-15T00:00:00Z"}, orderBy: [{by: TIME, direction: ASC}, {by: MEASURE, measure: OPENED}], first: 3
	) { rowCount from to timeZone asOf rows { from to groups { by key label } values } } }`, nil)
	want := `{"data":{"ticketStats":{"rowCount":6,"from":"2026-02-28T23:00:00Z","to":"2026-04-30T22:00:00Z","timeZone":"Europe/Rome","asOf":"2026-04-02T09:00:00Z","rows":[` +
		`{"from":"2026-02-28T23:00:00Z","to":"2026-03-31T22:00:00Z","groups":[{"by":"STATUS","key":"OPEN","label":"Unassigned"},{"by":"FIELD","key":"ACCOUNTING","label":"Business program: accounting"}],"values":[0,0,null]},`
	if !strings.HasPrefix(got.body, want) || strings.Count(got.body, `"label":"Closed"`) != 1 || strings.Count(got.body, "WAITING_ON_CUSTOMER") != 1 {
		t.Errorf("got %s", got.body)
	}
}
