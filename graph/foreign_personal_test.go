package graph_test

import (
	"fmt"
	"strings"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/node"
)

// viewOf saves a view of somebody's own.
func (w *world) viewOf(v *access.Viewer) string {
	outcome, err := w.desk.SaveView(w.ctx(), v, desk.SaveViewInput{Name: "What is mine", Scope: desk.OwnView})
	w.must(err)
	return node.Encode(node.SavedView, outcome.ViewID)
}

// personalCases are the cases of what a user keeps for themselves. A filter is kept as it is given, whatever it names.
func personalCases(one func(node.Kind, string) idCase) map[string]idCase {
	cases := map[string]idCase{
		"Mutation.saveView.input.id":                one(node.SavedView, keep("saveView", `id: <id>, name: "Another name"`)),
		"Mutation.saveView.input.tenant":            one(node.Tenant, keep("saveView", `name: "A name", scope: TENANT, tenant: <id>`)),
		"Mutation.saveView.input.desk":              one(node.Desk, keep("saveView", `name: "A name", scope: DESK, desk: <id>`)),
		"Mutation.deleteView.input.view":            one(node.SavedView, keep("deleteView", `view: <id>`)),
		"Mutation.saveDashboard.input.widgets.view": one(node.SavedView, keep("saveDashboard", aWidget(`view: <id>`))),
	}
	for field, kind := range map[string]node.Kind{
		"desk": node.Desk, "tenant": node.Tenant, "requester": node.User, "assignee": node.User,
	} {
		for _, operator := range []string{"eq", "in", "notIn"} {
			id := "<id>"
			if operator != "eq" {
				id = "[<id>]"
			}
			filter := fmt.Sprintf(`filter: {%s: {%s: %s}}`, field, operator, id)
			path := strings.Join([]string{"filter", field, operator}, ".")
			for place, document := range map[string]string{
				"rememberListSettings.input.":  keep("rememberListSettings", `list: "tickets", `+filter),
				"saveView.input.":              keep("saveView", `id: <view>, name: "A name", `+filter),
				"saveDashboard.input.widgets.": keep("saveDashboard", aWidget(filter)),
			} {
				cases["Mutation."+place+path] = idCase{[]node.Kind{kind}, document, alike, false}
			}
		}
	}
	return cases
}

func aWidget(rest string) string {
	return `widgets: [{id: "one", kind: TICKET_LIST, x: 0, y: 0, width: 4, height: 2, ` + rest + `}]`
}

func keep(mutation, input string) string {
	return `mutation { ` + mutation + `(input: {` + input + `}) { errors { code field message } } }`
}
