package acceptance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"strconv"
)

// upload is a file among variables.
type upload struct{ name, content string }

// files are attachments that come with the request.
func files(uploads ...upload) []any {
	inputs := make([]any, len(uploads))
	for i, u := range uploads {
		inputs[i] = vars{"file": u}
	}
	return inputs
}

// encode writes a request: JSON, or with files among the variables the form of the GraphQL multipart request
// specification.
func encode(document string, variables vars) (body io.Reader, contentType string, err error) {
	found := map[string]upload{}
	bare := lift(variables, "variables", found)
	operations, err := json.Marshal(vars{"query": document, "variables": bare})
	if err != nil || len(found) == 0 {
		return bytes.NewReader(operations), "application/json", err
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	places, contents := map[string][]string{}, []upload{}
	for place, file := range found {
		places[strconv.Itoa(len(contents))] = []string{place}
		contents = append(contents, file)
	}
	mapped, err := json.Marshal(places)
	if err != nil {
		return nil, "", err
	}
	for _, field := range []struct{ name, value string }{{"operations", string(operations)}, {"map", string(mapped)}} {
		if err := w.WriteField(field.name, field.value); err != nil {
			return nil, "", err
		}
	}
	for i, file := range contents {
		part, err := w.CreateFormFile(strconv.Itoa(i), file.name)
		if err != nil {
			return nil, "", err
		}
		if _, err := io.WriteString(part, file.content); err != nil {
			return nil, "", err
		}
	}
	return &form, w.FormDataContentType(), w.Close()
}

// lift copies variables with null for each file, and notes the files by their places.
func lift(value any, at string, found map[string]upload) any {
	switch v := value.(type) {
	case upload:
		found[at] = v
		return nil
	case vars:
		bare := vars{}
		for key, item := range v {
			bare[key] = lift(item, at+"."+key, found)
		}
		return bare
	case []any:
		bare := make([]any, len(v))
		for i, item := range v {
			bare[i] = lift(item, fmt.Sprintf("%s.%d", at, i), found)
		}
		return bare
	default:
		return v
	}
}
