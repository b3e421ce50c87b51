package permit

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"sportello/internal/access"
)

// Role is a column of the table: somebody, as far as what they may do goes.
type Role struct {
	Name   string
	Viewer func(deskID, tenantID int64) *access.Viewer // at a place of theirs; nil: not signed in
}

// Roles are the columns of the table: each role, a requester whom an application signed in, and each scope of a key for a whole
// desk.
func Roles() []Role {
	roles := []Role{{Name: "nobody", Viewer: func(int64, int64) *access.Viewer { return nil }}}
	for _, r := range access.DeskRoles() {
		roles = append(roles, Role{"desk " + string(r), func(deskID, _ int64) *access.Viewer {
			return &access.Viewer{Desks: map[int64]access.DeskRole{deskID: r}}
		}})
	}
	for _, r := range access.TenantRoles() {
		roles = append(roles, Role{"tenant " + string(r), func(deskID, tenantID int64) *access.Viewer {
			return &access.Viewer{Tenants: map[int64]access.Membership{tenantID: {TenantID: tenantID, DeskID: deskID, Role: r}}}
		}})
	}
	roles = append(roles, Role{"customer by link", func(deskID, tenantID int64) *access.Viewer {
		return &access.Viewer{
			Confined: &access.Place{DeskID: deskID},
			Tenants:  map[int64]access.Membership{tenantID: {TenantID: tenantID, DeskID: deskID, Role: access.TenantRequester}},
		}
	}})
	for _, s := range access.KeyScopes() {
		roles = append(roles, Role{"key " + string(s), func(deskID, _ int64) *access.Viewer {
			return &access.Viewer{
				Key:   &access.Key{Scopes: []access.KeyScope{s}},
				Desks: map[int64]access.DeskRole{deskID: access.DeskAdministrator},
			}
		}})
	}
	return roles
}

// Document is docs/permissions.md.
func Document() string {
	var b strings.Builder
	b.WriteString(`# Who may do what

Generated from the tables that decide (` + "`go generate ./graph/permit`" + `): the roles' permissions in ` + "`internal/access`" + `, what each
operation demands in ` + "`graph/permit`" + `; do not edit. A test drives the server for every cell of the last table.

A member of staff has a role on a desk, and with it their permissions in all its tenants. A customer has a role in each of their tenants.
A key for programs has scopes, for a whole desk or one tenant ([api.md](api.md#keys-for-programs)).

## Permissions

`)
	header(&b, "permission", access.DeskRoles(), access.TenantRoles(), access.KeyScopes())
	for _, p := range access.Permissions() {
		fmt.Fprintf(&b, "| `%s` |", p)
		cells(&b, access.DeskRoles(), func(r access.DeskRole) bool { return slices.Contains(r.Permissions(), p) })
		cells(&b, access.TenantRoles(), func(r access.TenantRole) bool { return slices.Contains(r.Permissions(), p) })
		cells(&b, access.KeyScopes(), func(s access.KeyScope) bool { return slices.Contains(s.Permissions(), p) })
		b.WriteString("\n")
	}
	b.WriteString(`
What each is: ` + "`internal/access/permission.go`" + `. A requester reads the tickets that they opened, or all of the tenant's where the desk says so
(` + "`visibility`" + ` in its [policy](policy.md)).

## Operations

How each operation answers a role that calls it at a place of its own: at its desk, in its tenant (for staff one of their desk), on a
ticket that it sees, if it sees any. “Customer by link” is a requester whom the desk's application or identity provider signed in. ✓ is allowed by the role; a rule of the desk, or the state of the ticket, may still refuse. At a place
that is not theirs everybody is answered ` + "`NOT_FOUND`" + `, but for keys whose scopes do not reach, which are refused before anything is looked for.

| code | meaning |
|---|---|
| 401 | ` + "`UNAUTHENTICATED`" + `: sign in first |
| 403 | ` + "`FORBIDDEN`" + `: seen, but not for this role |
| 404 | ` + "`NOT_FOUND`" + `: does not exist for this role |
| staff | ` + "`STAFF_ONLY`" + `: staff do this |

`)
	b.WriteString("| operation |")
	roles := Roles()
	for _, r := range roles {
		fmt.Fprintf(&b, " %s |", strings.ToLower(strings.ReplaceAll(r.Name, "_", " ")))
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(roles)) + "\n")
	operations := Operations()
	for _, name := range slices.Sorted(maps.Keys(operations)) {
		fmt.Fprintf(&b, "| `%s` |", name)
		for _, r := range roles {
			code := operations[name].Answer(r.Viewer(1, 1), 1, 1)
			short, known := map[string]string{
				"": "✓", "UNAUTHENTICATED": "401", "FORBIDDEN": "403", "NOT_FOUND": "404", "STAFF_ONLY": "staff",
			}[string(code)]
			if !known {
				short = "`" + string(code) + "`"
			}
			fmt.Fprintf(&b, " %s |", short)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func header(b *strings.Builder, first string, desk []access.DeskRole, tenant []access.TenantRole, scopes []access.KeyScope) {
	fmt.Fprintf(b, "| %s |", first)
	for _, r := range desk {
		fmt.Fprintf(b, " desk %s |", strings.ToLower(string(r)))
	}
	for _, r := range tenant {
		fmt.Fprintf(b, " tenant %s |", strings.ToLower(string(r)))
	}
	for _, s := range scopes {
		fmt.Fprintf(b, " key %s |", strings.ToLower(strings.ReplaceAll(string(s), "_", " ")))
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(desk)+len(tenant)+len(scopes)) + "\n")
}

func cells[R any](b *strings.Builder, roles []R, has func(R) bool) {
	for _, r := range roles {
		mark := " "
		if has(r) {
			mark = "✓"
		}
		fmt.Fprintf(b, " %s |", mark)
	}
}
