// Package outbound is how mail leaves: rows that are committed with the change that causes them, and a worker that sends
// them afterwards.
//
// A row ([Outbox.Put]) holds the whole bytes of a mail to one address, its Message-ID, and ever after what became of it:
//
//	QUEUED ──taken by the smarthost──> SENT ──a report says otherwise──> BOUNCED
//	   │ └─4xx, no connection: again later, by the clock (stays QUEUED)
//	   ├─5xx, or tried for too long──> REFUSED
//	   └─no smarthost: the trap──────> TRAPPED
//
// For who reads mail:
//
//	FindByMessageID(ctx, deskID, messageIDs...) (Known, error)   which ticket a mail speaks of, within the desk
//	Find(ctx, mailID) (Known, error)                             the mail of a signed bounce address (compose.ToBounce)
//	Bounced(ctx, tx, mailID, permanent, report) error            a delivery report, kept with its mail
//
// Several processes share the rows: each mail is leased to one of them for longer than handing it over may take. A process that
// is killed between the smarthost's yes and its commit leaves a mail that goes out twice, with the same bytes and Message-ID:
// SMTP has no way to know.
//
// It must not know what mails say (internal/mail/compose), nor tickets' rules.
package outbound
