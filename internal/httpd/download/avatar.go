package download

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"sportello/internal/access"
	"sportello/internal/blob"
	"sportello/internal/node"
	"sportello/internal/problem"
)

// Avatars opens a user's picture, or answers NOT_FOUND. account.Service does, and knows viewers.
type Avatars interface {
	ViewerOf(ctx context.Context, userID int64) (*access.Viewer, error)
	Avatar(ctx context.Context, userID int64) (*blob.Reader, error)
}

// AvatarHandler serves the pictures that a [Signer] has made addresses of. The route's pattern must name the last segment {id}.
type AvatarHandler struct {
	Signer  *Signer
	Avatars Avatars
	Logger  *slog.Logger
}

// ServeHTTP implements [http.Handler]. Whatever is wrong with the address, or with the viewer, the answer is the same 404.
func (h *AvatarHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	picture, err := h.find(r)
	switch {
	case problem.Is(err, problem.NotFound):
		http.NotFound(w, r)
		return
	case err != nil:
		h.Logger.ErrorContext(r.Context(), "a picture can't be served", "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "image/jpeg") // as they are all kept
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	header.Set("Cache-Control", "private, max-age=3600")
	http.ServeContent(w, r, "", time.Time{}, picture)
	if err := picture.Close(); err != nil && !errors.Is(err, context.Canceled) {
		h.Logger.WarnContext(r.Context(), "close a picture", "error", err)
	}
}

// find opens the picture, for a viewer who still is somebody.
func (h *AvatarHandler) find(r *http.Request) (*blob.Reader, error) {
	viewerID, userID, ok := h.Signer.check(node.User, r.PathValue("id"), r.URL.Query())
	if !ok {
		return nil, problem.New(problem.NotFound)
	}
	if _, err := h.Avatars.ViewerOf(r.Context(), viewerID); err != nil {
		return nil, err
	}
	return h.Avatars.Avatar(r.Context(), userID)
}
