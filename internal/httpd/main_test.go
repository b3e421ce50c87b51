package httpd_test

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"
)

// No test of this package may leave a goroutine behind; a client's kept connections are its own.
func TestMain(m *testing.M) {
	http.DefaultTransport.(*http.Transport).DisableKeepAlives = true
	goleak.VerifyTestMain(m)
}
