// Package httpd is the HTTP server: which address answers what, and what holds for every request: an id, a line in the
// log, safe headers, cross-site checks, time limits, a panic that takes nothing down with it. It turns cookies, bearer
// tokens and websocket init payloads into viewers, and ends gracefully.
//
// It must not know the schema, tables or rules of desks. It is wired by cmd, which hands it the handlers.
package httpd
