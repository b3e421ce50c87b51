package view

import (
	"sportello/internal/desk"
	"sportello/internal/live/bell"
	"sportello/internal/moment"
)

// NotificationEvent is what a follower of their notifications is told.
type NotificationEvent interface{ IsNotificationEvent() }

type (
	// NotificationsBegun is the contract's type of the same name.
	NotificationsBegun struct{ Cursor string }
	// Notification is the contract's type of the same name.
	Notification struct {
		Cursor string
		Shown  *desk.ShownNotification
	}
	// NotificationsGap is the contract's type of the same name.
	NotificationsGap struct {
		Cursor string
		Reason bell.Reason
	}
)

// IsNotificationEvent marks it for gqlgen.
func (NotificationsBegun) IsNotificationEvent() {}

// IsNotificationEvent marks it for gqlgen.
func (Notification) IsNotificationEvent() {}

// IsNotificationEvent marks it for gqlgen.
func (NotificationsGap) IsNotificationEvent() {}

// Causes are why it concerns the viewer.
func (n Notification) Causes() []desk.NotificationKind { return n.Shown.Kinds }

// At is when it happened.
func (n Notification) At() moment.Moment { return n.Shown.At }

// Ticket is the ticket as it is now.
func (n Notification) Ticket() *Ticket { return NewTicket(n.Shown.Ticket) }

// Actor is who did it.
func (n Notification) Actor() *Actor { return NewActor(&n.Shown.Actor) }
