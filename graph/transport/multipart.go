package transport

import (
	"errors"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
)

// readMultipart reads a request of the GraphQL multipart request
// specification up to its first file: the parts "operations" and "map" must
// come first, as the specification says, so that a request is checked before
// any of its files is taken. Each file has exactly one place.
func (x *exchange) readMultipart(boundary string) (Params, *files, *Refusal) {
	if boundary == "" {
		return Params{}, nil, badRequest("the multipart request has no boundary")
	}
	most := x.MaxBody + int64(x.MaxFiles)*x.MaxFile
	reader := multipart.NewReader(http.MaxBytesReader(x.w, x.r.Body, most), boundary)
	operations, refusal := x.field(reader, "operations")
	if refusal != nil {
		return Params{}, nil, refusal
	}
	places, refusal := x.field(reader, "map")
	if refusal != nil {
		return Params{}, nil, refusal
	}
	object, ok := operations.(map[string]any)
	if !ok {
		return Params{}, nil, badRequest("operations must be one request, batches are not served")
	}
	params, err := ParamsOf(object)
	if err != nil {
		return Params{}, nil, badRequest("%s", err)
	}
	pending, refusal := x.place(places, params.Variables)
	if refusal != nil {
		return Params{}, nil, refusal
	}
	return params, &files{exchange: x, reader: reader, pending: pending}, nil
}

// field reads the next part, which must have that name and hold JSON.
func (x *exchange) field(reader *multipart.Reader, name string) (any, *Refusal) {
	part, err := reader.NextPart()
	if err != nil || part.FormName() != name {
		return nil, badRequest("operations and map must come first, in this order")
	}
	data, over, err := drained(part, x.MaxBody)
	if err != nil {
		return nil, badRequest("the multipart body could not be read")
	}
	if over {
		return nil, tooLarge(name, x.MaxBody)
	}
	value, err := decodeJSON(data)
	if err != nil {
		return nil, badRequest("%s: %s", name, err)
	}
	return value, nil
}

// place puts a pending file at every place that map names.
func (x *exchange) place(places any, variables map[string]any) (map[string]*pendingFile, *Refusal) {
	byPart, ok := places.(map[string]any)
	if !ok {
		return nil, badRequest("map must be an object")
	}
	if len(byPart) > x.MaxFiles {
		refusal := badRequest("more than %d files", x.MaxFiles)
		refusal.Status = http.StatusRequestEntityTooLarge
		setCode(refusal.Errors[0], CodePayloadTooLarge)
		return nil, refusal
	}
	pending := make(map[string]*pendingFile, len(byPart))
	for part, value := range byPart {
		paths, _ := value.([]any)
		if len(paths) != 1 {
			return nil, badRequest("map must name exactly one place for each file")
		}
		path, _ := paths[0].(string)
		file := &pendingFile{}
		if err := put(variables, path, file); err != nil {
			return nil, badRequest("map: %s", err)
		}
		pending[part] = file
	}
	return pending, nil
}

var errPlace = errors.New("a place must lead from variables to a null")

// put sets the null that a path such as "variables.files.0" leads to.
func put(variables map[string]any, path string, file *pendingFile) error {
	steps := strings.Split(path, ".")
	if len(steps) < 2 || steps[0] != "variables" || len(steps) > maxJSONDepth {
		return errPlace
	}
	var at any = variables
	for i, step := range steps[1:] {
		last := i == len(steps)-2
		switch container := at.(type) {
		case map[string]any:
			next, there := container[step]
			if !there || last && next != nil {
				return errPlace
			}
			if last {
				container[step] = file
			}
			at = next
		case []any:
			index, err := strconv.Atoi(step)
			if err != nil || index < 0 || index >= len(container) || last && container[index] != nil {
				return errPlace
			}
			if last {
				container[index] = file
			}
			at = container[index]
		default:
			return errPlace
		}
	}
	return nil
}
