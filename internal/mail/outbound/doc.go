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
// It must not know what mails say (internal/mail/compose), nor tickets' rules.
package outbound
