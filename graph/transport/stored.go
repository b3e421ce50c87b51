package transport

import (
	"crypto/sha256"
	"encoding/hex"

	"sportello/graph/limit"
)

// stored keeps the texts of persisted queries by their SHA-256, as clients
// with automatic persisted queries send it.
type stored struct {
	texts    *cache[string]
	maxBytes int // of one text
}

func newStored(limits limit.Limits) *stored {
	return &stored{
		texts:    newCache[string](limits.StoredQueries, limits.StoredQueries*limits.StoredQueryBytes),
		maxBytes: limits.StoredQueryBytes,
	}
}

// resolve finds the text of the query to run. The returned func stores it, and
// must only be called once the text has proved valid: what nobody may run must
// not take room.
func (s *stored) resolve(p Params) (query string, store func(), refusal *Refusal) {
	hash, wanted, refusal := persistedHash(p.Extensions)
	switch {
	case refusal != nil:
		return "", nil, refusal
	case !wanted && p.Query == "":
		return "", nil, badRequest("the request has no query")
	case !wanted:
		return p.Query, func() {}, nil
	case p.Query == "":
		text, ok := s.texts.get(hash)
		if !ok {
			refusal := documentRefusal(CodePersistedNotFound, NewError(CodePersistedNotFound, "PersistedQueryNotFound"))
			return "", nil, refusal
		}
		return text, func() {}, nil
	}
	if sum := sha256.Sum256([]byte(p.Query)); hex.EncodeToString(sum[:]) != hash {
		return "", nil, badRequest("sha256Hash is not the hash of the query")
	}
	if len(p.Query) > s.maxBytes {
		return p.Query, func() {}, nil // runs, but is not kept
	}
	return p.Query, func() { s.texts.add(hash, p.Query, len(p.Query)) }, nil
}

// persistedHash reads {"persistedQuery": {"version": 1, "sha256Hash": "…"}}.
func persistedHash(extensions map[string]any) (hash string, wanted bool, refusal *Refusal) {
	value, wanted := extensions["persistedQuery"]
	if !wanted || value == nil {
		return "", false, nil
	}
	extension, _ := value.(map[string]any)
	if version, ok := coerceScalar("Int", extension["version"]); !ok || version != int64(1) {
		return "", true, badRequest("persistedQuery must have version 1")
	}
	hash, _ = extension["sha256Hash"].(string)
	if decoded, err := hex.DecodeString(hash); err != nil || len(decoded) != sha256.Size {
		return "", true, badRequest("persistedQuery must have a sha256Hash of 64 hexadecimal digits")
	}
	return hash, true, nil
}
