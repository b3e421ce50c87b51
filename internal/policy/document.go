package policy

import (
	"fmt"
	"strings"
)

// Document is docs/policy.md: every key of a policy file, from the description that the reader follows.
func Document() string {
	var b strings.Builder
	b.WriteString(`# Policy files

What a desk allows is data: a policy file in YAML. A new desk with other rules is a new file, never new code. Five come
with the program, one for each kind of desk (` + "`" + strings.Join(PresetNames(), "`, `") + "`" + `, in ` + "`internal/policy/presets`" + `); the
best way to write one is to start from the nearest. What the rules then mean for a ticket shows [workflow.md](workflow.md).

A file is read strictly: an unknown key, a missing one or a value of no use is a fault, and all faults are told at once, each
with file, line, column and key. Anchors, aliases and tags are not used. IDs such as M1.11 name the requirement behind a rule.

- STATUS is one of ` + named(Statuses()) + `; PRIORITY one of ` + named(Priorities()) + `.
- A duration is ISO 8601 in days, hours, minutes and seconds: ` + "`P7D`, `PT5M`, `P1DT12H`" + `. A day is 24 hours, whatever the
  calendar says: P7D is 168 hours. Months and years are not accepted, since they have no fixed length.
- A size is bytes, or a number with B, KB, MB, GB (thousands) or KiB, MiB, GiB (1024s): ` + "`4MB`" + ` is 4,000,000 bytes.

Generated from the description that the reader follows (` + "`go generate ./internal/policy`" + `); do not edit.

| key | how it is written | what it means |
|---|---|---|
`)
	for _, k := range keys() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", k.path, k.written, k.says)
	}
	documentForm(&b)
	b.WriteString(`
## The presets, whole

As ` + "`sportello policy show PRESET`" + ` prints them, to start from. ` + "`sportello policy check FILE`" + ` says what is wrong with what became of it.
`)
	for _, name := range PresetNames() {
		text, err := PresetText(name)
		if err != nil {
			panic(err) // it comes with the program
		}
		fmt.Fprintf(&b, "\n### %s\n\n%s\n\n```yaml\n%s```\n", name, presetIs(name), text)
	}
	return b.String()
}

// presetIs says what kind of desk a preset is for.
func presetIs(name string) string {
	switch name {
	case "guided":
		return "Guided choices lead to the request, which may wait as a draft; only the one who opened it follows it."
	case "studio":
		return "An office that looks after its clients: a tenant sees all that is its own, and what stays unanswered for a week is closed for good."
	case "saas":
		return "The help of a program that people use in their browser: two fields and an urgency, and the desk answers in its own name."
	case "mail":
		return "A desk that lives on e-mail: solved tickets close by themselves after a few days, and late replies become new tickets."
	case "portal":
		return "A customer portal beside a business program: the operator is named, developers have a status of their own, and a closed ticket can be taken up again for two weeks."
	default:
		return ""
	}
}

func named[T ~string](words []T) string { return strings.Join(spelled(words), ", ") }
