package download_test

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"sportello/ent"
	"sportello/ent/membership"
	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/blob"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/httpd/download"
	"sportello/internal/node"
	"sportello/internal/store"
)

const content = "%PDF-1.7 the invoice of March"

// shelf is a desk of the portal kind with one ticket that has a file, and its downloads over HTTP.
type shelf struct {
	*desktest.Factory
	t      *testing.T
	store  *store.Store
	blobs  *blob.Store
	desk   *desk.Service
	signer *download.Signer
	url    string

	mu  sync.Mutex
	now time.Time

	deskID, tenant        int64
	agent, customer, pair *access.Viewer // pair: of the customer's tenant
	neighbour, analyst    *access.Viewer
	file                  int64
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	s := &shelf{t: t, store: desktest.NewStore(t), now: desktest.Epoch().AddDate(0, 1, 0)}
	s.Factory = desktest.NewFactory(t, s.store)
	var err error
	s.blobs, err = blob.Open(t.Context(), "file:"+t.TempDir())
	s.must(err)
	s.desk = desk.New(desk.Config{Store: s.store, Now: s.clock, Blobs: s.blobs})
	accounts, err := account.New(account.Config{Store: s.store, Now: s.clock, Argon2: account.Argon2{Memory: 64, Time: 1, Threads: 1}})
	s.must(err)

	s.deskID = s.Desk("portal")
	s.tenant = s.Tenant(s.deskID)
	s.agent, s.analyst = s.Staff(s.deskID, access.DeskAgent), s.Staff(s.deskID, access.DeskAnalyst)
	s.customer, s.pair = s.Customer(s.tenant, access.TenantRequester), s.Customer(s.tenant, access.TenantObserver)
	s.neighbour = s.Customer(s.Tenant(s.deskID), access.TenantAdministrator)

	server := httptest.NewUnstartedServer(nil)
	s.signer, err = download.NewSigner([]byte(strings.Repeat("k", 32)), "http://"+server.Listener.Addr().String()+"/", s.clock)
	s.must(err)
	mux := http.NewServeMux()
	mux.Handle("GET /attachments/{id}", &download.Handler{
		Signer: s.signer, Viewers: accounts, Attachments: s.desk, Blobs: s.blobs, Logger: slog.New(slog.DiscardHandler),
	})
	server.Config.Handler = mux
	server.Start()
	s.url = server.URL
	t.Cleanup(func() { server.Close(); s.must(s.blobs.Close()) })
	s.file = s.attach()
	return s
}

func (s *shelf) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *shelf) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

func (s *shelf) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// upload keeps a file for a message of the customer's.
func (s *shelf) upload() int64 {
	s.t.Helper()
	object, err := s.blobs.Put(s.t.Context(), strings.NewReader(content), 1<<20)
	s.must(err)
	id, err := s.desk.Upload(s.t.Context(), s.customer, desk.UploadInput{DeskID: s.deskID, File: &desk.File{
		Name: "fattura \"marzo\" è.pdf", Size: object.Size, ContentType: object.ContentType, SHA256: object.SHA256, BlobKey: object.Key,
	}})
	s.must(err)
	return id
}

// attach opens a ticket with a file and returns the file's id.
func (s *shelf) attach() int64 {
	s.t.Helper()
	id := s.upload()
	var answers []desk.FieldInput
	for _, a := range desktest.PresetAnswers(s.t, "portal") {
		answers = append(answers, desk.FieldInput(a))
	}
	_, err := s.desk.Open(s.t.Context(), s.customer, desk.OpenInput{
		Fields:   answers,
		TenantID: s.tenant, Subject: "The invoice of March", Description: "It does not add up, see the file.",
		Attachments: []desk.AttachmentInput{{UploadedID: id}},
	})
	s.must(err)
	return id
}

// answer is what came back: its body is read and closed.
type answer struct{ *http.Response }

func (s *shelf) get(method, address string, header http.Header) (answer, string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, address, nil)
	s.must(err)
	maps.Copy(r.Header, header)
	response, err := http.DefaultClient.Do(r)
	s.must(err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	s.must(err)
	return answer{response}, string(text)
}

func TestDownload(t *testing.T) {
	s := newShelf(t)
	for name, v := range map[string]*access.Viewer{"requester": s.customer, "observer of the tenant": s.pair, "agent": s.agent} {
		response, text := s.get(http.MethodGet, s.signer.URL(v, s.file), nil)
		if response.StatusCode != http.StatusOK || text != content {
			t.Errorf("%s: %d %q", name, response.StatusCode, text)
		}
		for key, want := range map[string]string{
			"Content-Type": "application/pdf", "Content-Length": "29", "X-Content-Type-Options": "nosniff",
			"Content-Disposition":     `attachment; filename="fattura _marzo_ _.pdf"; filename*=UTF-8''fattura%20_marzo_%20%C3%A8.pdf`,
			"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, no-cache", "Accept-Ranges": "bytes",
		} {
			if got := response.Header.Get(key); got != want {
				t.Errorf("%s: %s %q, want %q", name, key, got, want)
			}
		}
	}
}

func TestRangesAndValidators(t *testing.T) {
	s := newShelf(t)
	address := s.signer.URL(s.customer, s.file)
	first, _ := s.get(http.MethodHead, address, nil)
	tag := first.Header.Get("Etag")
	if first.StatusCode != http.StatusOK || first.ContentLength != int64(len(content)) || len(tag) != 66 {
		t.Fatalf("HEAD: %d, %d bytes, ETag %s", first.StatusCode, first.ContentLength, tag)
	}
	for name, row := range map[string]struct {
		header http.Header
		status int
		body   string
	}{
		"from the middle":  {http.Header{"Range": {"bytes=5-7"}}, http.StatusPartialContent, content[5:8]},
		"the end":          {http.Header{"Range": {"bytes=-5"}}, http.StatusPartialContent, content[len(content)-5:]},
		"beyond the end":   {http.Header{"Range": {"bytes=1000-"}}, http.StatusRequestedRangeNotSatisfiable, ""},
		"known":            {http.Header{"If-None-Match": {tag}}, http.StatusNotModified, ""},
		"range of another": {http.Header{"Range": {"bytes=5-7"}, "If-Range": {`"other"`}}, http.StatusOK, content},
	} {
		response, body := s.get(http.MethodGet, address, row.header)
		if response.StatusCode != row.status || row.body != "" && body != row.body {
			t.Errorf("%s: %d %q", name, response.StatusCode, body)
		}
	}
}

// Whatever is wrong, the answer is one and the same, and says nothing.
func TestRefusedAlike(t *testing.T) {
	s := newShelf(t)
	good, err := url.Parse(s.signer.URL(s.customer, s.file))
	s.must(err)
	with := func(change func(u *url.URL, q url.Values)) string {
		u, q := *good, good.Query()
		change(&u, q)
		u.RawQuery = q.Encode()
		return u.String()
	}
	set := func(key, value string) string { return with(func(_ *url.URL, q url.Values) { q.Set(key, value) }) }
	other, err := download.NewSigner([]byte(strings.Repeat("j", 32)), s.url, s.clock)
	s.must(err)
	expired := s.signer.URL(s.customer, s.file)
	s.pass(time.Hour)
	waiting := s.upload()
	for name, address := range map[string]string{
		"expired":               expired,
		"later expiry":          set("expires", "99999999999"),
		"another viewer":        set("viewer", "1"),
		"no signature":          set("signature", ""),
		"signature cut":         set("signature", good.Query().Get("signature")[:42]),
		"viewer twice":          with(func(_ *url.URL, q url.Values) { q.Add("viewer", "1") }),
		"without viewer":        with(func(_ *url.URL, q url.Values) { q.Del("viewer") }),
		"another attachment":    with(func(u *url.URL, _ url.Values) { u.Path = "/attachments/" + node.Encode(node.Attachment, s.file+1) }),
		"id of another kind":    with(func(u *url.URL, _ url.Values) { u.Path = "/attachments/" + node.Encode(node.Ticket, s.file) }),
		"no id":                 with(func(u *url.URL, _ url.Values) { u.Path = "/attachments/%00" }),
		"another secret":        other.URL(s.customer, s.file),
		"nobody's":              s.url + "/attachments/" + node.Encode(node.Attachment, s.file),
		"foreign":               s.signer.URL(s.neighbour, s.file),
		"analyst":               s.signer.URL(s.analyst, s.file),
		"unknown attachment":    s.signer.URL(s.customer, 1<<40),
		"unknown viewer":        s.signer.URL(&access.Viewer{UserID: 1 << 40}, s.file),
		"upload of another":     s.signer.URL(s.pair, waiting),
		"upload, asked by desk": s.signer.URL(s.agent, waiting),
	} {
		response, body := s.get(http.MethodGet, address, nil)
		if response.StatusCode != http.StatusNotFound || body != "404 page not found\n" || response.Header.Get("Etag") != "" {
			t.Errorf("%s: %d %q", name, response.StatusCode, body)
		}
	}
	if response, body := s.get(http.MethodGet, s.signer.URL(s.customer, waiting), nil); body != content {
		t.Errorf("one's own upload: %d %q", response.StatusCode, body)
	}
}

// Who loses their place loses the file with it, whatever addresses they have kept.
func TestMembershipIsReadAnew(t *testing.T) {
	s := newShelf(t)
	address := s.signer.URL(s.customer, s.file)
	s.must(s.store.Tx(store.System(t.Context()), func(ctx context.Context, tx *ent.Tx) error {
		_, err := tx.Membership.Delete().Where(membership.UserID(s.customer.UserID)).Exec(ctx)
		return err
	}))
	if response, _ := s.get(http.MethodGet, address, nil); response.StatusCode != http.StatusNotFound {
		t.Errorf("status %d", response.StatusCode)
	}
}

func TestBytesAreGone(t *testing.T) {
	s := newShelf(t)
	a, err := s.desk.Attachment(t.Context(), s.customer, s.file)
	s.must(err)
	s.must(s.blobs.Delete(t.Context(), a.BlobKey))
	if response, body := s.get(http.MethodGet, s.signer.URL(s.customer, s.file), nil); response.StatusCode != http.StatusNotFound || body != "404 page not found\n" {
		t.Errorf("%d %q", response.StatusCode, body)
	}
}

func TestKeptSecret(t *testing.T) {
	path := t.TempDir() + "/download.secret"
	first, err := download.KeptSecret(path)
	if err != nil || len(first) != 32 {
		t.Fatalf("%d bytes, %v", len(first), err)
	}
	again, err := download.KeptSecret(path)
	if err != nil || string(again) != string(first) {
		t.Errorf("another secret the second time: %v", err)
	}
	if _, err := download.KeptSecret(t.TempDir() + "/no/folder"); err == nil {
		t.Error("made where there is no folder")
	}
	if _, err := download.NewSigner(first[:31], "https://desk.example.com", nil); err == nil {
		t.Error("a short secret is taken")
	}
}
