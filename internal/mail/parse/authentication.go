package parse

import "strings"

// Verdict is what the receiver found out by one method (RFC 8601, 2.7): dkim, spf, dmarc, arc.
type Verdict struct {
	Method     string
	Result     string            // pass, fail, none, …
	Properties map[string]string // header.from, smtp.mailfrom, header.d, …
}

// readVerdicts reads the topmost Authentication-Results, if the named receiver has written it. Each receiver adds on top, so one further
// down came with the mail, whatever name it bears.
func readVerdicts(h header, receiver string) []Verdict {
	value := h.first("authentication-results")
	if value == nil || receiver == "" {
		return nil
	}
	pieces := splitOutsideQuotes(withoutComments(value), ";")
	id := strings.Fields(show(toUTF8(pieces[0], "")))
	if len(id) == 0 || !strings.EqualFold(id[0], receiver) {
		return nil
	}
	var verdicts []Verdict
	for _, piece := range pieces[1:] {
		words := strings.Fields(show(toUTF8(piece, "")))
		if len(words) == 0 {
			continue
		}
		method, result, found := strings.Cut(strings.ToLower(words[0]), "=")
		if !found {
			continue
		}
		verdict := Verdict{Method: method, Result: result, Properties: map[string]string{}}
		for _, word := range words[1:] {
			if name, value, found := strings.Cut(word, "="); found {
				verdict.Properties[strings.ToLower(name)] = strings.Trim(value, `"`)
			}
		}
		verdicts = append(verdicts, verdict)
	}
	return verdicts
}

// withoutComments leaves out what stands in round brackets outside quotes (RFC 5322, 3.2.2).
func withoutComments(value []byte) []byte {
	plain := make([]byte, 0, len(value))
	depth, quoted := 0, false
	for i := 0; i < len(value); i++ {
		b := value[i]
		switch {
		case b == '\\' && i+1 < len(value):
			if depth == 0 {
				plain = append(plain, b, value[i+1])
			}
			i++
			continue
		case b == '"' && depth == 0:
			quoted = !quoted
		case b == '(' && !quoted:
			depth++
			continue
		case b == ')' && !quoted && depth > 0:
			depth--
			continue
		}
		if depth == 0 {
			plain = append(plain, b)
		}
	}
	return plain
}
