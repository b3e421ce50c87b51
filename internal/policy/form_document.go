package policy

import (
	"fmt"
	"strings"
)

// documentForm is the part of the reference on what stands in the lists of the form.
func documentForm(b *strings.Builder) {
	b.WriteString(`
## The form

What a ticket is opened with. A field of the desk's own is answered by its key in ` + "`fields`" + ` of the request; the ticket's own fields in
their own places. For example, a choice that sets the priority, and a telephone number that is asked for when people want to be called:

` + "```yaml" + `
form:
  fields:
    - {key: subject, kind: text, required: true, label: {it: Oggetto, es: Asunto, en: Subject}}
    - key: impact
      kind: choice
      required: true
      label: {it: Impatto, es: Impacto, en: Impact}
      options:
        - {value: BLOCKED, priority: URGENT, label: {it: Sono bloccato, es: Estoy bloqueado, en: I am blocked}}
        - {value: SLOWED, priority: NORMAL, label: {it: Lavoro a fatica, es: Trabajo con dificultad, en: I get by}}
    - key: contact
      kind: choice
      label: {it: Contatto, es: Contacto, en: Contact}
      options:
        - {value: WEB, label: {it: Web, es: Web, en: Web}}
        - {value: PHONE, label: {it: Telefono, es: Teléfono, en: Phone}}
    - key: phone
      kind: phone
      required_when: {field: contact, in: [PHONE]}
      label: {it: Telefono, es: Teléfono, en: Phone}
    - {key: description, kind: rich_text, required: true, label: {it: Descrizione, es: Descripción, en: Description}}
` + "```" + `

`)
	table(b, "form.fields[]", fieldParts())
	table(b, "form.fields[].length", lengthParts())
	table(b, "form.fields[].when", conditionParts())
	table(b, "form.fields[].options[]", optionParts(1))
}

func table[T any](b *strings.Builder, path string, parts []part[T]) {
	fmt.Fprintf(b, "| key of `%s` | how it is written | what it means |\n|---|---|---|\n", path)
	for _, p := range parts {
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", join(path, p.name), p.written, p.says)
	}
	b.WriteString("\n")
}
