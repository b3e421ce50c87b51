package socket_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"sportello/graph/transport/socket"
)

// conversation is what a client says and hears. Each line begins with
//
//	>  a text the client sends
//	<  a message the server sends, compared as JSON
//	~  a message that contains this text
//	x  the close code and reason that end it; messages before it are passed over
type conversation struct {
	name  string
	lines []string
}

const (
	initialise = `> {"type":"connection_init"}`
	ack        = `< {"type":"connection_ack"}`
	keepAlive  = `< {"type":"ka"}`
)

func (c *client) hold(lines []string) {
	c.t.Helper()
	for _, line := range lines {
		switch rest := line[2:]; line[0] {
		case '>':
			c.send(rest)
		case '<':
			c.expect(rest)
		case '~':
			if got := string(c.receive()); !strings.Contains(got, rest) {
				c.t.Fatalf("received %s\nwithout  %s", got, rest)
			}
		case 'x':
			code, reason, _ := strings.Cut(rest, " ")
			n, err := strconv.Atoi(code)
			if err != nil {
				c.t.Fatal(err)
			}
			c.expectClose(n, reason)
		}
	}
}

func converse(t *testing.T, protocol string, conversations []conversation) {
	s := serve(t, func(c *socket.Config) {
		c.Limits = socket.Limits{Operations: 3, MessageBytes: 4096}
		c.Timings.PingEvery = time.Hour
	})
	for _, talk := range conversations {
		t.Run(talk.name, func(t *testing.T) { s.dial(t, nil, protocol).hold(talk.lines) })
	}
}

// acked puts the handshake before lines.
func acked(lines ...string) []string { return append([]string{initialise, ack}, lines...) }

// Issue 2, "Bad input"; graphql-transport-ws as npm graphql-ws speaks it.
func TestTransportProtocol(t *testing.T) {
	subscribe := func(id, query string) string {
		return fmt.Sprintf(`> {"id":%q,"type":"subscribe","payload":{"query":%q}}`, id, query)
	}
	const bad = "x 4400 Invalid message received: "
	converse(t, modern, []conversation{
		{"ack", acked()},
		{"init with null payload", []string{`> {"type":"connection_init","payload":null}`, ack}},
		{"init with payload", []string{`> {"type":"connection_init","payload":{"token":"Ada"}}`, ack,
			subscribe("1", "{context{viewer}}"), `< {"id":"1","type":"next","payload":{"data":{"context":{"viewer":"Ada"}}}}`}},
		{"init payload is a list", []string{`> {"type":"connection_init","payload":[1]}`, bad + "payload must be an object"}},
		{"init payload is a string", []string{`> {"type":"connection_init","payload":"x"}`, bad + "payload must be an object"}},
		{"init payload is false", []string{`> {"type":"connection_init","payload":false}`, bad + "payload must be an object"}},
		{"init twice", acked(initialise, "x 4429 Too many initialisation requests")},
		{"init refused", []string{`> {"type":"connection_init","payload":{"token":"wrong"}}`, "x 4403 Forbidden"}},
		{"init panics", []string{`> {"type":"connection_init","payload":{"token":"panic"}}`, "x 4500 Internal server error"}},
		{"subscribe before init", []string{subscribe("1", "{hello}"), "x 4401 Unauthorized"}},
		{"subscribe right behind init", []string{initialise, subscribe("1", "{hello}"), ack, `< {"id":"1","type":"next","payload":{"data":{"hello":"hello world"}}}`}},
		{"ping before init", []string{`> {"type":"ping"}`, `< {"type":"pong"}`, initialise, ack}},
		{"complete before init", []string{`> {"id":"1","type":"complete"}`, initialise, ack}},

		{"ping", acked(`> {"type":"ping"}`, `< {"type":"pong"}`)},
		{"ping with null", acked(`> {"type":"ping","payload":null}`, `< {"type":"pong"}`)},
		{"ping with payload", acked(`> {"type":"ping","payload":{"a":[1,"é"]}}`, `< {"type":"pong","payload":{"a":[1,"é"]}}`)},
		{"ping with too much payload", acked(`> {"type":"ping","payload":{"a":"`+strings.Repeat("x", 1100)+`"}}`, `< {"type":"pong"}`)},
		{"ping with a list", acked(`> {"type":"ping","payload":[]}`, bad+"payload must be an object")},
		{"unsolicited pong", acked(`> {"type":"pong"}`, `> {"type":"pong","payload":{}}`, `> {"type":"ping"}`, `< {"type":"pong"}`)},

		{"query", acked(subscribe("1", "{add(a:1)}"), `< {"id":"1","type":"next","payload":{"data":{"add":3}}}`, `< {"id":"1","type":"complete"}`)},
		{"mutation", acked(subscribe("m", "mutation{increment(by:0)}"), `< {"id":"m","type":"next","payload":{"data":{"increment":0}}}`, `< {"id":"m","type":"complete"}`)},
		{"subscription", acked(subscribe("s", "subscription{countdown(from:3)}"),
			`< {"id":"s","type":"next","payload":{"data":{"countdown":3}}}`,
			`< {"id":"s","type":"next","payload":{"data":{"countdown":2}}}`,
			`< {"id":"s","type":"next","payload":{"data":{"countdown":1}}}`,
			`< {"id":"s","type":"complete"}`)},
		{"variables and operation name", acked(
			`> {"id":"1","type":"subscribe","payload":{"query":"query A{hello} query B($n:String){hello(name:$n)}","operationName":"B","variables":{"n":"Bea"},"extensions":{}}}`,
			`< {"id":"1","type":"next","payload":{"data":{"hello":"hello Bea"}}}`)},
		{"nulls for what is optional", acked(
			`> {"id":"1","type":"subscribe","payload":{"query":"{hello}","operationName":null,"variables":null,"extensions":null}}`,
			`< {"id":"1","type":"next","payload":{"data":{"hello":"hello world"}}}`)},
		{"unknown keys are left alone", acked(
			`> {"id":"1","type":"subscribe","more":1,"payload":{"query":"{hello}","more":2}}`,
			`< {"id":"1","type":"next","payload":{"data":{"hello":"hello world"}}}`)},
		{"id is given back as written", acked(`> {"id":"\u00e9\"\\","type":"subscribe","payload":{"query":"{hello}"}}`, `~ {"id":"\u00e9\"\\",`)},
		{"id is free after complete", acked(
			subscribe("1", "{hello}"), `~ "next"`, `< {"id":"1","type":"complete"}`,
			subscribe("1", "{hello}"), `~ "next"`, `< {"id":"1","type":"complete"}`)},
		{"id is free after error", acked(
			subscribe("1", "{nope}"), `~ "error"`, subscribe("1", "{hello}"), `~ "next"`)},
		{"id is free after the client's complete", acked(
			subscribe("1", "subscription{silence}"), `> {"id":"1","type":"complete"}`,
			subscribe("1", "{hello}"), `~ "hello world"`)},
		{"complete of an unknown id", acked(`> {"id":"none","type":"complete"}`, `> {"type":"ping"}`, `< {"type":"pong"}`)},
		{"complete twice", acked(subscribe("1", "subscription{silence}"), `> {"id":"1","type":"complete"}`,
			`> {"id":"1","type":"complete"}`, `> {"type":"ping"}`, `< {"type":"pong"}`)},
		{"same id twice", acked(subscribe("1", "subscription{silence}"), subscribe("1", "{hello}"), "x 4409 Subscriber for 1 already exists")},
		{"same id in other letters", acked(`> {"id":"a","type":"subscribe","payload":{"query":"subscription{silence}"}}`,
			`> {"id":"\u0061","type":"subscribe","payload":{"query":"{hello}"}}`, "x 4409 Subscriber for a already exists")},
		{"same long id twice", acked(subscribe(strings.Repeat("i", 120), "subscription{silence}"),
			subscribe(strings.Repeat("i", 120), "{hello}"), "x 4409 Subscriber already exists")},
		{"many at once", acked(subscribe("1", "subscription{silence}"), subscribe("2", "{hello}"), `~ {"id":"2","type":"next"`, `< {"id":"2","type":"complete"}`)},
		{"too many at once", acked(subscribe("1", "subscription{silence}"), subscribe("2", "subscription{silence}"), subscribe("3", "subscription{silence}"),
			subscribe("4", "{hello}"), `< {"id":"4","type":"error","payload":[{"message":"too many operations on this socket","extensions":{"code":"TOO_MANY_OPERATIONS"}}]}`,
			`> {"type":"ping"}`, `< {"type":"pong"}`)},

		{"syntax error", acked(subscribe("1", "{"), `~ {"id":"1","type":"error","payload":[{"message":`, `> {"type":"ping"}`, `< {"type":"pong"}`)},
		{"empty query", acked(subscribe("1", ""), `~ {"id":"1","type":"error","payload":[{"message":`, `> {"type":"ping"}`, `< {"type":"pong"}`)},
		{"invalid operation", acked(subscribe("1", "{nope}"), `~ "code":"GRAPHQL_VALIDATION_FAILED"`, `> {"type":"ping"}`, `< {"type":"pong"}`)},
		{"two operations and no name", acked(subscribe("1", "query A{hello} query B{hello}"), `~ {"id":"1","type":"error"`)},
		{"error in a field", acked(subscribe("1", "{refuse}"), `~ {"id":"1","type":"next","payload":{"errors":[{"message":"not for you"`, `< {"id":"1","type":"complete"}`)},
		{"panic in a field", acked(subscribe("1", "{panic}"), `~ "code":"INTERNAL"`, `< {"id":"1","type":"complete"}`)},
		{"subscription refused", acked(subscribe("1", "subscription{refused}"), `~ "message":"not for you"`, `< {"id":"1","type":"complete"}`)},
		{"subscription panics", acked(subscribe("1", "subscription{panicking}"), `~ "code":"INTERNAL"`, `< {"id":"1","type":"complete"}`)},
		{"event with an error goes on", acked(subscribe("1", "subscription{ticks(events:2){number mark}}"),
			`~ "errors":[`, `< {"id":"1","type":"next","payload":{"data":{"ticks":{"number":2,"mark":"even"}}}}`, `< {"id":"1","type":"complete"}`)},

		{"not JSON", []string{`> {`, bad + "not a JSON object"}},
		{"empty message", []string{`> `, bad + "not a JSON object"}},
		{"JSON null", []string{`> null`, bad + "not a JSON object"}},
		{"JSON list", []string{`> [{"type":"ping"}]`, bad + "not a JSON object"}},
		{"two values", []string{`> {"type":"ping"}{"type":"ping"}`, bad + "not a JSON object"}},
		{"no type", []string{`> {}`, bad + "type must be a string"}},
		{"type in capitals", []string{`> {"Type":"ping"}`, bad + "type must be a string"}},
		{"type is a number", []string{`> {"type":1}`, bad + "type must be a string"}},
		{"unknown type", []string{`> {"type":"hello"}`, bad + "unknown type"}},
		{"server's type", acked(`> {"id":"1","type":"next","payload":{}}`, bad+"unknown type")},
		{"older protocol's type", acked(`> {"id":"1","type":"start","payload":{"query":"{hello}"}}`, bad+"unknown type")},
		{"no id", acked(`> {"type":"subscribe","payload":{"query":"{hello}"}}`, bad+"id must be a non-empty string")},
		{"empty id", acked(`> {"id":"","type":"subscribe","payload":{"query":"{hello}"}}`, bad+"id must be a non-empty string")},
		{"number as id", acked(`> {"id":1,"type":"subscribe","payload":{"query":"{hello}"}}`, bad+"id must be a non-empty string")},
		{"long id", acked(subscribe(strings.Repeat("i", 255), "{hello}"), bad+"id is too long")},
		{"complete without id", acked(`> {"type":"complete"}`, bad+"id must be a non-empty string")},
		{"no payload", acked(`> {"id":"1","type":"subscribe"}`, bad+"payload must be an object")},
		{"no query", acked(`> {"id":"1","type":"subscribe","payload":{}}`, bad+"query must be a string")},
		{"null query", acked(`> {"id":"1","type":"subscribe","payload":{"query":null}}`, bad+"query must be a string")},
		{"number as query", acked(`> {"id":"1","type":"subscribe","payload":{"query":1}}`, bad+"query must be a string")},
		{"list as variables", acked(`> {"id":"1","type":"subscribe","payload":{"query":"{hello}","variables":[]}}`, bad+"variables must be an object")},
		{"number as operation name", acked(`> {"id":"1","type":"subscribe","payload":{"query":"{hello}","operationName":1}}`, bad+"operationName must be a string")},
		{"string as extensions", acked(`> {"id":"1","type":"subscribe","payload":{"query":"{hello}","extensions":""}}`, bad+"extensions must be an object")},
		{"too big", acked(`> {"type":"ping","payload":{"a":"`+strings.Repeat("x", 4096)+`"}}`, "x 1009 Message too big")},
		{"not UTF-8", []string{"> {\"type\":\"ping\",\"payload\":{\"a\":\"\xff\"}}", "x 1007 Text is not UTF-8"}},
	})
}

// The older subprotocol, as npm subscriptions-transport-ws speaks it.
func TestLegacyProtocol(t *testing.T) {
	start := func(id, query string) string {
		return fmt.Sprintf(`> {"id":%q,"type":"start","payload":{"query":%q}}`, id, query)
	}
	greeted := func(lines ...string) []string {
		return append([]string{initialise, ack, keepAlive}, lines...)
	}
	converse(t, legacy, []conversation{
		{"ack", greeted()},
		{"start right behind init", []string{initialise, start("1", "{hello}"), ack, keepAlive,
			`< {"id":"1","type":"data","payload":{"data":{"hello":"hello world"}}}`, `< {"id":"1","type":"complete"}`}},
		{"start without init", []string{start("1", "{hello}"), "x 4401 Unauthorized"}},
		{"init twice", greeted(initialise, "x 4429 Too many initialisation requests")},
		{"init refused", []string{`> {"type":"connection_init","payload":{"token":"wrong"}}`,
			`< {"type":"connection_error","payload":{"message":"Forbidden"}}`, "x 4403 Forbidden"}},
		{"mutation", greeted(start("1", "mutation{increment(by:0)}"), `< {"id":"1","type":"data","payload":{"data":{"increment":0}}}`, `< {"id":"1","type":"complete"}`)},
		{"subscription", greeted(start("1", "subscription{countdown(from:1)}"),
			`< {"id":"1","type":"data","payload":{"data":{"countdown":1}}}`, `< {"id":"1","type":"complete"}`)},
		{"stop", greeted(start("1", "subscription{silence}"), `> {"id":"1","type":"stop"}`, start("1", "{hello}"), `~ "hello world"`)},
		{"invalid operation", greeted(start("1", "{nope}"), `~ {"id":"1","type":"error","payload":{"message":"`, start("2", "{hello}"), `~ "hello world"`)},
		{"same id twice", greeted(start("1", "subscription{silence}"), start("1", "{hello}"), "x 4409 Subscriber for 1 already exists")},
		{"terminate", greeted(start("1", "subscription{silence}"), `> {"type":"connection_terminate"}`, "x 1000 ")},
		{"terminate before init", []string{`> {"type":"connection_terminate"}`, "x 1000 "}},
		{"the newer protocol's type", greeted(`> {"type":"ping"}`, "x 4400 Invalid message received: unknown type")},
		{"not JSON", []string{`> nope`, "x 4400 Invalid message received: not a JSON object"}},
	})
}

func TestBinaryFrame(t *testing.T) {
	c := serve(t, nil).dial(t, nil, modern)
	if err := c.WriteMessage(websocket.BinaryMessage, []byte(`{"type":"ping"}`)); err != nil {
		t.Fatal(err)
	}
	c.expectClose(4400, "Invalid message received: binary frame")
}
