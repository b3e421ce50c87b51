package download

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"sportello/internal/access"
	"sportello/internal/blob"
	"sportello/internal/desk"
	"sportello/internal/node"
	"sportello/internal/problem"
)

// Attachments finds one that a viewer sees, or answers NOT_FOUND. [desk.Service] does.
type Attachments interface {
	Attachment(ctx context.Context, v *access.Viewer, id int64) (*desk.Attachment, error)
}

// Viewers finds a user with their present memberships, or answers NOT_FOUND. account.Service does.
type Viewers interface {
	ViewerOf(ctx context.Context, userID int64) (*access.Viewer, error)
}

// Blobs opens stored bytes. [blob.Store] does.
type Blobs interface {
	Get(ctx context.Context, key string) (*blob.Reader, error)
}

// Handler serves what a [Signer] has made addresses of. The route's pattern must name the last segment {id}.
type Handler struct {
	Signer      *Signer
	Viewers     Viewers
	Attachments Attachments
	Blobs       Blobs
	Logger      *slog.Logger
}

// ServeHTTP implements [http.Handler]. Whatever is wrong with the address, or with the viewer, the answer is the same
// 404. Ranges and validators are honoured (RFC 9110, 13 and 14).
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	found, err := h.find(r)
	if err == nil {
		err = h.send(w, r, found)
	}
	switch {
	case err == nil:
	case problem.Is(err, problem.NotFound):
		http.NotFound(w, r)
	case errors.Is(err, blob.ErrNotFound): // the row promises bytes that are gone
		h.Logger.ErrorContext(r.Context(), "an attachment has no bytes", "error", err)
		http.NotFound(w, r)
	default:
		h.Logger.ErrorContext(r.Context(), "a download failed", "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}
}

// find is what the address names, as far as its viewer may have it now.
func (h *Handler) find(r *http.Request) (*desk.Attachment, error) {
	userID, attachmentID, ok := h.Signer.check(node.Attachment, r.PathValue("id"), r.URL.Query())
	if !ok {
		return nil, problem.New(problem.NotFound)
	}
	viewer, err := h.Viewers.ViewerOf(r.Context(), userID)
	if err != nil {
		return nil, err
	}
	return h.Attachments.Attachment(r.Context(), viewer, attachmentID)
}

func (h *Handler) send(w http.ResponseWriter, r *http.Request, a *desk.Attachment) error {
	content, err := h.Blobs.Get(r.Context(), a.BlobKey)
	if err != nil {
		return err
	}
	defer func() {
		if err := content.Close(); err != nil {
			h.Logger.WarnContext(r.Context(), "close an attachment", "error", err)
		}
	}()
	header := w.Header()
	header.Set("Content-Type", a.ContentType)
	header.Set("Content-Disposition", blob.ContentDisposition(a.Name))
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	// A browser may keep it, and must ask each time whether it still may have it.
	header.Set("Cache-Control", "private, no-cache")
	header.Set("ETag", `"`+a.SHA256+`"`)
	http.ServeContent(w, r, "", a.CreatedAt.Time(), content)
	return nil
}
