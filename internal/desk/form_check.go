package desk

import (
	"context"
	"fmt"

	"sportello/ent/person"
	"sportello/internal/event"
	"sportello/internal/form"
	"sportello/internal/policy"
	"sportello/internal/workflow"
)

// checkForm notes what is wrong with a request by the desk's form (M0.5), for a tenant with so many people to choose from,
// and answers what follows from it. Only who fills in the form is asked for its answers: a ticket that a reply opens (M3.8), a
// mail or a guest's message has none to give.
func (c *scene) checkForm(in OpenInput, people int) form.Checked {
	asksPerson := c.desk.Policy.Form.Field(policy.PersonKey) != nil // each desk's tickets have one, not each desk's form
	checked, faults := form.Check(c.desk.Policy, form.Request{
		Answers: formAnswers(in.Fields), Priority: c.askedPriority(in.Priority),
		Person: in.PersonID != 0 && asksPerson, People: people, Files: len(in.Attachments) > 0, Texts: c.service.rich,
	})
	for _, fault := range faults {
		if !c.faulty(fault.Field) || len(fault.Field) > 1 {
			c.fault(fault)
		}
	}
	return checked
}

// opens is what workflow is asked: the priority is what a chosen option sets (M0.1, M1.6), unless staff asked for another.
func (in OpenInput) opens(checked form.Checked, by workflow.Actor) workflow.Open {
	o := workflow.Open{Priority: given(in.Priority), PersonID: in.PersonID}
	if checked.Priority != "" && (in.Priority == "" || by.Kind != event.Staff) {
		o.Priority, o.ByForm = &checked.Priority, true
	}
	return o
}

// askedPriority is the priority that was asked for, as far as the form has a say in it: where it neither has a field for it
// nor sets it, and for staff beside what it sets, the desk's other rules decide.
func (c *scene) askedPriority(asked policy.Priority) policy.Priority {
	fields := c.desk.Policy.Form
	if fields.Field(policy.PriorityKey) != nil {
		return asked
	}
	for _, f := range fields.Fields {
		if f.SetsPriority() && c.actor.Kind != event.Staff {
			return asked
		}
	}
	return ""
}

// peopleToChoose is whether the tenant has somebody to choose from (M1.5). It is looked up only where that decides.
func (c *scene) peopleToChoose(ctx context.Context, chosen, tenantID int64) (int, error) {
	switch {
	case chosen != 0:
		return 1, nil // who was found is one
	case !demandsPerson(c.desk.Policy):
		return 0, nil
	}
	people, err := c.tx.Person.Query().Where(person.TenantID(tenantID), person.RetiredAt(0)).Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("count the tenant's people: %w", err)
	}
	return people, nil
}

// demandsPerson reports whether a form may demand a reference person.
func demandsPerson(p *policy.Policy) bool {
	field := p.Form.Field(policy.PersonKey)
	return field != nil && (field.Required || field.RequiredWhen != nil)
}

// formAnswers are answers as the form reads them.
func formAnswers(given []FieldInput) []form.Answer {
	answers := make([]form.Answer, len(given))
	for i, f := range given {
		answers[i] = form.Answer(f)
	}
	return answers
}
