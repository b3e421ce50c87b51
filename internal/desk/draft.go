package desk

import (
	"encoding/json"
	"fmt"

	"sportello/ent"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/richtext"
)

// maxDrafts is how many drafts a user has, those that were sent left out.
const maxDrafts = 100

// Draft is a request that its author is still writing: theirs alone, without a number, a clock or a mail (M0.4). It is no
// ticket, so that no list, count, search or statistic can meet one.
type Draft struct {
	DraftContent
	Sight *Sight
	Desk  *Desk

	ID, TenantID         int64
	Version              int64 // counts up with every save
	CreatedAt, UpdatedAt moment.Moment
}

// DraftContent is what was filled in so far: any of it may be missing.
type DraftContent struct {
	Subject     string          `json:"subject,omitzero"`
	Description string          `json:"description,omitzero"`
	Format      richtext.Format `json:"format,omitzero"` // of the description
	Priority    policy.Priority `json:"priority,omitzero"`
	PersonID    int64           `json:"person,omitzero"`
	FollowsID   int64           `json:"follows,omitzero"` // the closed ticket that it is to continue
	Fields      []FieldInput    `json:"fields,omitzero"`
	Source      *Source         `json:"source,omitzero"`
}

// StatusLabel is DRAFT in the desk's words, in the viewer's language where the desk has it.
func (d *Draft) StatusLabel() string {
	return d.Desk.Policy.StatusLabel(policy.Draft, d.Sight.Viewer.Language)
}

// readDraft is a draft's row; its desk is set by who knows it.
func readDraft(row *ent.Draft, sight *Sight) (*Draft, error) {
	d := &Draft{
		Sight: sight, ID: row.ID, TenantID: row.TenantID, Version: row.Version,
		CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
	if err := json.Unmarshal([]byte(row.Content), &d.DraftContent); err != nil {
		return nil, fmt.Errorf("read draft %d: %w", row.ID, err)
	}
	return d, nil
}

// request is the ticket that the draft asks for, with its files.
func (d *Draft) request(files []AttachmentInput) OpenInput {
	in := OpenInput{
		TenantID: d.TenantID, Subject: d.Subject, Description: d.Description, Format: d.Format, Priority: d.Priority,
		PersonID: d.PersonID, Fields: d.Fields, Source: d.Source, Attachments: files,
	}
	if d.FollowsID != 0 {
		in.Follows = &TicketRef{ID: d.FollowsID}
	}
	return in
}
