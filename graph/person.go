package graph

import (
	"context"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/node"
)

func (r mutationResolver) AddPerson(ctx context.Context, input model.AddPersonInput) (*model.PersonPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	tenantID, err := key(node.Tenant, input.Tenant, "tenant")
	if err != nil {
		return nil, err
	}
	outcome, err := r.desk.AddPerson(ctx, v, desk.AddPersonInput{
		TenantID: tenantID, Name: input.Name, Email: input.Email, Phone: input.Phone, ClientMutationID: text(input.ClientMutationID),
	})
	if err != nil {
		return r.person(ctx, v, 0, err)
	}
	return r.person(ctx, v, outcome.PersonID, nil)
}

func (r mutationResolver) UpdatePerson(ctx context.Context, input model.UpdatePersonInput) (*model.PersonPayload, error) {
	return r.onPerson(ctx, input.Person, func(v *access.Viewer, id int64) error {
		return r.desk.UpdatePerson(ctx, v, desk.UpdatePersonInput{PersonID: id, Name: input.Name, Email: input.Email, Phone: input.Phone})
	})
}

func (r mutationResolver) RemovePerson(ctx context.Context, input model.RemovePersonInput) (*model.PersonPayload, error) {
	return r.onPerson(ctx, input.Person, func(v *access.Viewer, id int64) error { return r.desk.RemovePerson(ctx, v, id) })
}

// onPerson carries out a use case on a collaborator and reads what it answers.
func (r *Resolver) onPerson(ctx context.Context, id string, act func(*access.Viewer, int64) error) (*model.PersonPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	personID, err := key(node.Person, id, "person")
	if err != nil {
		return nil, err
	}
	return r.person(ctx, v, personID, act(v, personID))
}

// person is what a change of a collaborator answers.
func (r *Resolver) person(ctx context.Context, v *access.Viewer, id int64, failure error) (*model.PersonPayload, error) {
	told, err := userErrors(ctx, failure)
	if err != nil || failure != nil {
		return &model.PersonPayload{Errors: told}, err
	}
	found, err := r.desk.PeopleByID(ctx, v, []int64{id})
	return &model.PersonPayload{Person: view.NewPerson(found[id]), Errors: told}, err
}
