package graph_test

import (
	"sportello/internal/node"
)

// programCases are the cases of keys for programs and of what they alone may do, which people are refused whatever they name.
func programCases(one func(node.Kind, string) idCase) map[string]idCase {
	refused := func(kind node.Kind, document string) idCase { return idCase{[]node.Kind{kind}, document, empty, false} }
	key := func(place string) string {
		return `mutation { createApiKey(input: {of: {` + place + `: <id>}, name: "Mine", scopes: [READ_TICKETS]}) { apiKey { id } errors { code } } }`
	}
	return map[string]idCase{
		"Query.apiKeys.of.desk":                   one(node.Desk, `{ apiKeys(of: {desk: <id>}) { id name } }`),
		"Query.apiKeys.of.tenant":                 one(node.Tenant, `{ apiKeys(of: {tenant: <id>}) { id name } }`),
		"Mutation.createApiKey.input.of.desk":     one(node.Desk, key("desk")),
		"Mutation.createApiKey.input.of.tenant":   one(node.Tenant, key("tenant")),
		"Mutation.revokeApiKey.input.key":         one(node.APIKey, `mutation { revokeApiKey(input: {key: <id>}) { apiKey { id } errors { code } } }`),
		"Mutation.provisionUser.input.tenant":     refused(node.Tenant, `mutation { provisionUser(input: {externalId: "1", email: "one@company.example", tenant: <id>}) { userId } }`),
		"Mutation.createSignInLink.input.user.id": refused(node.User, `mutation { createSignInLink(input: {user: {id: <id>}}) { token } }`),
	}
}
