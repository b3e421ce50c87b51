package acceptance

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// received is a mail as the trap shows it at /mail.json.
type received struct {
	ID                                            int64
	Kind, State, Sender, To, MessageID            string
	From, ReplyTo, Subject, Text, HTML, LastError string
	Headers                                       map[string]string
	Attempts                                      int
}

// mails are those in the trap to an address, oldest first, perhaps of one kind.
func (h *house) mails(to, kind string) []received {
	h.t.Helper()
	return h.mailsAt("/mail.json?" + url.Values{"to": {to}, "kind": {kind}}.Encode())
}

func (h *house) mailsAt(path string) []received {
	h.t.Helper()
	status, body := h.page(path)
	var got struct{ Mails []received }
	if err := json.Unmarshal([]byte(body), &got); err != nil || status != http.StatusOK {
		h.t.Fatalf("%s: %d %v %.200s", path, status, err, body)
	}
	return got.Mails
}

// mail is the newest mail in the trap to an address, of one kind.
func (h *house) mail(to, kind string) received {
	h.t.Helper()
	all := h.mails(to, kind)
	if len(all) == 0 {
		h.t.Fatalf("no mail %s to %s; there are %+v", kind, to, h.mails(to, ""))
	}
	return all[len(all)-1]
}

// page is a GET of whoever comes by.
func (h *house) page(path string) (status int, body string) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	all, err := io.ReadAll(response.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return response.StatusCode, string(all)
}

// reachesByMail gives the office's desk an address.
func (o *office) reachesByMail() string {
	o.t.Helper()
	address := o.slug + "@desk.example"
	o.run("", "desk", "address", "add", o.slug, address)
	return address
}

// A server that serves has no page of mails, unless development is said; then it shows each as it is received.
func TestTheTrapIsForDevelopment(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "saas", "Support Example", "en")
	for _, path := range []string{"/mail", "/mail.json", "/mail/1", "/mail/1.eml", "/mail/preview"} {
		if status, _ := o.page(path); status != http.StatusNotFound {
			t.Errorf("%s is served: %d", path, status)
		}
	}
	o.reachesByMail()
	o.stop()
	o.launch(nil, "serve", "--mail-trap")
	o.customer.open("<b>Bold</b> & strange", "It does not work at all.")
	m := o.mail(o.customer.email, "OPENED")
	if m.State != "TRAPPED" || m.Subject != "[#1] <b>Bold</b> & strange" || !strings.Contains(m.From, "saas@desk.example") {
		t.Errorf("trapped: %+v", m)
	}
	status, page := o.page(fmt.Sprintf("/mail/%d", m.ID))
	if status != http.StatusOK || !strings.Contains(page, "<iframe sandbox srcdoc=") || strings.Contains(page, "<b>Bold</b>") {
		t.Errorf("the page: %d %s", status, page)
	}
	if status, raw := o.page(fmt.Sprintf("/mail/%d.eml", m.ID)); status != http.StatusOK || !strings.Contains(raw, "Message-ID: "+m.MessageID) {
		t.Errorf("the file: %d %s", status, raw)
	}
	if status, list := o.page("/mail"); status != http.StatusOK || !strings.Contains(list, "&lt;b&gt;Bold") {
		t.Errorf("the list: %d %s", status, list)
	}
	if status, all := o.page("/mail/preview?language=en&kind=OPENED"); status != http.StatusOK || strings.Count(all, "<figure>") != 1 {
		t.Errorf("the preview: %d %d", status, strings.Count(all, "<figure>"))
	}
	if status, _ := o.page("/mail/999"); status != http.StatusNotFound {
		t.Errorf("a mail that is not there: %d", status)
	}
}

// within waits until something is so, and says what was not.
func within(t *testing.T, what string, so func() bool) {
	t.Helper()
	for until := time.Now().Add(patience); !so(); {
		if time.Now().After(until) {
			t.Fatalf("not in time: %s", what)
		}
		<-time.After(20 * time.Millisecond)
	}
}
