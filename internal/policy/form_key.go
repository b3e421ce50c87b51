package policy

// part describes one key of an item in a list, as key does one of the file: reader and reference follow it.
type part[T any] struct {
	name     string
	form     form
	written  string
	says     string
	optional bool
	read     func(c *check, path string, n *node, into *T)
}

// formKeys are the keys of the form: one list, and what stands in each of its items is in fieldParts.
func formKeys() []key {
	fields := key{path: "form.fields", form: list, written: "[field …]",
		says: "The form that a ticket is opened with: its fields in the order of the page, each as the next table says (M0.1–M0.3, M1.6, M2.2, M4.10).",
		read: func(c *check, path string, n *node) { c.policy.Form.Fields = readItems(c, path, n, fieldParts()) }}
	return []key{fields.or("a form of subject, description, person, and priority and attachments where they are taken at opening")}
}

func fieldParts() []part[Field] {
	return []part[Field]{
		plainPart("key", "text", "What the field is called in requests and filters: lower-case letters, digits and _, a letter first, 40 at most. "+
			"`subject`, `description`, `priority`, `person` and `attachments` are the ticket's own; what may be in them stands in the sections of those names.",
			parseText, func(f *Field) *string { return &f.Key }),
		plainPart("kind", named(FieldKinds()), "How it is filled in: one of its options (`choice`; `tree`, step by step; `product`, by its code), words "+
			"(`text`, `rich_text`, `email`, `phone`), the ticket's own `person` and `attachment`, the `consent` to a notice, or nothing to fill in, `shown` (M4.9).",
			parseWord[FieldKind], func(f *Field) *FieldKind { return &f.Kind }),
		labelPart("label", "What it is called.", func(f *Field) *Label { return &f.Label }),
		labelPart("help", "What is said beside it.", func(f *Field) *Label { return &f.Help }).maybe(),
		plainPart("required", "true or false", "It must be answered where it applies; subject and description always. Without it: false.", parseFlag,
			func(f *Field) *bool { return &f.Required }).maybe(),
		conditionPart("required_when", "It must be answered, too, when another field has a value (the phone of M4.10).",
			func(f *Field) **Condition { return &f.RequiredWhen }),
		conditionPart("when", "It applies only when another field has a value: else it is not shown, and an answer to it is not kept.",
			func(f *Field) **Condition { return &f.When }),
		nestedPart("length", "{min: number, max: number}", "Characters of the desk's own `text` or `rich_text`. Without it: up to 255.",
			lengthParts(), func(f *Field) *Length { return &f.Length }),
		plainPart("lines", "true or false", "A `text` of several lines.", parseFlag, func(f *Field) *bool { return &f.Lines }).maybe(),
		plainPart("propose", named(proposals()), "What a page fills in first, or what is `shown` (M4.9, M4.10). Of `account.name` the e-mail while there is no name.",
			parseWord[Proposal], func(f *Field) *Proposal { return &f.Propose }).maybe(),
		{name: "options", form: list, written: "[option …]", optional: true,
			says: "Of `choice`, `tree` and `product`: what can be chosen, each as the last table says. 1000 in the whole form at most.",
			read: func(c *check, path string, n *node, f *Field) { f.Options = readItems(c, path, n, optionParts(1)) }},
		plainPart("notify", "true or false", "Of an `email`: the address is told of the ticket, as `notifications` says (M4.11).", parseFlag,
			func(f *Field) *bool { return &f.Notify }).maybe(),
		plainPart("version", "text", "Of a `consent`: the notice's version, which is kept with the ticket (M1.6). 40 characters at most, no space.",
			parseText, func(f *Field) *string { return &f.Version }).maybe(),
		labelPart("notice", "Of a `consent`: what is agreed to, or where it can be read.", func(f *Field) *Label { return &f.Notice }).maybe(),
	}
}

// optionParts are the keys of an option at a depth, from 1.
func optionParts(depth int) []part[Option] {
	return []part[Option]{
		plainPart("value", "text", "What is kept: letters, digits, - and _, 60 at most, once among its siblings; of a product its code (M1.6).",
			parseText, func(o *Option) *string { return &o.Value }),
		labelPart("label", "What it is called.", func(o *Option) *Label { return &o.Label }),
		plainPart("priority", "PRIORITY", "Of a leaf: the priority of a ticket opened on it (M0.1). One field of a form sets priorities, and then it has no field `priority`.",
			parseWord[Priority], func(o *Option) *Priority { return &o.Priority }).maybe(),
		plainPart("retired", "true or false", "No longer offered; tickets that have it keep it, label and all.", parseFlag,
			func(o *Option) *bool { return &o.Retired }).maybe(),
		{name: "options", form: list, written: "[option …]", optional: true, says: "Of a `tree`: the narrower choices under it, 8 deep at most. What has some is not chosen itself (M0.1).",
			read: func(c *check, path string, n *node, o *Option) {
				if depth >= maxDepth {
					c.faultAt(n, path, "a tree is %d deep at most", maxDepth)
					return
				}
				o.Options = readItems(c, path, n, optionParts(depth+1))
			}},
	}
}

func conditionParts() []part[Condition] {
	return []part[Condition]{
		plainPart("field", "text", "The key of a field with options, further up.", parseText, func(x *Condition) *string { return &x.Field }),
		{name: "in", form: list, written: "[value …]", says: "Its values for which the condition holds; in a tree a path such as `LOGIN/PASSWORD`, and all under it.",
			read: func(c *check, path string, n *node, x *Condition) {
				words(c, path, n, func(all []string) { x.In = all })
			}},
	}
}

func lengthParts() []part[Length] {
	return []part[Length]{
		plainPart("min", "number", "Characters at least. Without it: none.", parseNumber, func(l *Length) *int { return &l.Min }).maybe(),
		plainPart("max", "number", "Characters at most, up to 100000. Without it: 255.", parseNumber, func(l *Length) *int { return &l.Max }).maybe(),
	}
}

func proposals() []Proposal { return []Proposal{AccountEmail, AccountName, TenantName, TenantVAT} }

func plainPart[T, V any](name, written, says string, parse func(string) (V, error), into func(*T) *V) part[T] {
	return part[T]{name: name, form: scalar, written: written, says: says, read: func(c *check, path string, n *node, item *T) {
		value, err := parse(n.text)
		if err != nil {
			c.faultAt(n, path, "%v", err)
			return
		}
		*into(item) = value
	}}
}

func labelPart[T any](name, says string, into func(*T) *Label) part[T] {
	return part[T]{name: name, form: mapping, written: "{it: …, es: …, en: …}", says: says,
		read: func(c *check, path string, n *node, item *T) { *into(item) = c.texts(path, n) }}
}

func nestedPart[T, V any](name, written, says string, parts []part[V], into func(*T) *V) part[T] {
	return part[T]{name: name, form: mapping, written: written, says: says, optional: true,
		read: func(c *check, path string, n *node, item *T) { readItem(c, path, n, parts, into(item)) }}
}

func conditionPart(name, says string, into func(*Field) **Condition) part[Field] {
	return part[Field]{name: name, form: mapping, written: "{field: key, in: [value …]}", says: says, optional: true,
		read: func(c *check, path string, n *node, f *Field) {
			*into(f) = &Condition{}
			readItem(c, path, n, conditionParts(), *into(f))
		}}
}

// maybe makes a key optional.
func (p part[T]) maybe() part[T] {
	p.optional = true
	return p
}
