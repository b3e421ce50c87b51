// Package audit keeps the record of every act on who may do what: signing in and failing to, roles, keys, rules, exports.
//
// An entry is written in the transaction of what it tells of, by the use case that does it, and is never changed or removed:
// the room has no such call, and a test holds that nobody else in the house has one. It reads entries for administrators: a
// desk's for the desk's, a tenant's for the tenant's.
//
// It must not know what the kinds stand for elsewhere, nor GraphQL or HTTP.
package audit
