package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	gcblob "gocloud.dev/blob"
)

// sweepPage is how many objects are in memory, and asked about, at once.
const sweepPage = 500

// unfinished ends the names of the local driver's temporary files; a killed process leaves them behind.
const unfinished = ".tmp"

// Sweep removes the objects last written before the given time that are not in use, and returns how many. inUse
// answers, for at most 500 keys, which of them still are. The age protects an upload that is stored but not yet
// recorded. Files that are not the store's own are left alone. It can be stopped by ctx, and run again, at any time.
func (s *Store) Sweep(
	ctx context.Context, before time.Time, inUse func(ctx context.Context, keys []string) (map[string]bool, error),
) (removed int, err error) {
	// Shard by shard: the local driver walks all it is asked to list anew for every page.
	for shard := range shards {
		n, err := s.sweepShard(ctx, shardPrefix(shard), before, inUse)
		removed += n
		if err != nil {
			return removed, fmt.Errorf("sweeping attachments: %w", err)
		}
	}
	return removed, nil
}

func (s *Store) sweepShard(
	ctx context.Context, prefix string, before time.Time, inUse func(context.Context, []string) (map[string]bool, error),
) (removed int, err error) {
	for token := gcblob.FirstPageToken; ; {
		if err := ctx.Err(); err != nil {
			return removed, err
		}
		var page []*gcblob.ListObject
		page, token, err = s.bucket.ListPage(ctx, token, sweepPage, &gcblob.ListOptions{Prefix: prefix})
		if errors.Is(err, io.EOF) {
			return removed, nil
		}
		if err != nil {
			return removed, err
		}
		n, err := s.sweepKeys(ctx, olderThan(before, page), inUse)
		removed += n
		if err != nil {
			return removed, err
		}
	}
}

func olderThan(before time.Time, page []*gcblob.ListObject) (keys []string) {
	for _, object := range page {
		if object.ModTime.Before(before) {
			keys = append(keys, object.Key)
		}
	}
	return keys
}

func (s *Store) sweepKeys(
	ctx context.Context, old []string, inUse func(context.Context, []string) (map[string]bool, error),
) (removed int, err error) {
	var keys, orphans []string
	for _, key := range old {
		switch {
		case checkKey(key) == nil:
			keys = append(keys, key)
		case strings.HasSuffix(key, unfinished):
			orphans = append(orphans, key)
		}
	}
	if len(keys) > 0 {
		used, err := inUse(ctx, keys)
		if err != nil {
			return 0, err
		}
		for _, key := range keys {
			if !used[key] {
				orphans = append(orphans, key)
			}
		}
	}
	for _, key := range orphans {
		if err := s.remove(ctx, key); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}
