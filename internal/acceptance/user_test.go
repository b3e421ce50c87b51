package acceptance

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// password is everybody's.
const password = "correct horse battery"

// vars are a document's variables, or one of their objects.
type vars = map[string]any

// user is somebody at a client. It hears all that the server tells them.
type user struct {
	t         *testing.T
	house     *house
	id        string
	name      string
	email     string
	token     string
	mailsSeen int64  // mails in the trap up to this one were asked for
	form      []vars // what they answer to the desk's form, unless a test says otherwise

	mu   sync.Mutex
	told bytes.Buffer // every body and frame
}

// answer is what a request came back with.
type answer struct {
	status int
	header http.Header
	body   []byte
	Data   json.RawMessage `json:"data"`
	Errors []struct {
		Message    string `json:"message"`
		Extensions struct {
			Code string `json:"code"`
		} `json:"extensions"`
	} `json:"errors"`
}

// send makes a request of a document and variables, which may hold files, and changes it before it goes.
func (u *user) send(document string, variables vars, change ...func(*http.Request)) (*answer, error) {
	body, contentType, err := encode(document, variables)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(u.t.Context(), http.MethodPost, u.house.url+"/graphql", body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", contentType)
	request.Header.Set("GraphQL-Require-Preflight", "1")
	if u.token != "" {
		request.Header.Set("Authorization", "Bearer "+u.token)
	}
	for _, c := range change {
		c(request)
	}
	return u.fetch(request)
}

// fetch makes any request and reads its answer; a body of JSON is taken apart.
func (u *user) fetch(request *http.Request) (*answer, error) {
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	a := &answer{status: response.StatusCode, header: response.Header}
	if a.body, err = io.ReadAll(response.Body); err != nil {
		return nil, err
	}
	u.hear(a.body)
	if strings.Contains(response.Header.Get("Content-Type"), "json") {
		return a, json.Unmarshal(a.body, a)
	}
	return a, nil
}

// ask makes a request that must come back without top-level errors, and reads its data.
func (u *user) ask(document string, variables vars, into any) {
	u.t.Helper()
	a, err := u.send(document, variables)
	if err != nil {
		u.t.Fatalf("%s: %v", document, err)
	}
	if a.status != http.StatusOK || len(a.Errors) > 0 {
		u.t.Fatalf("%s %v: %d %s", document, variables, a.status, a.body)
	}
	if err := json.Unmarshal(a.Data, into); err != nil {
		u.t.Fatalf("%s: %v in %s", document, err, a.Data)
	}
}

// denied makes a request that must fail as a whole with a code.
func (u *user) denied(code, document string, variables vars) {
	u.t.Helper()
	a, err := u.send(document, variables)
	if err != nil {
		u.t.Fatalf("%s: %v", document, err)
	}
	if len(a.Errors) != 1 || a.Errors[0].Extensions.Code != code {
		u.t.Errorf("%s %v: %s, want %s", document, variables, a.body, code)
	}
}

func (u *user) signIn() {
	u.t.Helper()
	u.token = "" // a dead one would be refused
	var got struct{ SignIn struct{ Token *string } }
	u.ask(`mutation($input: SignInInput!) { signIn(input: $input) { token } }`,
		vars{"input": vars{"email": u.email, "password": password}}, &got)
	if got.SignIn.Token == nil {
		u.t.Fatalf("%s can't sign in", u.email)
	}
	u.token = *got.SignIn.Token
}

func (u *user) hear(text []byte) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.told.Write(text)
	u.told.WriteByte('\n')
}

// neverTold wants a text in nothing that the server has ever told this user.
func (u *user) neverTold(secrets ...string) {
	u.t.Helper()
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, secret := range secrets {
		if at := bytes.Index(u.told.Bytes(), []byte(secret)); at >= 0 {
			around := u.told.Bytes()[max(0, at-200):min(u.told.Len(), at+200)]
			u.t.Errorf("%s was told %q: … %s …", u.name, secret, around)
		}
	}
}
