package acceptance

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// An attachment is downloaded by its viewer through the address they were given, without credentials, as a file; by
// nobody else, and through no other address.
func TestDownload(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "guided", "Assistenza Example", "it")
	page := upload{"../rapporto \"è\".html", "<html><script>alert(document.cookie)</script></html>"}
	opened := o.customer.open("Con allegato", "Vedi il rapporto.", vars{"attachments": files(page)})
	file := o.customer.conversation(opened.ID)[0].Attachments[0]
	sum := sha256.Sum256([]byte(page.content))
	if file.Size != len(page.content) || file.SHA256 != hex.EncodeToString(sum[:]) || !strings.HasPrefix(file.URL, o.url+"/attachments/") {
		t.Errorf("the attachment: %+v", file)
	}

	a := o.get(http.MethodGet, file.URL, nil)
	if a.status != http.StatusOK || string(a.body) != page.content {
		t.Fatalf("GET: %d %q", a.status, a.body)
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
		"Cache-Control": "private, no-cache", "Accept-Ranges": "bytes", "Content-Length": strconv.Itoa(len(page.content)),
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if d := a.header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment;") || strings.Contains(d, "..") {
		t.Errorf("Content-Disposition: %q", d)
	}
	if head := o.get(http.MethodHead, file.URL, nil); head.status != http.StatusOK || len(head.body) != 0 ||
		head.header.Get("Content-Length") != strconv.Itoa(len(page.content)) {
		t.Errorf("HEAD: %d %q %v", head.status, head.body, head.header)
	}
	if part := o.get(http.MethodGet, file.URL, http.Header{"Range": {"bytes=6-13"}}); part.status != http.StatusPartialContent ||
		string(part.body) != "<script>" {
		t.Errorf("a range: %d %q", part.status, part.body)
	}
	if same := o.get(http.MethodGet, file.URL, http.Header{"If-None-Match": a.header.Values("Etag")}); same.status != http.StatusNotModified {
		t.Errorf("unchanged: %d", same.status)
	}
	if agents := o.agent.conversation(opened.ID)[0].Attachments[0].URL; agents == file.URL || o.get(http.MethodGet, agents, nil).status != http.StatusOK {
		t.Errorf("the agent's address: %s", agents)
	}
	o.refusesDownloads(file)
}

// refusesDownloads tries addresses that nobody was given, and asks as others.
func (o *office) refusesDownloads(file attachment) {
	o.t.Helper()
	good, err := url.Parse(file.URL)
	if err != nil {
		o.t.Fatal(err)
	}
	wrong := map[string]string{"no signature at all": strings.TrimSuffix(file.URL, "?"+good.RawQuery)}
	for key, values := range good.Query() {
		bad, query := *good, good.Query()
		query.Set(key, values[0][:len(values[0])-1]+"0")
		if query.Get(key) == values[0] {
			query.Set(key, values[0][:len(values[0])-1]+"1")
		}
		bad.RawQuery = query.Encode()
		wrong["another "+key] = bad.String()
		query.Del(key)
		bad.RawQuery = query.Encode()
		wrong["without "+key] = bad.String()
	}
	other := o.agent.open("Un altro", "Con un altro file.", vars{"tenant": o.tenant, "attachments": files(upload{"due.txt", "secret"})})
	theirs := o.agent.conversation(other.ID)[0].Attachments[0]
	swapped := *good
	swapped.Path = "/attachments/" + theirs.ID
	wrong["another attachment"] = swapped.String()
	for name, address := range wrong {
		if a := o.get(http.MethodGet, address, nil); a.status != http.StatusNotFound || strings.Contains(string(a.body), "alert") {
			o.t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	for _, u := range []*user{o.colleague, o.stranger} {
		u.denied("NOT_FOUND", `query($id: ID!) { node(id: $id) { ... on Attachment { url } } }`, vars{"id": file.ID})
	}
}

// get fetches an address without credentials.
func (o *office) get(method, address string, header http.Header) *answer {
	o.t.Helper()
	request, err := http.NewRequestWithContext(o.t.Context(), method, address, nil)
	if err != nil {
		o.t.Fatal(err)
	}
	if header != nil {
		request.Header = header
	}
	a, err := o.nobody().fetch(request)
	if err != nil {
		o.t.Fatalf("%s %s: %v", method, address, err)
	}
	return a
}
