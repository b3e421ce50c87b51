package graph

import (
	"context"

	"sportello/graph/generated"
	"sportello/graph/shared"
	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/audit"
	"sportello/internal/contact"
	"sportello/internal/desk"
	"sportello/internal/live"
	"sportello/internal/problem"
	"sportello/internal/stats"
)

// Feed is the live feed of tickets.
type Feed = live.Hub[*desk.Ticket, *desk.Entry]

// Config is what the resolvers call.
type Config struct {
	Desk    *desk.Service
	Account *account.Service
	Contact *contact.Service
	Audit   *audit.Service
	Feed    *Feed
	Stats   *stats.Engine
	Mail    Mail
	// SignURL makes the address of an attachment for one viewer.
	SignURL func(v *access.Viewer, attachmentID int64) string
	// SignAvatarURL makes that of a user's picture.
	SignAvatarURL func(v *access.Viewer, userID int64) string
}

// Resolver is the root of all resolvers: generated.ResolverRoot is its checklist.
type Resolver struct {
	desk       *desk.Service
	account    *account.Service
	contact    *contact.Service
	audit      *audit.Service
	feed       *Feed
	stats      *stats.Engine
	mail       Mail
	told       *shared.Told
	signURL    func(*access.Viewer, int64) string
	signAvatar func(*access.Viewer, int64) string
	coerce     generated.Coerce // reads kept arguments as the executor reads given ones
}

// New makes the root of all resolvers.
func New(c Config) *Resolver {
	r := &Resolver{
		told: shared.NewTold(), desk: c.Desk, account: c.Account, contact: c.Contact, audit: c.Audit, feed: c.Feed, mail: c.Mail, stats: c.Stats,
		signURL: c.SignURL, signAvatar: c.SignAvatarURL,
	}
	r.coerce = generated.NewCoerce(generated.NewExecutableSchema(generated.Config{Resolvers: r}))
	return r
}

var _ generated.ResolverRoot = (*Resolver)(nil)

// Each type's resolvers are the root under another name.
type (
	queryResolver            struct{ *Resolver }
	mutationResolver         struct{ *Resolver }
	subscriptionResolver     struct{ *Resolver }
	viewerResolver           struct{ *Resolver }
	deskResolver             struct{ *Resolver }
	deskPolicyResolver       struct{ *Resolver }
	tenantResolver           struct{ *Resolver }
	ticketResolver           struct{ *Resolver }
	ticketConnectionResolver struct{ *Resolver }
	messageResolver          struct{ *Resolver }
	attachmentResolver       struct{ *Resolver }
	linkEntryResolver        struct{ *Resolver }
	mergeEntryResolver       struct{ *Resolver }
	ticketSnapshotResolver   struct{ *Resolver }
	savedViewResolver        struct{ *Resolver }
	draftResolver            struct{ *Resolver }
	ticketCountsResolver     struct{ *Resolver }
	auditEntryResolver       struct{ *Resolver }
	apiKeyResolver           struct{ *Resolver }
)

// Query implements generated.ResolverRoot, as do the methods below.
func (r *Resolver) Query() generated.QueryResolver { return queryResolver{r} }

// Mutation resolves mutations.
func (r *Resolver) Mutation() generated.MutationResolver { return mutationResolver{r} }

// Subscription resolves subscriptions.
func (r *Resolver) Subscription() generated.SubscriptionResolver { return subscriptionResolver{r} }

// Viewer resolves Viewer.
func (r *Resolver) Viewer() generated.ViewerResolver { return viewerResolver{r} }

// Desk resolves Desk.
func (r *Resolver) Desk() generated.DeskResolver { return deskResolver{r} }

// DeskPolicy resolves DeskPolicy.
func (r *Resolver) DeskPolicy() generated.DeskPolicyResolver { return deskPolicyResolver{r} }

// Tenant resolves Tenant.
func (r *Resolver) Tenant() generated.TenantResolver { return tenantResolver{r} }

// Ticket resolves Ticket.
func (r *Resolver) Ticket() generated.TicketResolver { return ticketResolver{r} }

// TicketConnection resolves TicketConnection.
func (r *Resolver) TicketConnection() generated.TicketConnectionResolver {
	return ticketConnectionResolver{r}
}

// Message resolves Message.
func (r *Resolver) Message() generated.MessageResolver { return messageResolver{r} }

// Attachment resolves Attachment.
func (r *Resolver) Attachment() generated.AttachmentResolver { return attachmentResolver{r} }

// LinkEntry resolves LinkEntry.
func (r *Resolver) LinkEntry() generated.LinkEntryResolver { return linkEntryResolver{r} }

// MergeEntry resolves MergeEntry.
func (r *Resolver) MergeEntry() generated.MergeEntryResolver { return mergeEntryResolver{r} }

// TicketSnapshot resolves TicketSnapshot.
func (r *Resolver) TicketSnapshot() generated.TicketSnapshotResolver {
	return ticketSnapshotResolver{r}
}

// TicketCounts resolves TicketCounts.
func (r *Resolver) TicketCounts() generated.TicketCountsResolver { return ticketCountsResolver{r} }

// Draft resolves Draft.
func (r *Resolver) Draft() generated.DraftResolver { return draftResolver{r} }

// SavedView resolves SavedView.
func (r *Resolver) SavedView() generated.SavedViewResolver { return savedViewResolver{r} }

// AuditEntry resolves AuditEntry.
func (r *Resolver) AuditEntry() generated.AuditEntryResolver { return auditEntryResolver{r} }

// ApiKey resolves ApiKey.
func (r *Resolver) ApiKey() generated.ApiKeyResolver { return apiKeyResolver{r} } //nolint:revive // gqlgen's name

// viewer is who asks. UNAUTHENTICATED; ACCOUNT_INCOMPLETE for who has to complete their account first.
func viewer(ctx context.Context) (*access.Viewer, error) {
	v, ok := access.From(ctx)
	if ok {
		return v, nil
	}
	if _, newcomer := access.Newcomer(ctx); newcomer {
		return nil, problem.New(problem.AccountIncomplete)
	}
	return nil, problem.New(problem.Unauthenticated)
}
