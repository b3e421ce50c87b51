// Package notify turns what happens at a desk into mails: which notice, to whom, by what the desk's rules and people's own
// settings say; and puts them into the outbox, in the transaction of what happened.
//
//	desk (a change) ─> Notifier.Happened ─> notice (who) · compose (what) ─> outbound (rows)
//
// Nobody is told of their own act, but that a ticket is confirmed to who opened it. One change makes one mail for each
// address. A desk without an address sends none.
//
// It must not know how mails are sent, nor decide what happens to tickets.
package notify
