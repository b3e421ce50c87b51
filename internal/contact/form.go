package contact

import (
	"context"
	"fmt"

	"sportello/ent"
	entdesk "sportello/ent/desk"
	"sportello/internal/desk"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// Form is a desk's contact form, as a page draws it: one challenge is for one submission.
type Form struct {
	DeskName, Language string
	Message            policy.Length
	Challenge          Challenge
}

// Form answers the contact form of a desk. NOT_FOUND: there is no such desk, or it has none.
func (s *Service) Form(ctx context.Context, slug string) (*Form, error) {
	id, err := s.store.Read().Desk.Query().Where(entdesk.Slug(slug)).OnlyID(store.System(ctx))
	if ent.IsNotFound(err) {
		return nil, problem.New(problem.NotFound, "desk")
	}
	if err != nil {
		return nil, fmt.Errorf("find the desk: %w", err)
	}
	d, err := s.deskWithForm(ctx, id)
	if err != nil {
		return nil, err
	}
	rules := d.Policy.ContactForm
	return &Form{
		DeskName: d.Name, Language: d.Language, Message: rules.Message,
		Challenge: s.signer.make(d.ID, rules.Effort, s.now().Add(lifetime)),
	}, nil
}

// deskWithForm is a desk by its id. NOT_FOUND: it has no contact form.
func (s *Service) deskWithForm(ctx context.Context, id int64) (*desk.Desk, error) {
	d, err := s.desks.DeskOf(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("load the desk: %w", err)
	}
	if !d.Policy.ContactForm.Enabled {
		return nil, problem.New(problem.NotFound, "desk")
	}
	return d, nil
}
