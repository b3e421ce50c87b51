package httpd_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/httpd"
	"sportello/internal/problem"
)

func signedIn(ctx context.Context) context.Context {
	return access.With(ctx, &access.Viewer{UserID: 1})
}

func TestStoreKeepsAFile(t *testing.T) {
	s := open(t, nil)
	files := httpd.Files{Blobs: s.blobs, MaxBytes: 100}
	value, err := files.Store(signedIn(t.Context()), "nota.txt", "text/html", strings.NewReader("ciao"))
	s.must(err)
	file := value.(*desk.File)
	const sum = "b133a0c0e9bee3be20163d2ad31d6248db292aa6dcb1ee087a2aa50e0fc75ae2"
	if file.Name != "nota.txt" || file.Size != 4 || !strings.HasPrefix(file.ContentType, "text/plain") || file.SHA256 != sum {
		t.Errorf("kept %+v", file)
	}
	content, err := s.blobs.Get(t.Context(), file.BlobKey)
	s.must(err)
	text, err := io.ReadAll(content)
	s.must(errors.Join(err, content.Close()))
	if string(text) != "ciao" {
		t.Errorf("kept %q", text)
	}
	files.Discard(t.Context(), value)
	s.wantNoBlobs(t)
}

func TestStoreRefuses(t *testing.T) {
	s := open(t, nil)
	broken := errors.New("the line is cut")
	for name, row := range map[string]struct {
		ctx  context.Context
		from io.Reader
		want error
	}{
		"nobody's":  {t.Context(), strings.NewReader("ciao"), problem.New(problem.Unauthenticated)},
		"too large": {signedIn(t.Context()), strings.NewReader(strings.Repeat("x", 101)), problem.New(problem.AttachmentTooLarge)},
		"cut off":   {signedIn(t.Context()), io.MultiReader(strings.NewReader("ci"), broke{broken}), broken},
		"drips":     {signedIn(t.Context()), drip{}, context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			clock := &hands{}
			tick := func() time.Time { clock.advance(time.Second); return clock.now() }
			files := httpd.Files{Blobs: s.blobs, MaxBytes: 100, Timeout: 30 * time.Second, Now: tick}
			if value, err := files.Store(row.ctx, "x", "", row.from); value != nil || !errors.Is(err, row.want) {
				t.Errorf("got %v, %v", value, err)
			}
			s.wantNoBlobs(t)
		})
	}
}

type broke struct{ err error }

func (b broke) Read([]byte) (int, error) { return 0, b.err }

// drip gives a byte now and then.
type drip struct{}

func (drip) Read(p []byte) (int, error) { p[0] = 'x'; return 1, nil }

func (s *site) wantNoBlobs(t *testing.T) {
	t.Helper()
	kept := 0
	_, err := s.blobs.Sweep(t.Context(), time.Now().Add(time.Hour), func(_ context.Context, keys []string) (map[string]bool, error) {
		kept += len(keys)
		return nil, nil
	})
	s.must(err)
	if kept != 0 {
		t.Errorf("%d files are kept", kept)
	}
}

// Over the wire: a stranger's file and one whose operation is refused leave nothing behind.
func TestUploadLeavesNothing(t *testing.T) {
	s := open(t, nil)
	token := s.signIn("ada@example.com").Token
	for name, row := range map[string]struct {
		header http.Header
		size   int
		status int
		code   string
	}{
		"nobody":           {nil, 10, 400, "UNAUTHENTICATED"},
		"too large":        {http.Header{"Authorization": {"Bearer " + token}}, 1<<20 + 1, 413, "PAYLOAD_TOO_LARGE"},
		"second one fails": {http.Header{"Authorization": {"Bearer " + token}}, 10, 400, "BAD_REQUEST"},
	} {
		t.Run(name, func(t *testing.T) {
			body, contentType := upload(t, row.size, name == "second one fails")
			header := http.Header{"Content-Type": {contentType}, "X-Sportello-Csrf": {"1"}, "Accept": {"application/graphql-response+json"}}
			maps.Copy(header, row.header)
			s.do(http.MethodPost, "/graphql", body, header).want(t, row.status, row.code)
			s.wantNoBlobs(t)
		})
	}
}

// upload is a multipart request with one file, or with a second one that is promised and missing.
func upload(t *testing.T, size int, missing bool) (body, contentType string) {
	t.Helper()
	var text bytes.Buffer
	form := multipart.NewWriter(&text)
	files, places := "null", `{"0":["variables.files.0"]}`
	if missing {
		files, places = "null,null", `{"0":["variables.files.0"],"1":["variables.files.1"]}`
	}
	operations := `{"query":"mutation($files:[Upload!]!){uploadAll(files:$files){name}}","variables":{"files":[` + files + `]}}`
	err := errors.Join(form.WriteField("operations", operations), form.WriteField("map", places))
	part, partErr := form.CreateFormFile("0", "nota.txt")
	if err = errors.Join(err, partErr); err != nil {
		t.Fatal(err)
	}
	_, err = part.Write(bytes.Repeat([]byte("x"), size))
	if err = errors.Join(err, form.Close()); err != nil {
		t.Fatal(err)
	}
	return text.String(), form.FormDataContentType()
}
