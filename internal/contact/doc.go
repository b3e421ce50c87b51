// Package contact is the contact form (M2.1): somebody without an account writes name, address and message, and is answered by
// mail. What comes of it is a ticket of a guest's.
//
// It is open to everybody, so it is guarded: each submission has to prove a little work on a challenge that is good once; each address,
// each network and each desk may do so often and no oftener; and whoever fills in a field that no person sees is thanked and
// forgotten. Whatever the address, the answer is the same.
//
// It must not know of GraphQL, HTTP or mail.
package contact
