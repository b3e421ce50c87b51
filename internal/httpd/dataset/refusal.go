package dataset

import (
	"encoding/json"
	"net/http"

	"sportello/internal/access"
	"sportello/internal/problem"
)

// refuse answers an error in one line of JSON: {"code": …, "message": …}.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	language := "en"
	if v, ok := access.From(r.Context()); ok {
		language = v.Language
	}
	status, body := http.StatusInternalServerError, map[string]string{"code": "INTERNAL"}
	if known := problem.Of(err); len(known) > 0 {
		status = statusOf(known[0].Code)
		body = map[string]string{"code": string(known[0].Code), "message": known[0].Message(language)}
	} else {
		h.log.ErrorContext(r.Context(), "an export could not begin", "error", err)
	}
	w.Header().Set("Content-Type", "application/json")
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // nobody is left to tell
}

func statusOf(code problem.Code) int {
	switch code {
	case problem.Unauthenticated:
		return http.StatusUnauthorized
	case problem.Forbidden:
		return http.StatusForbidden
	case problem.NotFound:
		return http.StatusNotFound
	case problem.RateLimited:
		return http.StatusTooManyRequests
	default:
		return http.StatusBadRequest
	}
}
