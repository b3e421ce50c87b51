// Package openid leads people to the identity provider of their desk and back (OpenID Connect, authorization code with
// PKCE), and gives their browser a session when it comes back.
//
// What a provider says is proved here: its signature, that it was said to us, now, and in answer to this browser's question.
// Whom that lets in is account's to say. It must not know of GraphQL or tables.
package openid
