package desk

import (
	"context"

	"sportello/internal/access"
	"sportello/internal/problem"
	"sportello/internal/workflow"
)

// MissingInDrafts says, aligned with the drafts, what SendDraft would refuse now, by three statements for all. Nothing: it
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
	missing := make([]problem.List, len(drafts))
	for i, d := range drafts {
		missing[i], err = s.judgeDraft(v, d, files[i], named[d.PersonID], continued[d.FollowsID])
		if err != nil {
			return nil, err
		}
	}
	return missing, nil
}

// judgeDraft holds a draft against the rules by which a ticket is opened.
func (s *Service) judgeDraft(
	v *access.Viewer, d *Draft, files []*Attachment, person *Person, followed *Ticket,
) (problem.List, error) {
	if !v.CanWrite(d.Desk.ID, d.TenantID) {
		return problem.List{problem.New(problem.Forbidden)}, nil
	}
	if d.FollowsID != 0 && followed == nil {
		return problem.List{problem.New(problem.NotFound, "follows")}, nil
	}
	inputs, sizes := make([]AttachmentInput, len(files)), make(map[int64]int64, len(files))
	for i, file := range files {
		inputs[i].UploadedID, sizes[file.ID] = file.ID, file.Size
	}
	request := d.request(inputs)
	c := s.sceneOn(nil, v, d.Desk)
	c.writing = s.describe(request)
	c.checkSubject(request.Subject)
	c.judgeText()
	if err := c.judgeFiles(sizes); err != nil {
		return nil, err
	}
	if person != nil {
		c.judgePerson(person.ID, person.Retired)
	}
	c.checkRequest(request, d.TenantID, followed)
	_, err := c.decide(workflow.Ticket{}, workflow.Open{Priority: given(request.Priority), PersonID: request.PersonID})
	if faults := problem.Of(err); len(faults) > 0 {
		return faults, nil
	}
	return nil, err
}
