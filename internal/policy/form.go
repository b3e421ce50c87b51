package policy

import (
	"slices"
	"strings"
)

// Form is what a ticket is opened with: the fields in the order in which a page shows them. Some are the ticket's own
// (see Own), the others are the desk's.
type Form struct {
	Fields []*Field
}

// FieldKind is how a field is filled in.
type FieldKind string

// The kinds.
const (
	ChoiceField     FieldKind = "choice"     // one of the options
	TreeField       FieldKind = "tree"       // a leaf of the options, by its path from the root (M0.1)
	TextField       FieldKind = "text"       // one line or several, see Field.Lines
	RichTextField   FieldKind = "rich_text"  // plain text, Markdown or safe HTML (M4.10)
	EmailField      FieldKind = "email"      // an address
	PhoneField      FieldKind = "phone"      // a number
	PersonField     FieldKind = "person"     // one of the tenant's people (M1.5)
	ProductField    FieldKind = "product"    // one of the desk's products, by its code (M1.6)
	AttachmentField FieldKind = "attachment" // files (M0.3)
	ConsentField    FieldKind = "consent"    // the privacy notice in its version (M1.6)
	ShownField      FieldKind = "shown"      // what is known already, by Field.Propose; there is nothing to answer (M4.9)
)

// FieldKinds are all kinds, in the order of the reference.
func FieldKinds() []FieldKind {
	return []FieldKind{ChoiceField, TreeField, ProductField, TextField, RichTextField, EmailField, PhoneField, PersonField,
		AttachmentField, ConsentField, ShownField}
}

// HasOptions reports whether a field of the kind is answered by one of its options.
func (k FieldKind) HasOptions() bool { return k == ChoiceField || k == TreeField || k == ProductField }

// IsText reports whether a field of the kind is answered in words, which have a length.
func (k FieldKind) IsText() bool { return k == TextField || k == RichTextField }

// Keys of the fields that are the ticket's own. Their answers come in the request's own places, and their lengths, choices
// and limits from the sections text, priority and attachments; the form says where they stand and what they are called.
const (
	SubjectKey     = "subject"
	DescriptionKey = "description"
	PriorityKey    = "priority"
	PersonKey      = "person"
	AttachmentsKey = "attachments"
)

// Field is one field of a form.
type Field struct {
	Key          string // lower-case letters, digits and _, 40 at most
	Kind         FieldKind
	Label        Label
	Help         Label // may be empty
	Required     bool
	RequiredWhen *Condition // required when it holds, too (the phone of M4.10); nil: Required alone decides
	When         *Condition // of use only when it holds; nil: always
	Length       Length     // of the desk's own texts; the ticket's have theirs in Policy.Text
	Lines        bool       // a text of several lines
	Propose      Proposal   // what a page fills in first; empty: nothing
	Options      []*Option  // of choice, tree and product
	Notify       bool       // an e-mail that is told of the ticket, too (M4.10, M4.11)
	Version      string     // of a consent: of the notice
	Notice       Label      // of a consent: what is agreed to
}

// Condition holds when a field with options, further up in the form, has one of the values, or one under it in its tree.
type Condition struct {
	Field string
	In    []string // paths such as LOGIN/PASSWORD
}

// Holds reports whether the condition holds for the path that was chosen there; the empty text is none.
func (c *Condition) Holds(chosen string) bool {
	for _, path := range c.In {
		if chosen == path || strings.HasPrefix(chosen, path+PathSeparator) {
			return true
		}
	}
	return false
}

// Proposal names what a page fills in first.
type Proposal string

// The proposals.
const (
	AccountEmail Proposal = "account.email" // of who opens the ticket (M4.10)
	AccountName  Proposal = "account.name"
	TenantName   Proposal = "tenant.name"
	TenantVAT    Proposal = "tenant.vat_number"
)

// Option is something that can be chosen. One with options of its own is opened further; only a leaf can be chosen (M0.1).
type Option struct {
	Value    string // letters, digits, - and _, 60 at most, one of a kind among its siblings; of a product: its code
	Label    Label
	Priority Priority // of a ticket that chooses it; empty: it sets none
	Retired  bool     // on old tickets only
	Options  []*Option
}

// Own reports whether a field is one of the ticket's own.
func (f *Field) Own() bool {
	switch f.Key {
	case SubjectKey, DescriptionKey, PriorityKey, PersonKey, AttachmentsKey:
		return true
	}
	return false
}

// SetsPriority reports whether an option of the field, at whatever depth, sets the priority (M0.1, M1.6).
func (f *Field) SetsPriority() bool {
	return anyOption(f.Options, func(o *Option) bool { return o.Priority != "" })
}

// IsLeaf reports whether the option itself can be chosen: none is narrower.
func (o *Option) IsLeaf() bool { return len(o.Options) == 0 }

// Offered reports whether new tickets can still be opened on the option, or on one under it.
func (o *Option) Offered() bool {
	return !o.Retired && (o.IsLeaf() || slices.ContainsFunc(o.Options, (*Option).Offered))
}

func anyOption(options []*Option, is func(*Option) bool) bool {
	return slices.ContainsFunc(options, func(o *Option) bool { return is(o) || anyOption(o.Options, is) })
}

// Field is the field of a key, or nil.
func (f *Form) Field(key string) *Field {
	for _, field := range f.Fields {
		if field.Key == key {
			return field
		}
	}
	return nil
}

// PathSeparator stands between the values of a path where a path is one text.
const PathSeparator = "/"

// Path are the options from the root to the one that a text such as LOGIN/PASSWORD names, retired ones included; nil when it
// names none.
func (f *Field) Path(text string) []*Option {
	var path []*Option
	among := f.Options
	for value := range strings.SplitSeq(text, PathSeparator) {
		next := optionOf(among, value)
		if next == nil {
			return nil
		}
		path, among = append(path, next), next.Options
	}
	return path
}

func optionOf(among []*Option, value string) *Option {
	for _, o := range among {
		if o.Value == value {
			return o
		}
	}
	return nil
}
