package parse

import (
	"bytes"
	"io"
	"mime"
	"net/mail"
	"strings"

	"sportello/internal/email"
)

// Address is somebody a header names.
type Address struct {
	Name    string // as shown, may be empty
	Address string // as written; where it is not Valid, what was found instead
	Valid   bool   // whether the header was well formed, and this is an address that mail can be sent to
}

// readAddresses reads a list (RFC 5322, 3.4). A broken one is read piece by piece, and all of it is shown, but none is valid: who
// reads a broken list in one way may be shown another by their mail program.
func readAddresses(value []byte) []Address {
	if len(value) == 0 {
		return nil
	}
	parser := mail.AddressParser{WordDecoder: &mime.WordDecoder{CharsetReader: readCharset}}
	parsed, err := parser.ParseList(toUTF8(value, ""))
	if err != nil {
		return brokenAddresses(value)
	}
	var list []Address
	for _, one := range parsed[:min(len(parsed), maxAddresses)] {
		address := show(one.Address)
		list = append(list, Address{
			Name:    show(one.Name),
			Address: address,
			Valid:   address == one.Address && email.Check(address) == nil,
		})
	}
	return list
}

// readCharset is for encoded words within addresses.
func readCharset(charset string, source io.Reader) (io.Reader, error) {
	raw, err := io.ReadAll(source)
	return strings.NewReader(toUTF8(raw, charset)), err
}

func brokenAddresses(value []byte) []Address {
	var list []Address
	for _, piece := range splitOutsideQuotes(value, ",;") {
		if group := bytes.IndexByte(piece, ':'); group >= 0 && bytes.IndexByte(piece[:group], '@') < 0 {
			piece = piece[group+1:] // undisclosed-recipients:;
		}
		text := show(decodeWords(piece))
		if text == "" {
			continue
		}
		if len(list) == maxAddresses {
			break
		}
		list = append(list, brokenAddress(text))
	}
	return list
}

// brokenAddress finds in a text what looks most like an address: what stands in the last angle brackets, else a word with an @.
func brokenAddress(text string) Address {
	if start := strings.LastIndexByte(text, '<'); start >= 0 {
		inside, _, _ := strings.Cut(text[start+1:], ">")
		return Address{Name: strings.Trim(text[:start], ` "'`), Address: strings.TrimSpace(inside)}
	}
	for word := range strings.FieldsSeq(text) {
		if strings.Contains(word, "@") {
			rest := strings.TrimSpace(strings.Replace(text, word, "", 1))
			return Address{Name: strings.Trim(rest, ` "'`), Address: strings.Trim(word, `"'()[]`)}
		}
	}
	return Address{Name: strings.Trim(text, ` "'`)}
}

// readIDs finds message ids (RFC 5322, 3.6.4), each in its angle brackets; the last ones, if there are too many.
func readIDs(value []byte) []string {
	var ids []string
	for _, piece := range bytes.Split(value, []byte("<"))[1:] {
		inside, _, closed := bytes.Cut(piece, []byte(">"))
		if id := string(bytes.TrimSpace(inside)); closed && isID(id) {
			ids = append(ids, id)
		}
	}
	return ids[max(0, len(ids)-maxReferences):]
}

func isID(id string) bool {
	for i := range len(id) {
		if id[i] <= ' ' || id[i] >= 0x7f {
			return false
		}
	}
	return id != "" && len(id) <= 998
}
