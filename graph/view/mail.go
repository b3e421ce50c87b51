package view

import (
	"sportello/internal/mail/outbound"
	"sportello/internal/moment"
	"sportello/internal/node"
)

// OutgoingMail is what became of a mail.
type OutgoingMail struct{ outbound.Fate }

// NewOutgoingMail shows it.
func NewOutgoingMail(f outbound.Fate) *OutgoingMail { return &OutgoingMail{f} }

// ID is the global id.
func (m OutgoingMail) ID() string { return node.Encode(node.OutgoingMail, m.Fate.ID) }

// MessageID is null where the mail could not be made.
func (m OutgoingMail) MessageID() *string { return given(m.Fate.MessageID) }

// LastError is null when nothing is wrong.
func (m OutgoingMail) LastError() *string { return given(m.Fate.LastError) }

// BounceReport is null when none came.
func (m OutgoingMail) BounceReport() *string { return given(m.Fate.BounceReport) }

// SentAt is null when nobody has taken it.
func (m OutgoingMail) SentAt() moment.Moment {
	if m.State == outbound.Queued || m.State == outbound.Refused {
		return 0
	}
	return m.EndedAt
}

// NextAttemptAt is null when there is none.
func (m OutgoingMail) NextAttemptAt() moment.Moment {
	if m.State != outbound.Queued {
		return 0
	}
	return m.Fate.NextAttemptAt
}
