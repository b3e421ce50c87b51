package floor

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"sportello/internal/node"
)

// writeWait is how long a follower may take to be written one message.
const writeWait = 5 * time.Second

// crowd are the sockets that follow tickets. The zero crowd is empty.
type crowd struct {
	began    atomic.Int64 // when the newest telling did, in nanoseconds since 1970
	mu       sync.Mutex
	byTicket map[int64]map[*websocket.Conn]struct{}
}

// follow makes a websocket of the request. It is told of each reply with the very bytes of graphql-transport-ws, and
// speaks no protocol otherwise. What it says is read to notice its end.
func (s *Server) follow(w http.ResponseWriter, r *http.Request) {
	id, err := ticketID(r)
	if err == nil {
		err = s.sees(r, id)
	}
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	upgrader := websocket.Upgrader{ReadBufferSize: 1 << 10, WriteBufferSize: 1 << 10, CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		s.log.DebugContext(r.Context(), "no websocket", "error", err)
		return
	}
	defer s.crowd.leave(id, conn)
	if err := s.crowd.join(id, conn); err != nil {
		return
	}
	for {
		if _, _, err := conn.NextReader(); err != nil {
			return
		}
	}
}

// sees refuses who does not see the ticket.
func (s *Server) sees(r *http.Request, id int64) error {
	v, err := s.viewer(r)
	if err != nil {
		return err
	}
	return s.readDetail(r.Context(), v, id, new(detailRow))
}

// join lets a socket in, and says so on it.
func (c *crowd) join(ticket int64, conn *websocket.Conn) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byTicket == nil {
		c.byTicket = map[int64]map[*websocket.Conn]struct{}{}
	}
	if c.byTicket[ticket] == nil {
		c.byTicket[ticket] = map[*websocket.Conn]struct{}{}
	}
	c.byTicket[ticket][conn] = struct{}{}
	return conn.WriteMessage(websocket.TextMessage, []byte(`{"id":"1","type":"next","payload":{"data":{"ticketEvents":{}}}}`))
}

func (c *crowd) leave(ticket int64, conn *websocket.Conn) {
	c.mu.Lock()
	delete(c.byTicket[ticket], conn)
	c.mu.Unlock()
	// The socket is gone either way; there is nobody to tell of an error.
	_ = conn.Close()
}

// tell writes a reply to all followers of its ticket, one after the other: on few cores nothing is faster. A follower
// that can't be written to is left to its reader, which sees the same end.
func (c *crowd) tell(ticket int64, message number, said string) error {
	c.began.Store(time.Now().UnixNano())
	c.mu.Lock()
	defer c.mu.Unlock()
	followers := c.byTicket[ticket]
	if len(followers) == 0 {
		return nil
	}
	told := []byte(`{"id":"1","type":"next","payload":{"data":{"ticketEvents":{"entry":{"message":{"id":`)
	told = appendID(told, node.Message, message)
	told = appendText(append(told, `,"text":`...), said)
	told = append(told, `}}}}}}`...)
	prepared, err := websocket.NewPreparedMessage(websocket.TextMessage, told)
	if err != nil {
		return err
	}
	deadline := time.Now().Add(writeWait)
	for conn := range followers {
		if conn.SetWriteDeadline(deadline) != nil || conn.WritePreparedMessage(prepared) != nil {
			_ = conn.Close() // its reader ends with it
		}
	}
	return nil
}

// Told is when the newest reply began to be told.
func (s *Server) Told() time.Time { return time.Unix(0, s.crowd.began.Load()) }

func (c *crowd) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, followers := range c.byTicket {
		for conn := range followers {
			_ = conn.Close() // its reader ends with it
		}
	}
}
