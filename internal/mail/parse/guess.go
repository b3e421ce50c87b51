package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// guess reads bytes whose charset is wrong or missing, and that are not UTF-8 as a whole.
func guess(raw []byte, declared encoding.Encoding) string {
	if mostlyUTF8(raw) {
		return strings.ToValidUTF8(string(raw), "\uFFFD")
	}
	if text, found := guessAsian(raw); found {
		return text
	}
	if declared == nil {
		declared = charmap.Windows1252
	}
	text, _ := decode(raw, declared)
	return text
}

// mostlyUTF8 says whether some bytes are broken in what is UTF-8 otherwise, as where a text was cut.
func mostlyUTF8(raw []byte) bool {
	good, bad := 0, 0
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		raw = raw[size:]
	}
	return good >= 4*bad
}

// script counts what a text consists of, ASCII aside.
type script struct{ all, kana, halfwidth, han, hangul, mark int }

func scriptOf(text string) script {
	var s script
	for _, r := range text {
		if r < utf8.RuneSelf {
			continue
		}
		s.all++
		switch {
		case r >= 0xff61 && r <= 0xff9f:
			s.halfwidth++
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			s.kana++
		case unicode.Is(unicode.Han, r):
			s.han++
		case unicode.Is(unicode.Hangul, r):
			s.hangul++
		case r >= 0x3000 && r <= 0x303f, r >= 0xff00 && r <= 0xff60:
			s.mark++
		}
	}
	return s
}

// guessAsian tells the usual double-byte charsets apart by what they would say: Japanese has kana, Korean nothing but Hangul, and
// Chinese text of the mainland keeps to second bytes that Big5 does not.
func guessAsian(raw []byte) (text string, found bool) {
	if !looksPaired(raw) {
		return "", false
	}
	candidates := []struct {
		charset encoding.Encoding
		likely  func(script) bool
	}{
		{japanese.ShiftJIS, func(s script) bool { return s.kana*4 >= s.all && s.halfwidth*10 <= s.all }},
		{japanese.EUCJP, func(s script) bool { return s.kana*4 >= s.all }},
		{korean.EUCKR, func(s script) bool { return s.hangul >= 8 && (s.hangul+s.mark)*10 >= s.all*9 }},
		{traditionalchinese.Big5, func(s script) bool { return lowTrails(raw) && (s.han+s.mark)*10 >= s.all*9 }},
		{simplifiedchinese.GB18030, func(s script) bool { return (s.han+s.mark)*10 >= s.all*9 }},
	}
	for _, candidate := range candidates {
		text, clean := decode(raw, candidate.charset)
		if clean && candidate.likely(scriptOf(text)) {
			return text, true
		}
	}
	return "", false
}

// looksPaired says whether bytes beyond ASCII stand together, as they do where a character is two of them. The accents of Western
// texts stand alone.
func looksPaired(raw []byte) bool {
	high, paired := 0, 0
	for i, b := range raw {
		if b < utf8.RuneSelf {
			continue
		}
		high++
		if i > 0 && raw[i-1] >= utf8.RuneSelf || i+1 < len(raw) && raw[i+1] >= utf8.RuneSelf {
			paired++
		}
	}
	return high >= 4 && paired*10 >= high*6
}

// lowTrails says whether second bytes lie below A1, where the common characters of GB 2312 have none.
func lowTrails(raw []byte) bool {
	for i := 0; i < len(raw); i++ {
		if raw[i] >= utf8.RuneSelf {
			i++
			if i < len(raw) && raw[i] < 0xa1 {
				return true
			}
		}
	}
	return false
}
