package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"

	"sportello/internal/event"
)

// NATSConfig says where the processes meet.
type NATSConfig struct {
	// URL is nats://HOST:PORT, or several servers of a cluster separated by commas.
	URL string
	// Prefix of all subjects: those who share a NATS server for different databases take different ones; default "sportello".
	Prefix string
	Logger *slog.Logger // default: none
	// Wait is the pause between attempts to find a NATS server that is away; default 500 milliseconds.
	Wait time.Duration
	// Ping is how often is asked whether a connected server is still there; after two without an answer it is not. Default 2
	// seconds.
	Ping time.Duration
}

// NATS is a Bus between processes, on subjects of core NATS, which keeps nothing: who is not connected at the moment
// misses what is published. What is published while NATS is away is refused, but told within the process.
//
// It opens also where no NATS server answers, and goes on looking for one.
type NATS struct {
	conn    *nats.Conn
	here    *Local // the subscribers of this process
	subject string // of announcements
	signs   string // subject of signs
	log     *slog.Logger

	closed    atomic.Bool
	connected atomic.Bool // whether what is published elsewhere comes
	published atomic.Uint64
	received  atomic.Uint64
	missed    atomic.Uint64

	mu   sync.Mutex
	gone time.Time // when the connection was lost; zero: it is there
}

var _ Bus = (*NATS)(nil)

// ErrBusAway says that the processes don't hear of each other at once at the moment.
var ErrBusAway = errors.New("no NATS server is connected")

// natsTimeout is how long connecting and writing to a NATS server may take.
const natsTimeout = 2 * time.Second

// OpenNATS makes a bus.
func OpenNATS(c NATSConfig) (*NATS, error) {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Prefix == "" {
		c.Prefix = "sportello"
	}
	n := &NATS{here: NewLocal(), subject: c.Prefix + ".tickets", signs: c.Prefix + ".presence", log: c.Logger, gone: time.Now()}
	wait := positive(c.Wait, 500*time.Millisecond)
	conn, err := nats.Connect(c.URL,
		nats.Name("sportello"), nats.NoEcho(), nats.Timeout(natsTimeout), nats.FlusherTimeout(natsTimeout),
		nats.PingInterval(positive(c.Ping, 2*time.Second)), nats.MaxPingsOutstanding(2),
		nats.RetryOnFailedConnect(true), nats.MaxReconnects(-1), nats.ReconnectWait(wait), nats.ReconnectJitter(wait, wait),
		nats.ReconnectBufSize(-1), // what can't be published now is refused: it goes by the journal
		nats.ConnectHandler(n.came), nats.ReconnectHandler(n.came), nats.DisconnectErrHandler(n.went), nats.ErrorHandler(n.failed))
	if err != nil {
		return nil, fmt.Errorf("NATS: %w", err)
	}
	n.conn = conn
	for subject, receive := range map[string]nats.MsgHandler{n.subject: n.receive, n.signs: n.overhear} {
		if _, err := conn.Subscribe(subject, receive); err != nil {
			conn.Close()
			return nil, fmt.Errorf("NATS: listen: %w", err)
		}
	}
	if conn.IsConnected() {
		n.came(conn)
		if err := conn.FlushTimeout(natsTimeout); err != nil {
			n.log.Warn("NATS did not confirm yet that we listen", "error", err)
		}
	}
	return n, nil
}

// came notes that a server is there, and that something may have been said meanwhile.
func (n *NATS) came(conn *nats.Conn) {
	if n.connected.Swap(true) {
		return
	}
	n.mu.Lock()
	away := time.Since(n.gone).Round(time.Millisecond)
	n.gone = time.Time{}
	n.mu.Unlock()
	n.log.Info("NATS is connected", "server", conn.ConnectedUrlRedacted(), "after", away)
	n.missed.Add(1)
}

func (n *NATS) went(_ *nats.Conn, err error) {
	if n.closed.Load() || !n.connected.Swap(false) {
		return
	}
	n.mu.Lock()
	n.gone = time.Now()
	n.mu.Unlock()
	n.log.Warn("NATS is away: news of other processes come late", "error", err)
}

// failed is told of what went wrong beside the calls, above all of messages that were dropped.
func (n *NATS) failed(_ *nats.Conn, _ *nats.Subscription, err error) {
	if n.closed.Load() {
		return
	}
	n.log.Warn("NATS", "error", err)
	n.missed.Add(1)
}

func (n *NATS) receive(m *nats.Msg) {
	a, err := decodeAnnouncement(m.Data)
	if err != nil {
		n.log.Warn("something else speaks on our subject", "subject", m.Subject, "error", err)
		return
	}
	n.received.Add(1)
	_ = n.here.Publish(a) // only the end of the bus refuses it
}

// Publish implements Bus.
func (n *NATS) Publish(a event.Announcement) error {
	if err := n.here.Publish(a); err != nil {
		return err
	}
	if err := n.conn.Publish(n.subject, encodeAnnouncement(a)); err != nil {
		return fmt.Errorf("%w: %w", ErrBusAway, err)
	}
	n.published.Add(1)
	return nil
}

// Subscribe implements Bus.
func (n *NATS) Subscribe(f func(event.Announcement)) (stop func(), err error) {
	return n.here.Subscribe(f)
}

func (n *NATS) overhear(m *nats.Msg) {
	s, err := decodeSign(m.Data)
	if err != nil {
		n.log.Warn("something else speaks on our subject", "subject", m.Subject, "error", err)
		return
	}
	_ = n.here.Whisper(s) // only the end of the bus refuses it
}

// Whisper implements Bus.
func (n *NATS) Whisper(s event.Sign) error {
	if err := n.here.Whisper(s); err != nil {
		return err
	}
	if err := n.conn.Publish(n.signs, encodeSign(s)); err != nil {
		return fmt.Errorf("%w: %w", ErrBusAway, err)
	}
	return nil
}

// Overhear implements Bus.
func (n *NATS) Overhear(f func(event.Sign)) (stop func(), err error) { return n.here.Overhear(f) }

// Close implements Bus.
func (n *NATS) Close() {
	if n.closed.Swap(true) {
		return
	}
	n.here.Close()
	if n.connected.Load() {
		if err := n.conn.FlushTimeout(natsTimeout); err != nil {
			n.log.Debug("the last news did not reach NATS", "error", err)
		}
	}
	n.conn.Close()
}

// Check answers ErrBusAway while no server is connected, with the time since when.
func (n *NATS) Check(context.Context) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.gone.IsZero() {
		return nil
	}
	return fmt.Errorf("%w since %s", ErrBusAway, n.gone.UTC().Format(time.RFC3339))
}

// BusCounts are what a bus has carried since it was opened.
type BusCounts struct {
	Published, Received uint64
	Missed              uint64 // how often something may have been lost, and came by the journal
	Connected           bool
}

// Counts tells them.
func (n *NATS) Counts() BusCounts {
	return BusCounts{
		Published: n.published.Load(), Received: n.received.Load(), Missed: n.missed.Load(), Connected: n.connected.Load(),
	}
}
