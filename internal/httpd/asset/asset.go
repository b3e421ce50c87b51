package asset

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Asset is one file of the page, with its validators and, from the first request that wants it,
// its compressed form.
type Asset struct {
	Name        string
	contentType string
	body        []byte
	digest      string
	compressed  func() ([]byte, error)
}

// New makes an asset that is called name and never changes.
func New(name, contentType string, body []byte) *Asset {
	sum := sha256.Sum256(body)
	return &Asset{
		Name:        name,
		contentType: contentType,
		body:        body,
		digest:      hex.EncodeToString(sum[:16]),
		compressed:  sync.OnceValues(func() ([]byte, error) { return compress(body) }),
	}
}

// ServeHTTP answers with the compressed form where the client takes it. A client keeps its copy
// but asks each time whether it is still the current one (304), so an upgraded server is never met
// by an old page.
func (a *Asset) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.contentType)
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Encoding")
	body, tag := a.body, a.digest
	if acceptsGzip(r.Header.Values("Accept-Encoding")) {
		compressed, err := a.compressed()
		if err != nil {
			http.Error(w, "the file could not be compressed", http.StatusInternalServerError)
			return
		}
		h.Set("Content-Encoding", "gzip")
		body, tag = compressed, a.digest+"-gzip"
	}
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, a.Name, time.Time{}, bytes.NewReader(body))
}

func compress(body []byte) ([]byte, error) {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(body); err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	return out.Bytes(), nil
}

// acceptsGzip reads Accept-Encoding as RFC 9110 section 12.5.3 has it: gzip is welcome where it is
// named, or met by "*" without being named, with a weight above zero.
func acceptsGzip(values []string) bool {
	anything := false
	for item := range strings.SplitSeq(strings.Join(values, ","), ",") {
		coding, parameters, _ := strings.Cut(item, ";")
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "gzip":
			return weight(parameters) > 0
		case "*":
			anything = weight(parameters) > 0
		}
	}
	return anything
}

// weight reads "q=0.5"; without it a coding weighs 1, and one that cannot be read weighs nothing.
func weight(parameters string) float64 {
	name, value, found := strings.Cut(strings.TrimSpace(parameters), "=")
	if !found || !strings.EqualFold(strings.TrimSpace(name), "q") {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil {
		return 0
	}
	return q
}
