package socket

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"time"

	"sportello/graph/transport"
)

// Engine checks and runs operations; [transport.Engine] is one.
type Engine interface {
	// Prepare returns an operation that may be run once, or why not.
	Prepare(ctx context.Context, p transport.Params) (*transport.Operation, *transport.Refusal)
	// Run starts op. The function it returns yields one response after the
	// other and nil at the end; it gives up when its context ends.
	Run(ctx context.Context, op *transport.Operation) func(context.Context) *transport.Response
}

// Authenticator tells who speaks; every [transport.Authenticator] is one.
type Authenticator interface {
	// AuthenticateSocket is called once per socket, with the upgrade request
	// and the payload of connection_init (nil when there was none). The
	// context it returns must derive from ctx. An error closes the socket
	// with 4403; it is logged and not told.
	AuthenticateSocket(ctx context.Context, r *http.Request, init map[string]any) (context.Context, error)
}

// Config says what a [Server] serves, to whom, and within which bounds.
type Config struct {
	// Engine is required.
	Engine Engine
	// Auth may be nil: then everybody is welcome, as nobody in particular.
	Auth Authenticator
	// Refresh finds out anew who speaks, before each operation: a socket may
	// outlive what its user was allowed to do when it opened. The context it
	// returns must derive from ctx, which comes from Auth. An error is logged,
	// and refuses the operation as INTERNAL. Nil leaves the user as they were.
	Refresh func(ctx context.Context) (context.Context, error)
	// UserKey names the user whose sockets are counted together. Nil, or "",
	// counts for nobody.
	UserKey func(ctx context.Context) string
	// Revoked returns a channel that closes when the session in ctx ends; the
	// socket is then closed with 4403. Nil, or a nil channel, never does.
	Revoked func(ctx context.Context) <-chan struct{}
	// Origins whose pages may connect besides the server's own, such as
	// "https://desk.example.com"; "*" stands for all. A client without an
	// Origin header is no browser and is let through.
	Origins []string
	Timings Timings
	Limits  Limits
	// Logger may be nil for slog.Default.
	Logger *slog.Logger
}

// Timings bound how long a client may take. Zero takes the default.
type Timings struct {
	InitWait  time.Duration // for connection_init and the answer to it; 3 s
	PingEvery time.Duration // between two pings (and ka of the older protocol); 25 s
	PongWait  time.Duration // for the pong after a ping; 10 s
	WriteWait time.Duration // for the client to take one message; 5 s
	RoomWait  time.Duration // for room in an operation's full queue; 5 s
	Linger    time.Duration // for the client to answer a close frame; 1 s
	Drain     time.Duration // over which Shutdown spreads the closing at most; 5 s
	Operation time.Duration // for one query or mutation; 10 s
}

// Limits bound what a client may hold. Zero takes the default.
type Limits struct {
	MessageBytes int // one message from the client; 64 KiB
	Operations   int // running on one socket at a time; 100
	Queue        int // messages of one operation waiting for the client; 16
	QueueBytes   int // of all operations of one socket; 1 MiB, or one message if larger
	IDBytes      int // an operation id as it stands in JSON; 256
	EchoBytes    int // the payload a pong repeats; 1 KiB
	Sockets      int // of the whole server; 20,000
	UserSockets  int // of one user; 20
	Rate         int // messages read per second from one socket, then reading slows down; 100
	Burst        int // messages read at once before that; 250
}

func (t Timings) withDefaults() Timings {
	return Timings{
		InitWait:  cmp.Or(t.InitWait, 3*time.Second),
		PingEvery: cmp.Or(t.PingEvery, 25*time.Second),
		PongWait:  cmp.Or(t.PongWait, 10*time.Second),
		WriteWait: cmp.Or(t.WriteWait, 5*time.Second),
		RoomWait:  cmp.Or(t.RoomWait, 5*time.Second),
		Linger:    cmp.Or(t.Linger, time.Second),
		Drain:     cmp.Or(t.Drain, 5*time.Second),
		Operation: cmp.Or(t.Operation, 10*time.Second),
	}
}

func (l Limits) withDefaults() Limits {
	return Limits{
		MessageBytes: cmp.Or(l.MessageBytes, 64<<10),
		Operations:   cmp.Or(l.Operations, 100),
		Queue:        cmp.Or(l.Queue, 16),
		QueueBytes:   cmp.Or(l.QueueBytes, 1<<20),
		IDBytes:      cmp.Or(l.IDBytes, 256),
		EchoBytes:    cmp.Or(l.EchoBytes, 1<<10),
		Sockets:      cmp.Or(l.Sockets, 20_000),
		UserSockets:  cmp.Or(l.UserSockets, 20),
		Rate:         cmp.Or(l.Rate, 100),
		Burst:        cmp.Or(l.Burst, 250),
	}
}
