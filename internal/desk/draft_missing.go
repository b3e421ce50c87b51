package desk

import (
	"context"
	"slices"

	"sportello/internal/access"
	"sportello/internal/problem"
	"sportello/internal/workflow"
)

// MissingInDrafts says, aligned with the drafts, what SendDraft would refuse now, by four statements for all at most. Nothing: it
// can be sent.
func (s *Service) MissingInDrafts(ctx context.Context, v *access.Viewer, drafts []*Draft) ([]problem.List, error) {
	files, err := s.AttachmentsOfDrafts(ctx, drafts)
	if err != nil {
		return nil, err
	}
	var people, followed []int64
	for _, d := range drafts {
		if d.PersonID != 0 {
			people = append(people, d.PersonID)
		}
		if d.FollowsID != 0 {
			followed = append(followed, d.FollowsID)
		}
	}
	named, err := s.peopleByID(ctx, people)
	if err != nil {
		return nil, err
	}
	continued, err := s.TicketsByID(ctx, v, followed, 0)
	if err != nil {
		return nil, err
	}
	choices, err := s.peopleForDrafts(ctx, v, drafts)
	if err != nil {
		return nil, err
	}
	missing := make([]problem.List, len(drafts))
	for i, d := range drafts {
		missing[i], err = s.judgeDraft(v, d, draftParts{files[i], named[d.PersonID], continued[d.FollowsID], choices[d.TenantID]})
		if err != nil {
			return nil, err
		}
	}
	return missing, nil
}

// peopleForDrafts is how many people there are to choose from, by tenant, where a form may demand one (M1.5).
func (s *Service) peopleForDrafts(ctx context.Context, v *access.Viewer, drafts []*Draft) (map[int64]int, error) {
	var tenants []int64
	for _, d := range drafts {
		if demandsPerson(d.Desk.Policy) && !slices.Contains(tenants, d.TenantID) {
			tenants = append(tenants, d.TenantID)
		}
	}
	lists, err := s.People(ctx, v, tenants)
	choices := make(map[int64]int, len(lists))
	for i, people := range lists {
		choices[tenants[i]] = len(people)
	}
	return choices, err
}

// draftParts are the rows that hang on a draft.
type draftParts struct {
	files    []*Attachment
	person   *Person
	followed *Ticket
	people   int // to choose from
}

// judgeDraft holds a draft against the rules by which a ticket is opened.
func (s *Service) judgeDraft(v *access.Viewer, d *Draft, p draftParts) (problem.List, error) {
	if !v.CanWrite(d.Desk.ID, d.TenantID) {
		return problem.List{problem.New(problem.Forbidden)}, nil
	}
	if d.FollowsID != 0 && p.followed == nil {
		return problem.List{problem.New(problem.NotFound, "follows")}, nil
	}
	inputs, sizes := make([]AttachmentInput, len(p.files)), make(map[int64]int64, len(p.files))
	for i, file := range p.files {
		inputs[i].UploadedID, sizes[file.ID] = file.ID, file.Size
	}
	request := d.request(inputs)
	if p.person != nil {
		p.people = max(1, p.people) // who is named is one
	}
	c := s.sceneOn(nil, v, d.Desk)
	c.writing = s.describe(request)
	c.checkSubject(request.Subject, ChannelWeb)
	c.judgeText()
	if err := c.judgeFiles(sizes); err != nil {
		return nil, err
	}
	if p.person != nil {
		c.judgePerson(p.person.ID, p.person.Retired)
	}
	checked := c.checkRequest(request, d.TenantID, p.followed, p.people)
	c.checkSource(request.Source)
	_, err := c.decide(workflow.Ticket{}, request.opens(checked, c.actor))
	if faults := problem.Of(err); len(faults) > 0 {
		return faults, nil
	}
	return nil, err
}
