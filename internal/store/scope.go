package store

import (
	"context"
	"errors"
	"fmt"

	"sportello/ent"
	"sportello/internal/access"
)

var (
	// ErrUnscoped is the answer to a query or change whose context does not say for whom it is: see Scoped, System.
	ErrUnscoped = errors.New("the database is asked for nobody")
	// ErrSystemOnly is the answer to a viewer's query of what belongs to the server alone.
	ErrSystemOnly = errors.New("only the server may ask for this")
)

// Scoped marks what is asked with the context as asked for a viewer: queries find, and changes reach, only rows that
// Visible… lets the viewer see. New rows are not held against it: whoever makes one has loaded what it refers to
// through the scope.
func Scoped(ctx context.Context, scope access.Scope) context.Context {
	return context.WithValue(ctx, audienceKey{}, audience{scope: scope})
}

// System marks what is asked with the context as asked for the server itself (signing in, jobs, demo data): it reaches
// every row.
func System(ctx context.Context) context.Context {
	return context.WithValue(ctx, audienceKey{}, audience{system: true})
}

// audience is for whom the database is asked.
type audience struct {
	system bool
	scope  access.Scope
}

type audienceKey struct{}

func audienceOf(ctx context.Context) (audience, error) {
	a, ok := ctx.Value(audienceKey{}).(audience)
	if !ok {
		return audience{}, ErrUnscoped
	}
	return a, nil
}

// guard makes a client fail closed. Statements written by hand (Query, ExecContext) do not pass here.
func guard(client *ent.Client) {
	client.Intercept(ent.TraverseFunc(narrowQuery))
	client.Use(func(next ent.Mutator) ent.Mutator {
		return ent.MutateFunc(func(ctx context.Context, m ent.Mutation) (ent.Value, error) {
			if err := narrowMutation(ctx, m); err != nil {
				return nil, err
			}
			return next.Mutate(ctx, m)
		})
	})
}

// narrowQuery adds the viewer's predicate to a query.
func narrowQuery(ctx context.Context, query ent.Query) error {
	a, err := audienceOf(ctx)
	if err != nil {
		return fmt.Errorf("%T: %w", query, err)
	}
	if a.system {
		return nil
	}
	switch q := query.(type) {
	case *ent.AttachmentQuery:
		q.Where(VisibleAttachments(a.scope))
	case *ent.DashboardQuery:
		q.Where(VisibleDashboards(a.scope))
	case *ent.DeskQuery:
		q.Where(VisibleDesks(a.scope))
	case *ent.DraftQuery:
		q.Where(VisibleDrafts(a.scope))
	case *ent.IdempotencyKeyQuery:
		q.Where(VisibleIdempotencyKeys(a.scope))
	case *ent.ListSettingQuery:
		q.Where(VisibleListSettings(a.scope))
	case *ent.MembershipQuery:
		q.Where(VisibleMemberships(a.scope))
	case *ent.MessageQuery:
		q.Where(VisibleMessages(a.scope))
	case *ent.PersonQuery:
		q.Where(VisiblePeople(a.scope))
	case *ent.SavedViewQuery:
		q.Where(VisibleSavedViews(a.scope))
	case *ent.SessionQuery:
		q.Where(VisibleSessions(a.scope))
	case *ent.TenantQuery:
		q.Where(VisibleTenants(a.scope))
	case *ent.TicketQuery:
		q.Where(VisibleTickets(a.scope))
	case *ent.TicketFieldQuery:
		q.Where(VisibleTicketFields(a.scope))
	case *ent.TimelineEntryQuery:
		q.Where(VisibleTimeline(a.scope))
	case *ent.UserQuery:
		q.Where(VisibleUsers(a.scope))
	default: // the outbox, the history of a policy, and any entity that has no rule yet
		return fmt.Errorf("%T: %w", query, ErrSystemOnly)
	}
	return nil
}

// narrowMutation adds the viewer's predicate to a change of rows that exist.
func narrowMutation(ctx context.Context, mutation ent.Mutation) error {
	a, err := audienceOf(ctx)
	if err != nil {
		return fmt.Errorf("%T: %w", mutation, err)
	}
	if a.system || mutation.Op().Is(ent.OpCreate) {
		return nil
	}
	switch m := mutation.(type) {
	case *ent.AttachmentMutation:
		m.Where(VisibleAttachments(a.scope))
	case *ent.DashboardMutation:
		m.Where(VisibleDashboards(a.scope))
	case *ent.DeskMutation:
		m.Where(VisibleDesks(a.scope))
	case *ent.DraftMutation:
		m.Where(VisibleDrafts(a.scope))
	case *ent.ListSettingMutation:
		m.Where(VisibleListSettings(a.scope))
	case *ent.MembershipMutation:
		m.Where(VisibleMemberships(a.scope))
	case *ent.MessageMutation:
		m.Where(VisibleMessages(a.scope))
	case *ent.PersonMutation:
		m.Where(VisiblePeople(a.scope))
	case *ent.SavedViewMutation:
		m.Where(VisibleSavedViews(a.scope))
	case *ent.SessionMutation:
		m.Where(VisibleSessions(a.scope))
	case *ent.TenantMutation:
		m.Where(VisibleTenants(a.scope))
	case *ent.TicketMutation:
		m.Where(VisibleTickets(a.scope))
	case *ent.UserMutation:
		m.Where(VisibleUsers(a.scope))
	default: // the outbox, and what is never changed: the timeline, idempotency keys
		return fmt.Errorf("%T: %w", mutation, ErrSystemOnly)
	}
	return nil
}
