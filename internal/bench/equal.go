package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"sportello/internal/node"
)

// ErrDiffer says that the two sides answer differently, so that a comparison of their speed would mean nothing.
var ErrDiffer = errors.New("the floor and the server answer differently")

// compared is how many of a work's requests are compared before it is measured.
const compared = 5

// compare asks both sides and compares the data that they answer: for equality, or, where the work writes, for the same
// change made twice in a row.
func (w *work) compare(ctx context.Context) error {
	deadline := time.Now().Add(10 * time.Second)
	var lines [sides]*line
	for s := range lines {
		l, err := dial(ctx, w.address[s], deadline)
		if err != nil {
			return fmt.Errorf("%s: %w", side(s), err)
		}
		defer l.close()
		lines[s] = l
	}
	for i := range min(compared, len(w.requests[theFloor])) {
		var data [sides]any
		for s, l := range lines {
			answer, err := l.do(w.requests[s][i])
			if err == nil {
				err = w.check(answer)
			}
			if err == nil {
				data[s], err = dataOf(answer)
			}
			if err != nil {
				return fmt.Errorf("%s, %s: %w", w.name, side(s), err)
			}
		}
		if err := w.equal(data[theFloor], data[theServer]); err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
	}
	return nil
}

func dataOf(answer []byte) (any, error) {
	var envelope struct{ Data any }
	decoder := json.NewDecoder(bytes.NewReader(answer))
	decoder.UseNumber()
	err := decoder.Decode(&envelope)
	return envelope.Data, err
}

func (w *work) equal(floor, server any) error {
	if w.writes {
		return consecutive(floor, server)
	}
	if path := difference(nil, floor, server); path != "" {
		return fmt.Errorf("%w: at %s", ErrDiffer, path)
	}
	return nil
}

// difference is the path of the first place where two values differ, with what stands there; "" for equal ones.
func difference(path []string, a, b any) string {
	if x, ok := a.(map[string]any); ok {
		if y, ok := b.(map[string]any); ok && len(x) == len(y) {
			for key := range x {
				if found := difference(append(path, key), x[key], y[key]); found != "" {
					return found
				}
			}
			return ""
		}
	}
	if x, ok := a.([]any); ok {
		if y, ok := b.([]any); ok && len(x) == len(y) {
			for i := range x {
				if found := difference(append(path, fmt.Sprint(i)), x[i], y[i]); found != "" {
					return found
				}
			}
			return ""
		}
	}
	if reflect.DeepEqual(a, b) {
		return ""
	}
	return fmt.Sprintf("%s: %.200v, %.200v", strings.Join(path, "."), a, b)
}

// replyData is what both answer to a reply.
type replyData struct {
	ReplyToTicket struct {
		Ticket struct {
			ID, Status string
			Version    int64
		}
		Message struct{ ID string }
	}
}

// consecutive reports whether two replies to one ticket, the floor's before the server's, did the same: the same ticket in
// the same status, one version further, and a newer message.
func consecutive(floor, server any) error {
	var first, second replyData
	if err := errors.Join(recast(floor, &first), recast(server, &second)); err != nil {
		return fmt.Errorf("%w: %w", ErrDiffer, err)
	}
	a, b := first.ReplyToTicket, second.ReplyToTicket
	older, err := node.Key(node.Message, a.Message.ID)
	if err != nil {
		return fmt.Errorf("%w: the floor's message: %w", ErrDiffer, err)
	}
	newer, err := node.Key(node.Message, b.Message.ID)
	if err != nil {
		return fmt.Errorf("%w: the server's message: %w", ErrDiffer, err)
	}
	a.Ticket.Version++
	if a.Ticket != b.Ticket || newer <= older {
		return fmt.Errorf("%w: %+v, then %+v", ErrDiffer, first.ReplyToTicket, b)
	}
	return nil
}

// recast decodes a value anew, into a type that has a field for every key.
func recast(value, to any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return decoder.Decode(to)
}
