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
	return b.String()
}

func named[T ~string](words []T) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = string(w)
	}
	return strings.Join(texts, ", ")
}
