package transport

import "errors"

// Params is one GraphQL request as it came over any transport.
type Params struct {
	Query         string
	OperationName string
	// Variables holds decoded JSON; numbers are [encoding/json.Number].
	Variables  map[string]any
	Extensions map[string]any
}

var errBatch = errors.New("batches are not served, send one request at a time")

// DecodeParams reads a JSON request body strictly, see RFC 7493. Its errors
// are safe to show: they repeat nothing of the body.
func DecodeParams(body []byte) (Params, error) {
	value, err := decodeJSON(body)
	if err != nil {
		return Params{}, err
	}
	switch v := value.(type) {
	case map[string]any:
		return ParamsOf(v)
	case []any:
		return Params{}, errBatch
	default:
		return Params{}, errors.New("the body must be an object")
	}
}

// ParamsOf reads a request from an object of decoded JSON. Keys it does not
// know are left alone (GraphQL over HTTP, request parameters).
func ParamsOf(object map[string]any) (p Params, err error) {
	if p.Query, err = optional[string](object, "query", "a string"); err != nil {
		return Params{}, err
	}
	if p.OperationName, err = optional[string](object, "operationName", "a string"); err != nil {
		return Params{}, err
	}
	if p.Variables, err = optional[map[string]any](object, "variables", "an object"); err != nil {
		return Params{}, err
	}
	if p.Extensions, err = optional[map[string]any](object, "extensions", "an object"); err != nil {
		return Params{}, err
	}
	return p, nil
}

// optional reads a key that may be absent or null.
func optional[T any](object map[string]any, key, want string) (value T, err error) {
	given := object[key]
	if given == nil {
		return value, nil
	}
	value, ok := given.(T)
	if !ok {
		return value, errors.New(key + " must be " + want)
	}
	return value, nil
}
