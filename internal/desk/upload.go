package desk

import (
	"context"

	"sportello/internal/access"
)

// UploadInput is a file to keep until a message takes it.
type UploadInput struct {
	DeskID int64 // whose size limit applies
	File   File
}
