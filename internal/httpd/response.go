package httpd

import (
	"bufio"
	"net"
	"net/http"
	"time"
)

// response watches what is answered. It gives the client time for each piece of an answer, however long the whole takes,
// unless the handler sets deadlines by itself.
type response struct {
	http.ResponseWriter
	status int // 0: nothing is written yet
	bytes  int64

	control *http.ResponseController
	perWait time.Duration
	own     bool // the handler sets write deadlines
}

func newResponse(w http.ResponseWriter, perWait time.Duration) *response {
	return &response{ResponseWriter: w, control: http.NewResponseController(w), perWait: perWait}
}

// Unwrap lets [http.ResponseController] reach what is below.
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader implements [http.ResponseWriter].
func (w *response) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (w *response) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	if !w.own {
		// Where deadlines can't be set, the server's own one holds.
		_ = w.control.SetWriteDeadline(time.Now().Add(w.perWait))
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// SetWriteDeadline is found by [http.ResponseController].
func (w *response) SetWriteDeadline(at time.Time) error {
	w.own = true
	return w.control.SetWriteDeadline(at)
}

// Hijack is found by [http.ResponseController].
func (w *response) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffer, err := w.control.Hijack()
	if err == nil {
		w.status = http.StatusSwitchingProtocols
	}
	return conn, buffer, err
}
