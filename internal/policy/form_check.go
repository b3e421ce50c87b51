package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The bounds of a form.
const (
	maxFields  = 60
	maxOptions = 1000 // in all fields together
	maxDepth   = 8
	maxPath    = 255 // characters of a path from root to leaf: it is kept as one value
)

// formCheck checks a form, field by field.
type formCheck struct {
	*check
	options int
	setters []string // paths of the fields whose options set the priority
}

func (c *check) form() {
	f := &formCheck{check: c}
	fields := c.policy.Form.Fields
	if len(fields) > maxFields {
		c.fault("form.fields", "%d fields at most", maxFields)
	}
	for i, field := range fields {
		f.field(fmt.Sprintf("form.fields[%d]", i), field, fields[:i])
	}
	for _, own := range []string{SubjectKey, DescriptionKey} {
		if c.policy.Form.Field(own) == nil {
			c.fault("form.fields", "the field %s is missing: no ticket is opened without", own)
		}
	}
	if f.options > maxOptions {
		c.fault("form.fields", "%d options at most, in all fields together", maxOptions)
	}
	f.onePriority()
}

// onePriority looks for two answers that would both say how urgent a ticket is.
func (c *formCheck) onePriority() {
	for i, at := range c.setters {
		switch {
		case c.policy.Form.Field(PriorityKey) != nil:
			c.fault(at+".options", "its options set the priority, and so does the field %s: keep one", PriorityKey)
		case i > 0:
			c.fault(at+".options", "another field's options set the priority already")
		}
	}
}

func (c *formCheck) field(at string, f *Field, before []*Field) {
	c.key(at, f, before)
	if !slices.Contains(FieldKinds(), f.Kind) {
		c.fault(at+".kind", "%q is no kind; there are %s", f.Kind, named(FieldKinds()))
		c.hint(string(f.Kind), spelled(FieldKinds()))
		return
	}
	c.label(at+".label", f.Label)
	if len(f.Help) > 0 {
		c.label(at+".help", f.Help)
	}
	c.own(at, f)
	c.extras(at, f)
	c.condition(at+".when", f, f.When, before)
	c.condition(at+".required_when", f, f.RequiredWhen, before)
	c.proposal(at+".propose", f)
	if f.Kind.HasOptions() && f.Key != PriorityKey {
		c.choices(at, f)
	}
}

var (
	keyForm     = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	valueForm   = regexp.MustCompile(`^[A-Za-z0-9_-]{1,60}$`)
	versionForm = regexp.MustCompile(`^[\p{L}\p{N}._/+:-]{1,40}$`)
)

func (c *formCheck) key(at string, f *Field, before []*Field) {
	if !keyForm.MatchString(f.Key) {
		c.fault(at+".key", "lower-case letters, digits and _, a letter first, 40 at most")
	}
	if slices.ContainsFunc(before, func(other *Field) bool { return other.Key == f.Key }) {
		c.fault(at+".key", "another field is called %s already", f.Key)
	}
}

// own checks what the ticket's own fields demand, and that nobody else takes their kinds.
func (c *formCheck) own(at string, f *Field) {
	kinds := map[string][]FieldKind{
		SubjectKey: {TextField}, DescriptionKey: {TextField, RichTextField}, PriorityKey: {ChoiceField},
		PersonKey: {PersonField}, AttachmentsKey: {AttachmentField},
	}[f.Key]
	switch {
	case f.Own() && !slices.Contains(kinds, f.Kind):
		c.fault(at+".kind", "the field %s is of kind %s", f.Key, named(kinds))
	case f.Kind == PersonField && f.Key != PersonKey:
		c.fault(at+".key", "a field of this kind is called %s", PersonKey)
	case f.Kind == AttachmentField && f.Key != AttachmentsKey:
		c.fault(at+".key", "a field of this kind is called %s", AttachmentsKey)
	}
	if always := f.Key == SubjectKey || f.Key == DescriptionKey; always && (!f.Required || f.When != nil) {
		c.fault(at, "a ticket always has a %s: write required: true, and no condition", f.Key)
	}
	if f.Key == PriorityKey && !c.policy.Priority.AtOpening {
		c.fault(at, "only with priority.at_opening: true")
	}
	if f.Key == AttachmentsKey && !c.policy.Attachments.AtOpening {
		c.fault(at, "only with attachments.at_opening: true")
	}
}

// extras checks the keys that belong to some kinds only.
func (c *formCheck) extras(at string, f *Field) {
	if f.Kind.IsText() && !f.Own() {
		if f.Length.Min < 0 || f.Length.Max < max(1, f.Length.Min) || f.Length.Max > MaxMessage {
			c.fault(at+".length", "min from 0, max from min to %d", MaxMessage)
		}
	} else if f.Length != (Length{}) {
		c.fault(at+".length", "only of the desk's own text and rich_text")
	}
	if f.Lines && f.Kind != TextField {
		c.fault(at+".lines", "only of text")
	}
	if f.Notify && f.Kind != EmailField {
		c.fault(at+".notify", "only of email")
	}
	if len(f.Options) > 0 && (!f.Kind.HasOptions() || f.Key == PriorityKey) {
		c.fault(at+".options", "only of choice, tree and product; those of %s are the desk's priorities", PriorityKey)
	}
	if f.Kind == ConsentField {
		if !versionForm.MatchString(f.Version) {
			c.fault(at+".version", "say which version of the notice, 40 characters at most, no space")
		}
		c.label(at+".notice", f.Notice)
	} else if f.Version != "" || len(f.Notice) > 0 {
		c.fault(at, "version and notice are of consent only")
	}
	if f.Kind == ShownField && (f.Required || f.RequiredWhen != nil) {
		c.fault(at, "what is shown is not answered: it can't be required")
	}
}

// askable are the keys of the fields that a condition can be about.
func askable(fields []*Field) (keys []string) {
	for _, f := range fields {
		if f.Kind.HasOptions() && !f.Own() {
			keys = append(keys, f.Key)
		}
	}
	return keys
}

// condition checks that a field asks for a value that another one, further up, can have.
func (c *formCheck) condition(at string, f *Field, x *Condition, before []*Field) {
	if x == nil {
		return
	}
	i := slices.IndexFunc(before, func(other *Field) bool { return other.Key == x.Field })
	switch {
	case i < 0:
		c.fault(at+".field", "no field %q stands above %s", x.Field, f.Key)
		c.hint(x.Field, askable(before))
		return
	case !before[i].Kind.HasOptions() || before[i].Own():
		c.fault(at+".field", "%s has no options", x.Field)
		return
	case len(x.In) == 0:
		c.fault(at+".in", "name a value at least")
	}
	for j, value := range x.In {
		if before[i].Path(value) == nil {
			c.fault(fmt.Sprintf("%s.in[%d]", at, j), "%s has no option %q", x.Field, value)
			c.hint(value, leaves(before[i].Options, nil))
		}
	}
}

func (c *formCheck) proposal(at string, f *Field) {
	switch {
	case f.Propose == "" && f.Kind == ShownField:
		c.fault(at, "say what is shown: %s", named(proposals()))
	case f.Propose == "":
	case !slices.Contains(proposals(), f.Propose):
		c.fault(at, "there are %s", named(proposals()))
		c.hint(string(f.Propose), spelled(proposals()))
	case f.Kind == EmailField && f.Propose != AccountEmail:
		c.fault(at, "an e-mail is proposed from %s", AccountEmail)
	case f.Own() || f.Kind != EmailField && f.Kind != TextField && f.Kind != ShownField:
		c.fault(at, "only of the desk's own text and email, and of shown")
	}
}

// choices checks the options of a field.
func (c *formCheck) choices(at string, f *Field) {
	if len(f.Options) == 0 {
		c.fault(at+".options", "is missing")
		return
	}
	if !slices.ContainsFunc(f.Options, (*Option).Offered) {
		c.fault(at+".options", "all are retired: nothing is left to choose")
	}
	c.siblings(at, f, f.Options, 0)
	if f.SetsPriority() {
		c.setters = append(c.setters, at)
	}
}

// siblings checks options beside each other, and those under them; above is how long the path to them is.
func (c *formCheck) siblings(at string, f *Field, options []*Option, above int) {
	seen := make(map[string]bool, len(options))
	for i, o := range options {
		here := fmt.Sprintf("%s.options[%d]", at, i)
		c.options++
		same := strings.ToLower(o.Value) // databases compare without case
		c.option(here, f, o, seen[same])
		seen[same] = true
		length := above + utf8.RuneCountInString(o.Value)
		if length > maxPath {
			c.fault(here+".value", "the path to it has more than %d characters", maxPath)
		}
		c.siblings(here, f, o.Options, length+len(PathSeparator))
	}
}

func (c *formCheck) option(here string, f *Field, o *Option, seen bool) {
	if !valueForm.MatchString(o.Value) {
		c.fault(here+".value", "letters, digits, - and _, 60 at most")
	}
	if seen {
		c.fault(here+".value", "%s stands beside it already", o.Value)
	}
	c.label(here+".label", o.Label)
	if o.Priority != "" {
		c.usedPriority(here+".priority", o.Priority)
	}
	if o.IsLeaf() {
		return
	}
	if f.Kind != TreeField {
		c.fault(here+".options", "only a tree opens further")
	}
	if o.Priority != "" {
		c.fault(here+".priority", "only a leaf sets it: this one is not chosen itself")
	}
}
