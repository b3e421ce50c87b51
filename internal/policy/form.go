package policy

import "strings"

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
)

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
	Key      string // lower-case letters, digits and _, 40 at most
	Kind     FieldKind
	Label    Label
	Help     Label // may be empty
	Required bool
	When     *Condition // required, and of use, only when it holds; nil: Required alone decides
	Length   Length     // of texts; a Max of 0: 255
	Lines    bool       // a text of several lines
	Propose  Proposal   // what a page fills in first; empty: nothing
	Options  []*Option  // of choice, tree and product
	Notify   bool       // an e-mail that is told of the ticket, too (M4.10, M4.11)
	Version  string     // of a consent: of the notice
	Notice   Label      // of a consent: what is agreed to
}

// Condition holds when another choice field has one of the values.
type Condition struct {
	Field string
	In    []string
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
