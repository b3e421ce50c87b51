package blob

import (
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ErrName says that a file name is not valid UTF-8.
var ErrName = errors.New("the file name is not valid UTF-8")

const (
	// maxNameBytes is what the file systems in use allow.
	maxNameBytes = 255
	// maxExtBytes: what follows the last dot of a name and is longer is no extension.
	maxExtBytes = 32
	// namelessFile is what a name is called of which nothing is left.
	namelessFile = "file"
)

// windowsDevice is a name that Windows gives to a device, whatever extension follows.
var windowsDevice = regexp.MustCompile(`(?i)^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)`)

// CleanName makes a sender's file name fit to be stored, shown and saved under on any system: normalised (NFC),
// without folders, control characters, invisible marks and text direction overrides, without what Windows forbids,
// at most 255 bytes with its extension kept, and never empty. A cleaned name is clean.
func CleanName(raw string) (string, error) {
	if !utf8.ValidString(raw) {
		return "", ErrName
	}
	name := raw[strings.LastIndexAny(raw, `/\`)+1:]
	name = norm.NFC.String(strings.Map(printable, name))
	name = trimName(name)
	if windowsDevice.MatchString(name) {
		name = "_" + name
	}
	name = trimName(shorten(name))
	if name == "" {
		name = namelessFile
	}
	return name, nil
}

// printable drops what cannot be seen and replaces what Windows cannot store.
func printable(r rune) rune {
	const nonJoiner, joiner = '\u200c', '\u200d' // spelling in Persian and in emoji, not decoration
	switch {
	case r == nonJoiner || r == joiner:
		return r
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Noncharacter_Code_Point):
		return -1
	case unicode.Is(unicode.Zs, r):
		return ' '
	case strings.ContainsRune(`<>:"|?*`, r):
		return '_'
	}
	return r
}

// trimName takes away what Windows drops from a name's end by itself, and spaces before it.
func trimName(name string) string {
	return strings.TrimRight(strings.TrimLeft(name, " "), ". ")
}

// shorten cuts the part before the extension, between two characters.
func shorten(name string) string {
	if len(name) <= maxNameBytes {
		return name
	}
	ext := filepath.Ext(name)
	if len(ext) > maxExtBytes {
		ext = ""
	}
	end := maxNameBytes - len(ext)
	for !utf8.RuneStart(name[end]) {
		end--
	}
	return name[:end] + ext
}
