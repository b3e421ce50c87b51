// Package desk is what people do at a counter: the use cases on tickets, messages, people and attachments, and on
// what people keep for themselves (saved views, list settings, dashboards), one file each.
//
// A use case takes the viewer and an input, asks access, opens one transaction, loads everything through the viewer's
// scope, lets workflow decide, writes the changes with their timeline entries and outbox row, and commits. What it
// answers is read after the commit. Reads answer rows of this package's own (Ticket, Message, Entry …), made for one
// pair of eyes: see Sight.
//
// It must not know of GraphQL, HTTP, sockets or mail.
package desk
