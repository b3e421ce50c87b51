package transport

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// The media types of answers.
const (
	mediaJSON     = "application/json"                  // the older form: 200 also for refused documents
	mediaResponse = "application/graphql-response+json" // the status says what became of the request
	mediaEvents   = "text/event-stream"
)

// acceptance is what the client takes.
type acceptance struct {
	json   string // mediaJSON, mediaResponse, or "" for neither
	events bool
}

// negotiate reads Accept (RFC 9110, 12.5.1). Between the two JSON types the
// higher weight wins, then the one the client named over one that only a
// wildcard covers, then the newer. Without any wish it is application/json
// (GraphQL over HTTP, legacy watershed). Events are only sent to who names
// them. It is not ok when nothing we have is acceptable.
func negotiate(headers []string) (accepted acceptance, ok bool) {
	if len(headers) == 0 {
		return acceptance{json: mediaJSON}, true
	}
	var older, newer, events rank
	for _, header := range headers {
		for item := range strings.SplitSeq(header, ",") {
			media, weight, valid := acceptItem(item)
			if !valid {
				continue
			}
			switch media {
			case "*/*":
				older.meet(weight, 1)
			case "application/*":
				older.meet(weight, 2)
			case mediaJSON:
				older.meet(weight, 3)
			case mediaResponse:
				newer.meet(weight, 3)
			case mediaEvents:
				events.meet(weight, 3)
			}
		}
	}
	accepted.events = events.weight > 0
	switch {
	case newer.weight > 0 && !older.over(newer):
		accepted.json = mediaResponse
	case older.weight > 0:
		accepted.json = mediaJSON
	}
	return accepted, accepted.events || accepted.json != ""
}

// rank is how much a client wants a media type: the weight of the most
// specific item that covers it.
type rank struct {
	weight   float64
	specific int
}

func (r *rank) meet(weight float64, specific int) {
	if specific >= r.specific {
		*r = rank{weight, specific}
	}
}

func (r rank) over(other rank) bool {
	if r.weight != other.weight {
		return r.weight > other.weight
	}
	return r.specific > other.specific
}

// acceptItem reads one element of Accept. An item for another charset than
// UTF-8, or with a weight that is none, is not valid.
func acceptItem(item string) (media string, weight float64, valid bool) {
	media, parameters, err := mime.ParseMediaType(item)
	if err != nil || !isUTF8(parameters["charset"]) {
		return "", 0, false
	}
	q, given := parameters["q"]
	if !given {
		return media, 1, true
	}
	weight, err = strconv.ParseFloat(q, 64)
	return media, weight, err == nil && weight >= 0 && weight <= 1
}

func isUTF8(charset string) bool {
	return charset == "" || strings.EqualFold(charset, "utf-8")
}

// isUpgrade says whether the client wants to leave HTTP for a websocket (RFC 6455, 4.1).
func isUpgrade(r *http.Request) bool {
	return hasToken(r.Header.Values("Connection"), "upgrade") && hasToken(r.Header.Values("Upgrade"), "websocket")
}

func hasToken(headers []string, token string) bool {
	for _, header := range headers {
		for part := range strings.SplitSeq(header, ",") {
			if strings.EqualFold(strings.TrimSpace(part), token) {
				return true
			}
		}
	}
	return false
}
