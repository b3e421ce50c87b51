package policy

// maxLine is the most characters of a text whose field says nothing else.
const maxLine = 255

// completeForm gives a policy without a form one of the ticket's own fields, so that a small policy works, and fills in
// what a field need not say.
func (p *Policy) completeForm() {
	if p.Form.Fields == nil {
		p.Form = p.plainForm()
	}
	for _, f := range p.Form.Fields {
		if f.Kind.IsText() && !f.Own() && f.Length.Max == 0 {
			f.Length.Max = maxLine
		}
	}
}

func (p *Policy) plainForm() Form {
	fields := []*Field{
		{Key: SubjectKey, Kind: TextField, Required: true, Label: Label{"it": "Oggetto", "es": "Asunto", "en": "Subject"}},
		{Key: PersonKey, Kind: PersonField, Label: Label{"it": "Persona", "es": "Persona", "en": "Person"}},
	}
	if p.Priority.AtOpening {
		fields = append(fields, &Field{Key: PriorityKey, Kind: ChoiceField, Label: Label{"it": "Priorità", "es": "Prioridad", "en": "Priority"}})
	}
	fields = append(fields, &Field{Key: DescriptionKey, Kind: RichTextField, Required: true,
		Label: Label{"it": "Descrizione", "es": "Descripción", "en": "Description"}})
	if p.Attachments.AtOpening {
		fields = append(fields, &Field{Key: AttachmentsKey, Kind: AttachmentField, Label: Label{"it": "Allegati", "es": "Archivos adjuntos", "en": "Attachments"}})
	}
	return Form{Fields: fields}
}
