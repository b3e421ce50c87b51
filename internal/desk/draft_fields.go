package desk

import "sportello/internal/form"

// checkDraftFields notes answers that can't be kept in a draft (M0.4), and answers the others.
func (c *scene) checkDraftFields(given []FieldInput) []FieldInput {
	loose, faults := form.Loose(c.desk.Policy, formAnswers(given))
	c.faults = append(c.faults, faults...)
	kept := make([]FieldInput, len(loose))
	for i, answer := range loose {
		kept[i] = FieldInput(answer)
	}
	return kept
}
