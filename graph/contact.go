package graph

import (
	"context"

	"sportello/graph/model"
	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/contact"
	"sportello/internal/moment"
)

func (r queryResolver) ContactFormChallenge(ctx context.Context, slug string) (*model.ContactFormChallenge, error) {
	form, err := r.contact.Form(ctx, slug)
	if err != nil {
		return nil, err
	}
	return &model.ContactFormChallenge{
		DeskName: form.DeskName, Language: form.Language, MessageMinLength: form.Message.Min, MessageMaxLength: form.Message.Max,
		Challenge: form.Challenge.Value, Effort: form.Challenge.Effort, ExpiresAt: moment.Of(form.Challenge.Expires),
	}, nil
}

func (r mutationResolver) SubmitContactForm(
	ctx context.Context, input model.SubmitContactFormInput,
) (*model.SubmitContactFormPayload, error) {
	v, _ := access.From(ctx) // nobody has to be signed in
	spoken, err := r.contact.Submit(ctx, v, contact.Submission{
		Name: input.Name, Email: input.Email, Subject: text(input.Subject), Message: input.Message, Trap: text(input.Website),
		Challenge: input.Challenge, Proof: input.Proof, ClientMutationID: text(input.ClientMutationID), Addr: account.CallerFrom(ctx).Addr,
	})
	told, err := userErrorsIn(spoken, err)
	if err != nil {
		return nil, err
	}
	return &model.SubmitContactFormPayload{Accepted: len(told) == 0, Errors: told}, nil
}
