package desk

// File is a file whose bytes are in the blob store already, but in no row.
type File struct {
	Name        string // as the sender called it
	Size        int64  // bytes
	ContentType string // sniffed
	SHA256      string
	BlobKey     string `json:"-"` // new with each transfer of the same bytes
}

// AttachmentInput is a file to attach: exactly one of the two.
type AttachmentInput struct {
	File       *File
	UploadedID int64
}
