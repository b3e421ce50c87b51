package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"sportello/ent"
	"sportello/ent/draft"
	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/richtext"
	"sportello/internal/store"
)

// SaveDraftInput is a draft as it is to be: what is left out is empty, its files alone are kept until they are removed.
type SaveDraftInput struct {
	DraftID          int64 // 0: a new one
	TenantID         int64 // 0: the draft's, or the only one that the viewer writes in
	Subject          string
	Description      string
	Format           richtext.Format
	Priority         policy.Priority
	PersonID         int64
	Follows          *TicketRef
	Fields           []FieldInput      `json:",omitzero"`
	Source           *Source           `json:",omitzero"`
	Attachments      []AttachmentInput // beside those it has
	Removed          []int64           // of those it has
	ExpectedVersion  *int64
	ClientMutationID string
}

// SaveDraft keeps what was filled in of a request, complete or not (M0.4). At id NOT_FOUND; CONFLICT; at tenant NOT_FOUND,
// TENANT_REQUIRED, INVALID_VALUE for another one than the draft's; FORBIDDEN; DRAFTS_NOT_USED; TOO_MANY. Texts are held
// against the desk's longest lengths, files against its rules, and ids against what the viewer sees; nothing has to be there.
func (s *Service) SaveDraft(ctx context.Context, v *access.Viewer, in SaveDraftInput) (*Outcome, error) {
	var removed []string
	c := call{operation: "saveDraft", key: in.ClientMutationID, input: in, files: in.Attachments}
	outcome, err := s.once(ctx, v, c, func(ctx context.Context, tx *ent.Tx) (done *result, err error) {
		done, removed, err = s.saveDraft(ctx, tx, v, in)
		return done, err
	})
	if err == nil && !outcome.Replayed {
		s.removeBytes(ctx, removed)
	}
	return outcome, err
}

// saveDraft saves in a transaction, and answers where the bytes of the removed files are.
func (s *Service) saveDraft(
	ctx context.Context, tx *ent.Tx, v *access.Viewer, in SaveDraftInput,
) (*result, []string, error) {
	old, err := s.holdDrafts(ctx, tx, v, in)
	if err != nil {
		return nil, nil, err
	}
	c, tenantID, err := s.enterTenant(ctx, tx, v, cmp.Or(old.TenantID, in.TenantID))
	if err != nil {
		return nil, nil, err
	}
	if !c.desk.Policy.Uses(policy.Draft) {
		c.fault(problem.New(problem.DraftsNotUsed))
	}
	content, err := c.fill(ctx, in, tenantID)
	if err != nil {
		return nil, nil, err
	}
	removed, err := c.checkDraftFiles(ctx, old.ID, in.Removed)
	if err != nil {
		return nil, nil, err
	}
	if err := c.faults.Err(); err != nil {
		return nil, nil, err
	}
	ctx = store.System(ctx) // all that is referred to was found through the viewer's scope
	id, err := c.keepDraft(ctx, old, tenantID, content)
	if err != nil {
		return nil, nil, err
	}
	if err := c.keepFiles(ctx, id, removed); err != nil {
		return nil, nil, err
	}
	return &result{outcome: Outcome{DraftID: id}}, blobKeys(removed), nil
}

// holdDrafts holds the draft that is saved, or the user who is to have one more: then it answers an empty one.
func (s *Service) holdDrafts(ctx context.Context, tx *ent.Tx, v *access.Viewer, in SaveDraftInput) (*ent.Draft, error) {
	if in.DraftID == 0 {
		if err := s.holdUser(ctx, tx, v); err != nil {
			return nil, err
		}
		kept, err := tx.Draft.Query().Where(draft.AuthorID(v.UserID), draft.TicketIDIsNil()).Count(store.System(ctx))
		if err != nil {
			return nil, fmt.Errorf("count drafts: %w", err)
		}
		if kept >= maxDrafts {
			return nil, problem.New(problem.TooMany).With("max", maxDrafts)
		}
		return &ent.Draft{}, nil
	}
	old, err := s.lockDraft(ctx, tx, in.DraftID, "id")
	switch {
	case err != nil:
		return nil, err
	case old.TicketID != nil:
		return nil, problem.New(problem.NotFound, "id")
	case in.TenantID != 0 && in.TenantID != old.TenantID:
		return nil, problem.New(problem.InvalidValue, "tenant")
	}
	return old, checkVersion(in.ExpectedVersion, old.Version)
}

// lockDraft finds a draft of the viewer's, sent or not, and holds it: of two who send, save or discard it, one comes second.
func (s *Service) lockDraft(ctx context.Context, tx *ent.Tx, id int64, field string) (*ent.Draft, error) {
	row, err := store.Lock(s.store, tx.Draft.Query().Where(draft.ID(id))).Only(ctx)
	if err != nil {
		return nil, missing(fmt.Errorf("load the draft: %w", err), field)
	}
	return row, nil
}

// checkVersion says that somebody was faster.
func checkVersion(expected *int64, version int64) error {
	if expected != nil && *expected != version {
		return problem.DraftChanged()
	}
	return nil
}

// fill checks what was filled in, and cleans it.
func (c *scene) fill(ctx context.Context, in SaveDraftInput, tenantID int64) (*DraftContent, error) {
	rules := c.desk.Policy.Text
	line := func(p prose, longest int, field string) string {
		if fault := p.check(0, longest, field); fault != nil {
			c.fault(fault)
		}
		return p.text
	}
	content := &DraftContent{
		Subject:     line(readLine(in.Subject), rules.Subject.Max, "subject"),
		Description: line(readProse(in.Description), rules.Message.Max, "description"),
		Format:      cmp.Or(in.Format, richtext.Plain), Priority: in.Priority, PersonID: in.PersonID,
		Fields: c.checkDraftFields(in.Fields), Source: c.checkSource(in.Source),
	}
	if !content.Format.Known() {
		c.fault(problem.New(problem.InvalidValue, "format"))
	}
	c.writing = &writing{kind: kindDescription, files: in.Attachments}
	followed, err := c.service.lockFollowed(ctx, c.tx, c.viewer, in.Follows)
	if err != nil {
		return nil, err
	}
	if followed != nil {
		content.FollowsID = followed.ID
	}
	return content, c.checkPerson(ctx, tenantID, in.PersonID)
}

// keepDraft writes the draft's row, and answers its id.
func (c *scene) keepDraft(ctx context.Context, old *ent.Draft, tenantID int64, content *DraftContent) (int64, error) {
	text, err := json.Marshal(content)
	if err != nil {
		return 0, fmt.Errorf("write the draft: %w", err)
	}
	now := moment.Of(c.now)
	if old.ID != 0 {
		err = c.tx.Draft.UpdateOneID(old.ID).SetContent(string(text)).SetVersion(old.Version + 1).SetUpdatedAt(now).Exec(ctx)
		if err != nil {
			return 0, fmt.Errorf("change the draft: %w", err)
		}
		return old.ID, nil
	}
	if err := c.holdRules(ctx); err != nil {
		return 0, err
	}
	made, err := c.tx.Draft.Create().SetAuthorID(c.viewer.UserID).SetDeskID(c.desk.ID).SetTenantID(tenantID).
		SetContent(string(text)).SetCreatedAt(now).SetUpdatedAt(now).Save(ctx)
	if err != nil {
		return 0, fmt.Errorf("keep the draft: %w", err)
	}
	return made.ID, nil
}
