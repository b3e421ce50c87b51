package transport_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"sync"
	"testing"

	"sportello/graph/transport"
	"sportello/graph/transport/testschema"
)

// shelf keeps how large files were, and what was taken back.
type shelf struct {
	mu        sync.Mutex
	stored    []string
	discarded []string
	refuse    error // what Store answers once it has read the file
}

func (s *shelf) Store(_ context.Context, name, contentType string, r io.Reader) (any, error) {
	size, err := io.Copy(io.Discard, r)
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", name, err)
	}
	if s.refuse != nil {
		return nil, s.refuse
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stored = append(s.stored, name)
	return &testschema.File{Name: name, ContentType: contentType, Size: int(size)}, nil
}

func (s *shelf) Discard(ctx context.Context, value any) {
	if ctx.Err() != nil {
		panic("discarding must still be possible")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.discarded = append(s.discarded, value.(*testschema.File).Name)
}

func withFiles(s *shelf) option {
	return func(_ *transport.EngineConfig, c *transport.HandlerConfig) { c.Files, c.MaxFile = s, 1000 }
}

// part is a part of a multipart body; with a file name it is a file.
type part struct{ name, file, content string }

func multipartBody(t testing.TB, parts ...part) (body, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		var to io.Writer
		var err error
		if p.file == "" {
			to, err = w.CreateFormField(p.name)
		} else {
			to, err = w.CreateFormFile(p.name, p.file)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(to, p.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

func (d *desk) upload(t testing.TB, parts ...part) answer {
	t.Helper()
	body, contentType := multipartBody(t, parts...)
	return d.post(t, body, "Content-Type", contentType, "X-Sportello-CSRF", "1")
}

const uploadOne = `{"query":"mutation($f: Upload!, $n: String) { upload(file: $f, note: $n) { name contentType size note } }","variables":{"f":null,"n":"see"}}`

// The GraphQL multipart request specification.
func TestUpload(t *testing.T) {
	s := &shelf{}
	d := serve(t, withFiles(s))
	d.upload(t, part{"operations", "", uploadOne}, part{"map", "", `{"0":["variables.f"]}`}, part{"0", "../../a.txt", "hello"}).
		wantBody(t, `{"data":{"upload":{"name":"a.txt","contentType":"application/octet-stream","size":5,"note":"see"}}}`)
	d.upload(t,
		part{"operations", "", `{"query":"mutation($f: [Upload!]!) { uploadAll(files: $f) { name size } }","variables":{"f":[null,null]}}`},
		part{"map", "", `{"b":["variables.f.1"],"a":["variables.f.0"]}`},
		part{"b", "second", "22"}, part{"a", "first", ""}).
		wantBody(t, `{"data":{"uploadAll":[{"name":"first","size":0},{"name":"second","size":2}]}}`)
	d.upload(t,
		part{"operations", "", `{"query":"mutation($i: AttachInput!) { attach(input: $i) { name } }","variables":{"i":{"file":null}}}`},
		part{"map", "", `{"0":["variables.i.file"]}`}, part{"0", "deep", "x"}).
		wantBody(t, `{"data":{"attach":{"name":"deep"}}}`)
	d.upload(t, part{"operations", "", `{"query":"{ hello }"}`}, part{"map", "", `{}`}).
		wantBody(t, `{"data":{"hello":"hello world"}}`)
	if len(s.discarded) > 0 {
		t.Errorf("discarded %v", s.discarded)
	}
}

func TestUploadIsRefused(t *testing.T) {
	operations, place, file := part{"operations", "", uploadOne}, part{"map", "", `{"0":["variables.f"]}`}, part{"0", "a", "x"}
	bad := transport.CodeBadRequest
	places := func(m string) []part { return []part{operations, {"map", "", m}, file} }
	eleven := make([]string, 11)
	for i := range eleven {
		eleven[i] = fmt.Sprintf(`"%d":["variables.f.%d"]`, i, i)
	}
	for _, c := range []struct {
		name     string
		parts    []part
		status   int
		code     string
		stored   int
		discards int
	}{
		{"map first", []part{place, operations, file}, 400, bad, 0, 0},
		{"file first", []part{file, operations, place}, 400, bad, 0, 0},
		{"file before map", []part{operations, file, place}, 400, bad, 0, 0},
		{"nothing", nil, 400, bad, 0, 0},
		{"no map", []part{operations}, 400, bad, 0, 0},
		{"batch", []part{{"operations", "", "[" + uploadOne + "]"}, place, file}, 400, bad, 0, 0},
		{"operations are no JSON", []part{{"operations", "", "{"}, place, file}, 400, bad, 0, 0},
		{"operations too large", []part{{"operations", "", strings.Repeat(" ", 1<<20+1)}, place}, 413, transport.CodePayloadTooLarge, 0, 0},
		{"map is a list", places(`[["variables.f"]]`), 400, bad, 0, 0},
		{"two places", places(`{"0":["variables.f","variables.n"]}`), 400, bad, 0, 0},
		{"no place", places(`{"0":[]}`), 400, bad, 0, 0},
		{"a place outside", places(`{"0":["query"]}`), 400, bad, 0, 0},
		{"variables as a whole", places(`{"0":["variables"]}`), 400, bad, 0, 0},
		{"a place that is not there", places(`{"0":["variables.x"]}`), 400, bad, 0, 0},
		{"a place that is taken", places(`{"0":["variables.n"]}`), 400, bad, 0, 0},
		{"a place in a string", places(`{"0":["variables.n.0"]}`), 400, bad, 0, 0},
		{"a place for two", places(`{"0":["variables.f"],"1":["variables.f"]}`), 400, bad, 0, 0},
		{"index out of range", places(`{"0":["variables.f.0"]}`), 400, bad, 0, 0},
		{"eleven files", []part{operations, {"map", "", "{" + strings.Join(eleven, ",") + "}"}}, 413, transport.CodePayloadTooLarge, 0, 0},
		{"a file where a string is due", []part{
			{"operations", "", `{"query":"query($n: String) { hello(name: $n) }","variables":{"n":null}}`},
			{"map", "", `{"0":["variables.n"]}`}, file}, 400, transport.CodeValidationFailed, 0, 0},
		{"a file nobody asks for", []part{
			{"operations", "", `{"query":"{ hello }","variables":{"n":null}}`},
			{"map", "", `{"0":["variables.n"]}`}, file}, 400, bad, 0, 0},
		{"invalid document", []part{{"operations", "", `{"query":"mutation($f: Upload!) { nothing(f: $f) }","variables":{"f":null}}`}, place, file},
			400, transport.CodeValidationFailed, 0, 0},
		{"file missing", []part{operations, place}, 400, bad, 0, 0},
		{"a part too many", []part{operations, place, file, {"1", "b", "y"}}, 400, bad, 1, 1},
		{"the same file twice", []part{operations, place, file, file}, 400, bad, 1, 1},
		{"file too large", []part{operations, place, {"0", "a", strings.Repeat("x", 1001)}}, 413, transport.CodePayloadTooLarge, 0, 0},
		{"second file too large", []part{
			{"operations", "", `{"query":"mutation($f: [Upload!]!) { uploadAll(files: $f) { name } }","variables":{"f":[null,null]}}`},
			{"map", "", `{"0":["variables.f.0"],"1":["variables.f.1"]}`},
			file, {"1", "b", strings.Repeat("x", 1001)}}, 413, transport.CodePayloadTooLarge, 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &shelf{}
			a := serve(t, withFiles(s)).upload(t, c.parts...)
			a.want(t, c.status, c.code)
			if len(s.stored) != c.stored || len(s.discarded) != c.discards {
				t.Errorf("stored %v, discarded %v", s.stored, s.discarded)
			}
		})
	}
}

func TestUploadNeedsPreflight(t *testing.T) {
	d := serve(t, withFiles(&shelf{}))
	body, contentType := multipartBody(t, part{"operations", "", uploadOne}, part{"map", "", `{"0":["variables.f"]}`}, part{"0", "a", "x"})
	d.post(t, body, "Content-Type", contentType).want(t, http.StatusForbidden, transport.CodeBadRequest)
	d.post(t, body, "Content-Type", contentType, "X-Sportello-CSRF", "").want(t, http.StatusForbidden, transport.CodeBadRequest)
	for _, header := range []string{"X-Sportello-CSRF", "Apollo-Require-Preflight", "GraphQL-Require-Preflight"} {
		d.post(t, body, "Content-Type", contentType, header, "1").want(t, http.StatusOK, "")
	}
	d.post(t, body, "Content-Type", "multipart/form-data", "X-Sportello-CSRF", "1").want(t, http.StatusBadRequest, transport.CodeBadRequest)
}

func TestUploadSinkRefuses(t *testing.T) {
	parts := []part{{"operations", "", uploadOne}, {"map", "", `{"0":["variables.f"]}`}, {"0", "a", "x"}}
	d := serve(t, withFiles(&shelf{refuse: transport.NewError("FILE_TYPE", "this desk takes no such files")}))
	d.upload(t, parts...).want(t, http.StatusBadRequest, "FILE_TYPE")
	d = serve(t, withFiles(&shelf{refuse: errors.New("secret: disk full")}))
	d.upload(t, parts...).want(t, http.StatusInternalServerError, transport.CodeInternal)
}

// A body that breaks off in a file stores nothing and discards what came before.
func TestUploadBreaksOff(t *testing.T) {
	s := &shelf{}
	d := serve(t, withFiles(s))
	body, contentType := multipartBody(t,
		part{"operations", "", `{"query":"mutation($f: [Upload!]!) { uploadAll(files: $f) { name } }","variables":{"f":[null,null]}}`},
		part{"map", "", `{"0":["variables.f.0"],"1":["variables.f.1"]}`},
		part{"0", "whole", "x"}, part{"1", "half", "0123456789"})
	cut, _, _ := strings.Cut(body, "56789")
	d.post(t, cut, "Content-Type", contentType, "X-Sportello-CSRF", "1").want(t, http.StatusBadRequest, transport.CodeBadRequest)
	if fmt.Sprint(s.stored, s.discarded) != "[whole] [whole]" {
		t.Errorf("stored %v, discarded %v", s.stored, s.discarded)
	}
}

// A file is never held in memory: the sink gets the first bytes before the
// client has sent the last ones.
func TestUploadIsStreamed(t *testing.T) {
	first := make(chan struct{})
	d := serve(t, func(_ *transport.EngineConfig, c *transport.HandlerConfig) { c.Files = signalSink{first} })
	body, contentType := multipartBody(t, part{"operations", "", uploadOne}, part{"map", "", `{"0":["variables.f"]}`}, part{"0", "a", "first|last"})
	begin, end, _ := strings.Cut(body, "|")
	in, out := io.Pipe()
	go func() {
		_, err := io.WriteString(out, begin+strings.Repeat("x", 64<<10))
		<-first
		_, err2 := io.WriteString(out, end)
		out.CloseWithError(errors.Join(err, err2))
	}()
	r, err := http.NewRequestWithContext(t.Context(), "POST", d.URL, in)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("X-Sportello-CSRF", "1")
	d.send(t, r).want(t, http.StatusOK, "")
}

// signalSink tells when the first byte of a file has come.
type signalSink struct{ first chan struct{} }

func (s signalSink) Store(_ context.Context, name, _ string, r io.Reader) (any, error) {
	if _, err := io.ReadFull(r, make([]byte, 1)); err != nil {
		return nil, err
	}
	close(s.first)
	_, err := io.Copy(io.Discard, r)
	return &testschema.File{Name: name}, err
}

func (signalSink) Discard(context.Context, any) {}

// Refused files are refunded.
func TestRefusedUploadIsFree(t *testing.T) {
	at := &clock{}
	d := serve(t, withFiles(&shelf{}), withBudget(t, at))
	body, contentType := multipartBody(t, part{"operations", "", uploadOne}, part{"map", "", `{"0":["variables.f"]}`})
	d.post(t, body, "Content-Type", contentType, "X-Sportello-CSRF", "1", "Authorization", "Bearer ada").want(t, http.StatusBadRequest, transport.CodeBadRequest)
	a := d.ask(t, "{ hello }", "", "Authorization", "Bearer ada")
	if !strings.Contains(a.body, `"remaining":500`) {
		t.Error(a.body)
	}
}
