package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

const testBucket = "attachments"

// eachStore runs a test on a local folder and on an S3-like server over HTTP. left tells all that the place holds.
func eachStore(t *testing.T, test func(t *testing.T, s *Store, left func() []string)) {
	t.Run("file", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "new", "blobs")
		s := open(t, "file:"+dir)
		test(t, s, func() []string { return filesIn(t, dir) })
	})
	t.Run("s3", func(t *testing.T) {
		location, backend := serveS3(t)
		s := open(t, location)
		test(t, s, func() []string { return append(objectsIn(t, backend), uploadsIn(t, s)...) })
	})
}

func open(t *testing.T, location string) *Store {
	t.Helper()
	s, err := Open(t.Context(), location)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func serveS3(t *testing.T) (location string, backend *s3mem.Backend) {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	backend = s3mem.New()
	if err := backend.CreateBucket(testBucket); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	query := url.Values{"region": {"eu-south-1"}, "endpoint": {server.URL}, "use_path_style": {"true"}}
	return "s3://" + testBucket + "/desk?" + query.Encode(), backend
}

func filesIn(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && entry.Name() != ".writable" {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func objectsIn(t *testing.T, backend *s3mem.Backend) (keys []string) {
	t.Helper()
	list, err := backend.ListBucket(testBucket, nil, gofakes3.ListBucketPage{})
	if err != nil {
		t.Fatal(err)
	}
	for _, object := range list.Contents {
		keys = append(keys, object.Key)
	}
	return keys
}

// uploadsIn tells the uploads in parts that were neither completed nor aborted: they cost money and cannot be seen.
func uploadsIn(t *testing.T, s *Store) (keys []string) {
	t.Helper()
	var client *s3.Client
	if !s.bucket.As(&client) {
		t.Fatal("no S3 client")
	}
	list, err := client.ListMultipartUploads(t.Context(), &s3.ListMultipartUploadsInput{Bucket: aws.String(testBucket)})
	var refused smithy.APIError
	if errors.As(err, &refused) && refused.ErrorCode() == "NoSuchUpload" {
		return nil // how the test server says that there never was one
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, upload := range list.Uploads {
		keys = append(keys, *upload.Key)
	}
	return keys
}

func put(t *testing.T, s *Store, content []byte) Object {
	t.Helper()
	object, err := s.Put(t.Context(), bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	return object
}

func get(t *testing.T, s *Store, key string) []byte {
	t.Helper()
	r, err := s.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		t.Fatal(err)
	}
	return content
}

// M3.1, M4.10: what is attached comes back byte by byte, however long, and however the stream is cut.
func TestPutAndGet(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store, left func() []string) {
		for _, size := range []int{0, 1, sniffBytes, sniffBytes + 1, copyBytes * 3, partBytes - 1, partBytes, 2*partBytes + 7} {
			content := bytes.Repeat([]byte("sportello"), size/9+1)[:size]
			object, err := s.Put(t.Context(), iotest.HalfReader(bytes.NewReader(content)), int64(size))
			if err != nil {
				t.Fatalf("%d bytes: %v", size, err)
			}
			sum := sha256.Sum256(content)
			if object.Size != int64(size) || object.SHA256 != hex.EncodeToString(sum[:]) {
				t.Errorf("%d bytes: told %+v", size, object)
			}
			if !bytes.Equal(get(t, s, object.Key), content) {
				t.Errorf("%d bytes came back changed", size)
			}
		}
		if n := len(left()); n != 8 {
			t.Errorf("%d objects for 8 uploads: %v", n, left())
		}
	})
}

func TestContentTypeIsSniffed(t *testing.T) {
	s := open(t, "file:"+t.TempDir())
	for content, want := range map[string]string{
		"%PDF-1.7\n%…":                  "application/pdf",
		"\x89PNG\r\n\x1a\n\x00\x00\x00": "image/png",
		"<!DOCTYPE html><script>":       "text/html; charset=utf-8",
		"Buongiorno":                    "text/plain; charset=utf-8",
	} {
		if object := put(t, s, []byte(content)); object.ContentType != want {
			t.Errorf("%q is told to be %q, want %q", content, object.ContentType, want)
		}
	}
}

func TestReadRanges(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store, _ func() []string) {
		r, err := s.Get(t.Context(), put(t, s, []byte("0123456789")).Key)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		})
		if r.Size() != 10 {
			t.Errorf("size %d", r.Size())
		}
		for _, step := range []struct {
			offset int64
			whence int
			want   string
		}{{-3, io.SeekEnd, "789"}, {2, io.SeekStart, "234"}, {1, io.SeekCurrent, "678"}} {
			if _, err := r.Seek(step.offset, step.whence); err != nil {
				t.Fatal(err)
			}
			got := make([]byte, 3)
			if _, err := io.ReadFull(r, got); err != nil || string(got) != step.want {
				t.Errorf("%+v read %q, %v", step, got, err)
			}
		}
	})
}

func TestDeleteAndMissing(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store, left func() []string) {
		object := put(t, s, []byte("x"))
		for range 2 { // a missing object is fine
			if err := s.Delete(t.Context(), object.Key); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Get(t.Context(), object.Key); !errors.Is(err, ErrNotFound) {
			t.Errorf("got %v", err)
		}
		if len(left()) != 0 {
			t.Errorf("left behind: %v", left())
		}
	})
}

func TestForeignKeysAreRefused(t *testing.T) {
	s := open(t, "file:"+t.TempDir())
	good := newKey()
	for _, key := range []string{
		"", "/", "..", "../../etc/passwd", good + "/", "/" + good, good + "\x00", good + "\n", "ab/../" + good,
		strings.ToUpper(good[:2]) + "G" + good[3:], good[3:], good + "0", ".writable",
	} {
		if _, err := s.Get(t.Context(), key); !errors.Is(err, ErrKey) {
			t.Errorf("Get(%q): %v", key, err)
		}
		if err := s.Delete(t.Context(), key); !errors.Is(err, ErrKey) {
			t.Errorf("Delete(%q): %v", key, err)
		}
	}
	if checkKey(good) != nil || newKey() == good {
		t.Error("keys are not keys, or not random")
	}
}

func TestManyAtOnce(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store, left func() []string) {
		var group sync.WaitGroup
		for i := range 40 {
			group.Go(func() {
				content := bytes.Repeat([]byte{byte(i)}, 1000*i)
				object, err := s.Put(t.Context(), bytes.NewReader(content), 1<<20)
				if err != nil {
					t.Error(err)
					return
				}
				r, err := s.Get(t.Context(), object.Key)
				if err != nil {
					t.Error(err)
					return
				}
				got, err := io.ReadAll(r)
				if err := errors.Join(err, r.Close()); err != nil || !bytes.Equal(got, content) {
					t.Errorf("object %d came back wrong: %v", i, err)
				}
			})
		}
		group.Wait()
		if n := len(left()); n != 40 {
			t.Errorf("%d objects", n)
		}
	})
}

func TestCheck(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store, _ func() []string) {
		if err := s.Check(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("folder gone", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "blobs")
		s := open(t, "file:"+dir)
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if s.Check(t.Context()) == nil {
			t.Error("a vanished folder is ready")
		}
	})
	t.Run("bucket gone", func(t *testing.T) {
		location, _ := serveS3(t)
		s := open(t, strings.Replace(location, testBucket, "elsewhere", 1))
		if s.Check(t.Context()) == nil {
			t.Error("a missing bucket is ready")
		}
	})
}

func TestBadLocations(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, location := range []string{"", "file:", "file:" + file, "/srv/blobs", "ftp://x", "s3:", "s3://?region=x", "s3://b?colour=red"} {
		if s, err := Open(context.Background(), location); err == nil {
			t.Errorf("%q opened as %v", location, s)
		}
	}
}
