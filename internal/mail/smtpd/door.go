package smtpd

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"sync"
	"time"
)

// door lets connections in, so many at a time.
type door struct {
	net.Listener

	config   Config
	mu       sync.Mutex
	inside   map[*guest]netip.Prefix
	from     map[netip.Prefix]int
	stopping bool
}

func newDoor(l net.Listener, c Config) *door {
	return &door{Listener: l, config: c, inside: map[*guest]netip.Prefix{}, from: map[netip.Prefix]int{}}
}

// Accept waits for the next that may come in; others are told to come later.
func (d *door) Accept() (net.Conn, error) {
	for {
		conn, err := d.Listener.Accept()
		if err != nil {
			return nil, err //nolint:wrapcheck // go-smtp looks into it
		}
		if g := d.enter(conn); g != nil {
			return g, nil
		}
		const farewell = time.Second // the line is short: it fits into what the machine keeps for a connection
		_ = conn.SetWriteDeadline(time.Now().Add(farewell))
		_, _ = conn.Write([]byte("421 4.7.0 Too many connections, come later\r\n"))
		_ = conn.Close() // it was not let in: nothing of it matters
	}
}

func (d *door) enter(conn net.Conn) *guest {
	network := network(conn.RemoteAddr())
	d.mu.Lock()
	defer d.mu.Unlock()
	crowd := !d.config.LMTP && d.from[network] >= d.config.NetworkConnections
	if d.stopping || crowd || len(d.inside) >= d.config.Connections {
		return nil
	}
	g := &guest{Conn: conn, door: d, leaves: time.Now().Add(d.config.Stay)}
	d.inside[g] = network
	d.from[network]++
	return g
}

func (d *door) leave(g *guest) {
	d.mu.Lock()
	defer d.mu.Unlock()
	network, in := d.inside[g]
	if !in {
		return
	}
	delete(d.inside, g)
	if d.from[network]--; d.from[network] == 0 {
		delete(d.from, network)
	}
}

func (d *door) guests() (all []*guest) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for g := range d.inside {
		all = append(all, g)
	}
	return all
}

// stop sends those away who are not handing a mail over, and the others once they have.
func (d *door) stop() {
	d.mu.Lock()
	d.stopping = true
	d.mu.Unlock()
	for _, g := range d.guests() {
		g.dismiss()
	}
}

// cut ends all connections.
func (d *door) cut() {
	for _, g := range d.guests() {
		_ = g.Close()
	}
}

// guest is a connection that keeps time itself: go-smtp would give a whole mail the time of one command.
type guest struct {
	net.Conn

	door      *door
	mu        sync.Mutex
	leaves    time.Time // at the latest
	ends      time.Time // the mail that is coming, at the latest; zero: none is
	dismissed bool
	late      bool // it has let its time pass
}

var errLeave = &net.OpError{Op: "read", Net: "tcp", Err: os.ErrDeadlineExceeded}

// Read waits for the next bytes, as long as there is time.
func (g *guest) Read(b []byte) (int, error) {
	g.mu.Lock()
	if g.late || g.dismissed && g.ends.IsZero() {
		g.mu.Unlock()
		return 0, errLeave // is answered with 421
	}
	until := earliest(time.Now().Add(g.door.config.Idle), g.leaves, g.ends)
	err := g.Conn.SetReadDeadline(until)
	g.mu.Unlock()
	if err != nil {
		return 0, err //nolint:wrapcheck // a connection's own words
	}
	n, err := g.Conn.Read(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		g.mu.Lock()
		g.late = true
		g.mu.Unlock()
	}
	return n, err //nolint:wrapcheck // io.EOF must stay itself
}

// Write gives the other side as long to take an answer as to send.
func (g *guest) Write(b []byte) (int, error) {
	if err := g.Conn.SetWriteDeadline(time.Now().Add(g.door.config.Idle)); err != nil {
		return 0, err //nolint:wrapcheck // a connection's own words
	}
	return g.Conn.Write(b) //nolint:wrapcheck // a connection's own words
}

// SetDeadline and its kin do nothing: the guest keeps time.
func (g *guest) SetDeadline(time.Time) error      { return nil }
func (g *guest) SetReadDeadline(time.Time) error  { return nil }
func (g *guest) SetWriteDeadline(time.Time) error { return nil }

// Close ends it, and makes room.
func (g *guest) Close() error {
	g.door.leave(g)
	if err := g.Conn.Close(); !errors.Is(err, net.ErrClosed) {
		return err //nolint:wrapcheck // a connection's own words
	}
	return nil
}

// begin says that a mail is coming, end that none is.
func (g *guest) begin() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.ends = time.Now().Add(g.door.config.Mail)
}

func (g *guest) end() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.ends = time.Time{}
}

// dismiss ends it as soon as no mail is coming.
func (g *guest) dismiss() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.dismissed = true
	if g.ends.IsZero() {
		_ = g.Conn.SetReadDeadline(time.Unix(1, 0)) // it fails on what is closed already
	}
}

// leaving says that no mail is to begin any more.
func (g *guest) leaving() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.dismissed
}

func earliest(first time.Time, others ...time.Time) time.Time {
	for _, t := range others {
		if !t.IsZero() && t.Before(first) {
			first = t
		}
	}
	return first
}

// address is where a connection comes from; not valid for sockets of the machine itself.
func address(a net.Addr) netip.Addr {
	if tcp, ok := a.(*net.TCPAddr); ok {
		return tcp.AddrPort().Addr().Unmap().WithZone("")
	}
	return netip.Addr{}
}

// network is what one sender has at will: an IPv4 address, or half of an IPv6 one.
func network(a net.Addr) netip.Prefix {
	const half = 64
	at := address(a)
	bits := at.BitLen()
	if at.Is6() {
		bits = half
	}
	p, err := at.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}
