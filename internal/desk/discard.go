package desk

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"sportello/ent"
	"sportello/ent/attachment"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// discardTimeout bounds the removal of bytes that nobody needs; the call that sent them may be over already.
const discardTimeout = 10 * time.Second

// discard removes the bytes of files that came with a call and were not taken, by this one or one before it.
func (s *Service) discard(ctx context.Context, files []AttachmentInput) {
	var keys []string
	for _, input := range files {
		if input.File != nil && !input.File.spent {
			input.File.spent = true
			keys = append(keys, input.File.BlobKey)
		}
	}
	s.removeBytes(ctx, keys)
}

// removeBytes removes the bytes of files that have no row. What can't be removed now is swept later.
func (s *Service) removeBytes(ctx context.Context, keys []string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), discardTimeout)
	defer cancel()
	for _, key := range keys {
		if err := s.blobs.Delete(ctx, key); err != nil {
			s.log.WarnContext(ctx, "a file that nobody has stays until the next sweep",
				slog.String("key", key), slog.Any("error", err))
		}
	}
}

// discardRefused discards after a refusal. After any other error the commit may have happened all the same, so the bytes
// are left to the sweep, which looks for their row.
func (s *Service) discardRefused(ctx context.Context, err error, files []AttachmentInput) {
	if len(problem.Of(err)) > 0 {
		s.discard(ctx, files)
	}
	spend(files)
}

// spend notes that files have had their act.
func spend(files []AttachmentInput) {
	for _, input := range files {
		if input.File != nil {
			input.File.spent = true
		}
	}
}

// staleBatch is how many uploads are removed in one transaction.
const staleBatch = 100

// RemoveStaleUploads removes the uploads that no message or draft took within the service's UploadTTL, and returns how many. The
// row goes first: when the process dies in between, the bytes have no row and the blob store's sweep finds them.
func (s *Service) RemoveStaleUploads(ctx context.Context) (int, error) {
	ctx = store.System(ctx)
	before, removed := moment.Of(s.now().Add(-s.uploadTTL)), 0
	for {
		keys, err := s.forgetUploads(ctx, before)
		if err != nil {
			return removed, err
		}
		for _, key := range keys {
			if err := s.blobs.Delete(ctx, key); err != nil {
				return removed, fmt.Errorf("remove a stale upload: %w", err)
			}
			removed++
		}
		if len(keys) < staleBatch {
			return removed, nil
		}
	}
}

// forgetUploads deletes the rows of a batch of uploads and returns where their bytes are.
func (s *Service) forgetUploads(ctx context.Context, before moment.Moment) ([]string, error) {
	var keys []string
	err := s.store.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error {
		query := tx.Attachment.Query().
			Where(attachment.MessageIDIsNil(), attachment.DraftIDIsNil(), attachment.CreatedAtLT(before)).
			Order(ent.Asc(attachment.FieldID)).Limit(staleBatch)
		rows, err := store.Lock(s.store, query).All(ctx)
		if err != nil {
			return fmt.Errorf("find stale uploads: %w", err)
		}
		keys = keys[:0]
		ids := make([]int64, len(rows))
		for i, row := range rows {
			ids[i] = row.ID
			keys = append(keys, row.BlobKey)
		}
		if _, err := tx.Attachment.Delete().Where(attachment.IDIn(ids...)).Exec(ctx); err != nil {
			return fmt.Errorf("forget stale uploads: %w", err)
		}
		return nil
	})
	return keys, err
}

// BlobsInUse answers, for a sweep of the blob store, which of the keys a row refers to.
func (s *Service) BlobsInUse(ctx context.Context, keys []string) (map[string]bool, error) {
	found, err := s.store.Read().Attachment.Query().
		Where(attachment.BlobKeyIn(keys...)).Select(attachment.FieldBlobKey).Strings(store.System(ctx))
	if err != nil {
		return nil, fmt.Errorf("look for files in use: %w", err)
	}
	used := make(map[string]bool, len(found))
	for _, key := range found {
		used[key] = true
	}
	return used, nil
}
