package parse

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// toUTF8 reads bytes that claim to be in a charset. The claim is doubted: a byte order mark and valid UTF-8 outweigh a
// Western or missing charset, and a charset in which the bytes make no sense gives way to a guess. The result is valid UTF-8.
func toUTF8(raw []byte, declared string) string {
	if text, marked := decodeMarked(raw); marked {
		return text
	}
	declared = charsetName(declared)
	if declared == "utf-7" || declared == "unicode-1-1-utf-7" {
		return decodeUTF7(raw)
	}
	if bytes.Contains(raw, []byte("\x1b$")) {
		declared = "iso-2022-jp" // its escapes stand in no other text
	}
	named := namedCharset(declared)
	if named != nil && named != charmap.Windows1252 {
		if text, clean := decode(raw, named); clean {
			return text
		}
	}
	if utf8.Valid(raw) {
		return string(raw)
	}
	return guess(raw, named)
}

func charsetName(declared string) string {
	name := strings.ToLower(strings.Trim(declared, " \t\"'"))
	name = strings.TrimPrefix(name, "charset=")
	switch name {
	case "cp932", "ms932", "sjis", "windows-932":
		return "shift_jis"
	case "cp936", "windows-936", "gb18030-2005":
		return "gb18030"
	case "cp949", "ms949", "windows-949":
		return "euc-kr"
	case "cp950", "windows-950", "big5-hkscs:2004":
		return "big5"
	}
	return name
}

// namedCharset is nil for UTF-8, for names that nobody knows, and for those that browsers refuse.
func namedCharset(name string) encoding.Encoding {
	if name == "hz-gb-2312" {
		return simplifiedchinese.HZGB2312
	}
	found, err := htmlindex.Get(name)
	if err != nil || found == encoding.Replacement || found == unicode.UTF8 {
		return nil
	}
	return found
}

// decodeMarked reads text that begins with a byte order mark.
func decodeMarked(raw []byte) (text string, marked bool) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")) && utf8.Valid(raw):
		return string(raw[3:]), true
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")):
		text, _ := decode(raw, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM))
		return text, true
	}
	return "", false
}

// decode answers also whether every byte made sense.
func decode(raw []byte, from encoding.Encoding) (text string, clean bool) {
	decoded, err := from.NewDecoder().Bytes(raw)
	text = strings.ToValidUTF8(string(decoded), "\uFFFD")
	return text, err == nil && !strings.ContainsRune(text, utf8.RuneError)
}
