package blob

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestSweepRemovesOrphans(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store, left func() []string) {
		used := map[string]bool{}
		for i := range 30 {
			if key := put(t, s, []byte{byte(i)}).Key; i%3 == 0 {
				used[key] = true
			}
		}
		asked := 0
		inUse := func(_ context.Context, keys []string) (map[string]bool, error) {
			asked += len(keys)
			return used, nil
		}
		for _, c := range []struct {
			before         time.Time
			removed, asked int
		}{
			{time.Now().Add(-time.Hour), 0, 0}, // all are too young to be called orphans
			{time.Now().Add(time.Hour), 20, 30},
			{time.Now().Add(time.Hour), 0, 10},
		} {
			asked = 0
			removed, err := s.Sweep(t.Context(), c.before, inUse)
			if err != nil || removed != c.removed || asked != c.asked {
				t.Errorf("removed %d, asked for %d, %v; want %+v", removed, asked, err, c)
			}
		}
		if len(left()) != len(used) {
			t.Errorf("left %v", left())
		}
		for key := range used {
			get(t, s, key)
		}
	})
}

// A shard of more than a page is swept page by page, although each sweep changes what is listed.
func TestSweepManyPages(t *testing.T) {
	dir := t.TempDir()
	s := open(t, "file:"+dir)
	shard := filepath.Join(dir, "ab")
	if err := os.Mkdir(shard, 0o700); err != nil {
		t.Fatal(err)
	}
	const objects = 2*sweepPage + 3
	for range objects {
		if err := os.WriteFile(filepath.Join(shard, newKey()[3:]), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	largest := 0
	removed, err := s.Sweep(t.Context(), time.Now().Add(time.Hour), func(_ context.Context, keys []string) (map[string]bool, error) {
		largest = max(largest, len(keys))
		return map[string]bool{keys[0]: true}, nil
	})
	if err != nil || removed != objects-3 || largest > sweepPage {
		t.Errorf("removed %d in pages of up to %d, %v", removed, largest, err)
	}
}

// A killed process leaves temporary files; other people's files are none of our business.
func TestSweepOfLitter(t *testing.T) {
	dir := t.TempDir()
	s := open(t, "file:"+dir)
	object := put(t, s, []byte("x"))
	shard := filepath.Join(dir, object.Key[:2])
	for _, name := range []string{"0123.18a.tmp", "README"} {
		if err := os.WriteFile(filepath.Join(shard, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	removed, err := s.Sweep(t.Context(), time.Now().Add(time.Hour), func(context.Context, []string) (map[string]bool, error) {
		return map[string]bool{object.Key: true}, nil
	})
	if err != nil || removed != 1 || len(filesIn(t, dir)) != 2 {
		t.Errorf("removed %d, %v, left %v", removed, err, filesIn(t, dir))
	}
}

func TestSweepStopsAtErrors(t *testing.T) {
	s := open(t, "file:"+t.TempDir())
	object := put(t, s, []byte("x"))
	_, err := s.Sweep(t.Context(), time.Now().Add(time.Hour), func(context.Context, []string) (map[string]bool, error) {
		return nil, errBroken
	})
	if !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Sweep(ctx, time.Now(), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	get(t, s, object.Key) // who is in doubt removes nothing
}
