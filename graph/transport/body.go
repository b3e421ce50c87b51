package transport

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
)

// readBody reads a POST by its content type. Anything a form on a foreign
// page can send without the browser asking first is refused here, or wants a
// header that no form can set: the guard against cross-site requests.
func (x *exchange) readBody() (Params, *files, *Refusal) {
	given := x.r.Header.Values("Content-Type")
	if len(given) != 1 { // two readers could choose two of several
		return Params{}, nil, unsupported("the request must be " + mediaJSON)
	}
	media, parameters, err := mime.ParseMediaType(given[0])
	if err != nil {
		return Params{}, nil, unsupported("the request must be " + mediaJSON)
	}
	switch media {
	case mediaJSON, "application/graphql+json":
		if !isUTF8(parameters["charset"]) {
			return Params{}, nil, unsupported("the request must be UTF-8")
		}
		params, refusal := x.readJSON()
		return params, nil, refusal
	case "multipart/form-data":
		if x.Files == nil {
			return Params{}, nil, unsupported("files are not taken here")
		}
		if !preflighted(x.r.Header) {
			return Params{}, nil, refuse(http.StatusForbidden, CodeBadRequest,
				"multipart requests need the header X-Sportello-CSRF, Apollo-Require-Preflight or GraphQL-Require-Preflight")
		}
		return x.readMultipart(parameters["boundary"])
	default:
		return Params{}, nil, unsupported("the request must be " + mediaJSON)
	}
}

func unsupported(message string) *Refusal {
	return refuse(http.StatusUnsupportedMediaType, CodeBadRequest, message)
}

// preflighted says whether the request has a header that a browser only sends
// across sites after it has asked.
func preflighted(header http.Header) bool {
	return header.Get("X-Sportello-CSRF") != "" ||
		header.Get("Apollo-Require-Preflight") != "" ||
		header.Get("GraphQL-Require-Preflight") != ""
}

func (x *exchange) readJSON() (Params, *Refusal) {
	buffer := x.buffers.Get().(*bytes.Buffer)
	defer x.recycle(buffer)
	if x.r.ContentLength > x.MaxBody {
		return Params{}, tooLarge("the body", x.MaxBody)
	}
	if _, err := buffer.ReadFrom(http.MaxBytesReader(x.w, x.r.Body, x.MaxBody)); err != nil {
		if _, over := errors.AsType[*http.MaxBytesError](err); over {
			return Params{}, tooLarge("the body", x.MaxBody)
		}
		return Params{}, badRequest("the body could not be read")
	}
	params, err := DecodeParams(buffer.Bytes())
	if err != nil {
		return Params{}, badRequest("%s", err)
	}
	return params, nil
}

// recycle gives a buffer back unless it grew so large that it is better freed.
func (x *exchange) recycle(buffer *bytes.Buffer) {
	if buffer.Cap() <= 64<<10 {
		buffer.Reset()
		x.buffers.Put(buffer)
	}
}

func tooLarge(what string, limit int64) *Refusal {
	refusal := badRequest("%s is larger than %d bytes", what, limit)
	refusal.Status = http.StatusRequestEntityTooLarge
	setCode(refusal.Errors[0], CodePayloadTooLarge)
	return refusal
}

// paramsOfURL reads a GET's parameters; each may come once.
func paramsOfURL(rawQuery string) (Params, *Refusal) {
	values, err := url.ParseQuery(rawQuery)
	if err != nil {
		return Params{}, badRequest("the URL's parameters could not be read")
	}
	object := make(map[string]any, 4)
	for _, name := range []string{"query", "operationName", "variables", "extensions"} {
		given := values[name]
		if len(given) > 1 {
			return Params{}, badRequest("%s is given more than once", name)
		}
		if len(given) == 0 || given[0] == "" {
			continue
		}
		object[name] = given[0]
		if name == "variables" || name == "extensions" {
			if object[name], err = decodeJSON([]byte(given[0])); err != nil {
				return Params{}, badRequest("%s in the URL: %s", name, err)
			}
		}
	}
	params, err := ParamsOf(object)
	if err != nil {
		return Params{}, badRequest("%s", err)
	}
	return params, nil
}

// drained reads at most limit bytes, and says whether there were more.
func drained(r io.Reader, limit int64) (data []byte, over bool, err error) {
	data, err = io.ReadAll(io.LimitReader(r, limit+1))
	return data, int64(len(data)) > limit, err
}
