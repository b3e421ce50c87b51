package graph

import (
	"context"
	"fmt"

	"sportello/graph/transport"
	"sportello/graph/view"
	"sportello/internal/desk"
	"sportello/internal/event"
	"sportello/internal/live/bell"
)

// Bell tells people what concerns them.
type Bell = bell.Hub[*desk.Notification, *desk.ShownNotification]

// BellConfig is what of its configuration the use cases give.
func BellConfig(tickets *desk.Service) bell.Config[*desk.Notification, *desk.ShownNotification] {
	return bell.Config[*desk.Notification, *desk.ShownNotification]{
		Show: tickets.ShowNotification,
		Describe: func(ctx context.Context, changes []event.Change) ([]bell.Notice[*desk.Notification], error) {
			found, err := tickets.Notifications(ctx, changes)
			notices := make([]bell.Notice[*desk.Notification], len(found))
			for i, n := range found {
				notices[i] = bell.Notice[*desk.Notification]{Pos: n.Pos, UserID: n.UserID, What: n}
			}
			return notices, err
		},
	}
}

func (r subscriptionResolver) Notifications(ctx context.Context, after *string) (<-chan view.NotificationEvent, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	place := text(after)
	if last := transport.LastEventID(ctx); last != "" {
		place = last
	}
	follower, err := r.bell.Follow(ctx, v, place)
	if err != nil {
		return nil, err
	}
	return pour(ctx, follower, notification), nil
}

func notification(happened bell.Event) view.NotificationEvent {
	switch e := happened.(type) {
	case bell.Begun:
		return &view.NotificationsBegun{Cursor: e.Cursor}
	case bell.Told[*desk.ShownNotification]:
		return &view.Notification{Cursor: e.Cursor, Shown: e.Shown}
	case bell.Gap:
		return &view.NotificationsGap{Cursor: e.Cursor, Reason: e.Reason}
	default:
		panic(fmt.Sprintf("graph: unknown event %T", happened))
	}
}
