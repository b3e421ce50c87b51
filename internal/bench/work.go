package bench

import (
	"fmt"
	"sync/atomic"
)

// side is one of the two that are compared.
type side int

// The sides.
const (
	theFloor side = iota
	theServer
	sides = 2
)

func (s side) String() string { return [sides]string{"floor", "server"}[s] }

// work is what is asked of both, again and again.
type work struct {
	name     string
	address  [sides]string
	requests [sides][][]byte // in turn; the same in both at each place
	proof    string          // stands in every answer that did what was asked
	writes   bool
	next     atomic.Int64
}

// request is the next one.
func (w *work) request(s side) []byte {
	all := w.requests[s]
	return all[int(w.next.Add(1)-1)%len(all)]
}

// replyText is what measured replies say.
const replyText = "Thank you for the details. We have found the entry that was booked twice and corrected it; " +
	"the totals of the quarter are right again. Please look at the report and tell us whether anything is still missing."

// newWork prepares a work's requests.
func newWork(name string, t Targets) (*work, error) {
	w := &work{name: name}
	var err error
	switch name {
	case List:
		w.proof = `"pageInfo":{`
		err = w.ask(t, t.Staff, "list", t.listed())
	case CustomerList:
		w.proof = `"pageInfo":{`
		err = w.ask(t, t.Customer, "list", t.listed())
	case Detail:
		w.proof = `"messages":{`
		err = w.ask(t, t.Staff, "detail", shown(t.Read))
	case Reply:
		w.proof, w.writes = `"message":{"id":`, true
		err = w.ask(t, t.Staff, "reply", replied(t.Reply, replyText))
	default:
		err = fmt.Errorf("bench: %s is no request", name)
	}
	return w, err
}

// asked is one request in the form of each side.
type asked struct {
	variables map[string]any
	method    string // of the floor
	path      string
	body      string
}

func (t Targets) listed() []asked {
	return []asked{{map[string]any{"desk": t.Desk}, "GET", "/tickets", ""}}
}

func shown(tickets []string) []asked {
	all := make([]asked, len(tickets))
	for i, id := range tickets {
		all[i] = asked{map[string]any{"ticket": id}, "GET", "/tickets/" + id, ""}
	}
	return all
}

func replied(tickets []string, text string) []asked {
	all := make([]asked, len(tickets))
	for i, id := range tickets {
		all[i] = asked{map[string]any{"ticket": id, "text": text}, "POST", "/tickets/" + id + "/replies", text}
	}
	return all
}

func (w *work) ask(t Targets, token, document string, all []asked) error {
	server, err := newEndpoint(t.Server, token)
	if err != nil {
		return err
	}
	floor, err := newEndpoint(t.Floor, token)
	if err != nil {
		return err
	}
	w.address = [sides]string{theFloor: floor.address, theServer: server.address}
	for _, a := range all {
		operation, err := server.operation(document, a.variables)
		if err != nil {
			return err
		}
		w.requests[theServer] = append(w.requests[theServer], operation)
		w.requests[theFloor] = append(w.requests[theFloor], floor.request(a.method, a.path, "text/plain", []byte(a.body)))
	}
	return nil
}
