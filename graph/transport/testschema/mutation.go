package testschema

import "context"

type mutations struct{ *Resolver }

func (m mutations) Increment(_ context.Context, by int) (int, error) {
	return int(m.counter.Add(int64(by))), nil
}

func (mutations) Upload(_ context.Context, upload Upload, note *string) (*File, error) {
	file := *upload.File
	file.Note = note
	return &file, nil
}

func (mutations) UploadAll(_ context.Context, uploads []*Upload) ([]*File, error) {
	files := make([]*File, len(uploads))
	for i, upload := range uploads {
		files[i] = upload.File
	}
	return files, nil
}

func (m mutations) Attach(ctx context.Context, input AttachInput) (*File, error) {
	return m.Upload(ctx, input.File, input.Note)
}
