package socket

import (
	"bytes"
	"encoding/json"

	"sportello/graph/transport"
)

// incoming is one well-formed message of a client.
type incoming struct {
	kind    kind
	id      identifier       // of start and stop
	payload map[string]any   // of init
	raw     []byte           // payload of ping as it came, nil when absent
	params  transport.Params // of start
}

// identifier is an operation id: decoded to be compared, and as the client
// wrote it to be sent back unchanged.
type identifier struct {
	key     string
	literal []byte
}

// decode reads text as a message of the dialect. Names are compared exactly,
// as JavaScript does. The error is a closing.
func decode(d dialect, limits Limits, text []byte) (incoming, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil || fields == nil {
		return incoming{}, invalid("not a JSON object")
	}
	var name string
	if err := json.Unmarshal(fields["type"], &name); err != nil {
		return incoming{}, invalid("type must be a string")
	}
	in := incoming{kind: d.kindOf(name)}
	var err error
	switch in.kind {
	case kindInit:
		in.payload, err = decodeObject(fields["payload"])
	case kindPing, kindPong:
		in.raw, err = decodeEcho(fields["payload"])
	case kindStart:
		if in.id, err = decodeID(fields["id"], limits.IDBytes); err == nil {
			in.params, err = decodeParams(fields["payload"])
		}
	case kindStop:
		in.id, err = decodeID(fields["id"], limits.IDBytes)
	case kindTerminate:
	default:
		err = invalid("unknown type")
	}
	return in, err
}

func absent(raw json.RawMessage) bool {
	return raw == nil || bytes.Equal(raw, []byte("null"))
}

func decodeObject(raw json.RawMessage) (map[string]any, error) {
	if absent(raw) {
		return nil, nil
	}
	var object map[string]any
	if err := json.Unmarshal(raw, &object); err != nil {
		return nil, invalid("payload must be an object")
	}
	return object, nil
}

func decodeEcho(raw json.RawMessage) ([]byte, error) {
	if absent(raw) {
		return nil, nil
	}
	if raw[0] != '{' {
		return nil, invalid("payload must be an object")
	}
	return raw, nil
}

func decodeID(raw json.RawMessage, limit int) (identifier, error) {
	if len(raw) > limit {
		return identifier{}, invalid("id is too long")
	}
	id := identifier{literal: raw}
	if err := json.Unmarshal(raw, &id.key); err != nil || id.key == "" {
		return identifier{}, invalid("id must be a non-empty string")
	}
	return id, nil
}

func decodeParams(raw json.RawMessage) (transport.Params, error) {
	if len(raw) == 0 || raw[0] != '{' {
		return transport.Params{}, invalid("payload must be an object")
	}
	params, err := transport.DecodeParams(raw)
	if err != nil {
		return transport.Params{}, invalid(err.Error())
	}
	if params.Query == "" && len(params.Extensions) == 0 && !hasQuery(raw) {
		return transport.Params{}, invalid("query must be a string")
	}
	return params, nil
}

// hasQuery tells an empty query, which is answered like any other wrong one,
// from a missing one, which the protocol forbids; we let a stored query's
// extensions stand for it.
func hasQuery(raw json.RawMessage) bool {
	var fields map[string]json.RawMessage
	return json.Unmarshal(raw, &fields) == nil && !absent(fields["query"])
}
