package parse

import (
	"strings"
	"unicode"
)

// show makes a header's text fit to be shown on one line: valid UTF-8 without controls, without the marks that turn the
// direction of writing (a name must not pretend to be another one), and not without end.
func show(text string) string {
	var line strings.Builder
	count := 0
	for _, r := range strings.ToValidUTF8(text, "\uFFFD") {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			r = ' '
		case isHidden(r):
			continue
		}
		if count++; count > maxShown {
			break
		}
		line.WriteRune(r)
	}
	return strings.TrimSpace(line.String())
}

// isHidden says of a character that it shows nothing itself, and changes how others are shown or compared.
func isHidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\ufeff' || r == '\u200b' || r == '\u2060' ||
		r >= 0xe0000 && r <= 0xe007f
}

// cleanText makes a body one of lines that end in \n, without controls other than tabs.
func cleanText(text string) string {
	if strings.ContainsRune(text, '\r') {
		text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
}
