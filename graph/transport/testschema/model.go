package testschema

import (
	"fmt"
	"io"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
)

// Item is a numbered item; every number from 0 to 9 has one.
type Item struct{ Number int }

// IsNode marks an Item as a Node.
func (Item) IsNode() {}

// ID is the item's number in digits.
func (i Item) ID() string { return strconv.Itoa(i.Number) }

// GetID is ID, under the name gqlgen wants for an interface's field.
func (i Item) GetID() string { return i.ID() }

// Tags are the same for every item.
func (Item) Tags() []string { return []string{"odd", "even"} }

// IsThing marks an Item as a Thing.
func (Item) IsThing() {}

// Tick is one event of the ticks subscription.
type Tick struct{ Number int }

// File is what was uploaded.
type File struct {
	Name        string
	ContentType string
	Size        int
	Note        *string
}

// IsThing marks a File as a Thing.
func (File) IsThing() {}

// Upload is the scalar of that name: whatever the file sink answered with.
type Upload struct{ *File }

// UnmarshalGQL takes a *File.
func (u *Upload) UnmarshalGQL(value any) error {
	file, ok := value.(*File)
	if !ok {
		return fmt.Errorf("%T is no upload", value)
	}
	u.File = file
	return nil
}

// MarshalGQL writes nothing useful: uploads only come in.
func (u Upload) MarshalGQL(w io.Writer) { graphql.Null.MarshalGQL(w) }
