package parse

import (
	"path"
	"strings"
	"unicode/utf8"
)

const maxName = 120 // characters of a file's name

// nameOf is the file's own name, or one made from what else is known: the subject of a mail within, its description, its Content-ID, its
// type.
func nameOf(p *part, disposition media, file File) string {
	for _, given := range []string{disposition.parameters["filename"], p.media.parameters["name"]} {
		if name := cleanName(given); name != "" {
			return name
		}
	}
	extension := extensionOf(file.Type)
	subject := ""
	if file.Kind == KindMessage {
		var scan scanner
		if read, _, err := scan.readHeader(file.Content); err == nil {
			subject = read.shown("subject")
		}
	}
	local, _, _ := strings.Cut(file.ContentID, "@")
	for _, made := range []string{subject, p.header.shown("content-description"), local} {
		if name := cleanName(strings.ReplaceAll(made, "/", "-")); name != "" {
			if path.Ext(name) == extension {
				return name
			}
			return cleanName(shorten(name, maxName-len(extension)) + extension)
		}
	}
	main, _, _ := strings.Cut(file.Type, "/")
	return main + extension
}

// cleanName leaves of a name what can be shown and saved anywhere.
func cleanName(given string) string {
	name := show(given)
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"|?*`, r) || r == utf8.RuneError {
			return '_'
		}
		return r
	}, name)
	name = strings.TrimRight(strings.TrimLeft(name, ". "), ". ")
	extension := path.Ext(name)
	if utf8.RuneCountInString(name) <= maxName || utf8.RuneCountInString(extension) > 20 {
		return shorten(name, maxName)
	}
	return shorten(strings.TrimSuffix(name, extension), maxName-utf8.RuneCountInString(extension)) + extension
}

// shorten cuts to so many characters.
func shorten(text string, most int) string {
	count := 0
	for at := range text {
		if count == most {
			return strings.TrimRight(text[:at], ". ")
		}
		count++
	}
	return text
}

// extensionOf is for the types that come without a name; the system's list of types differs from machine to machine.
func extensionOf(media string) string {
	switch media {
	case "message/rfc822", "message/global":
		return ".eml"
	case "text/calendar", "application/ics":
		return ".ics"
	case "text/plain", "message/delivery-status", "message/global-delivery-status", "message/disposition-notification",
		"text/rfc822-headers", "message/global-headers":
		return ".txt"
	case "text/html":
		return ".html"
	case "text/csv":
		return ".csv"
	case "text/vcard", "text/x-vcard":
		return ".vcf"
	case "image/png", "image/gif", "image/webp", "image/bmp":
		return "." + strings.TrimPrefix(media, "image/")
	case "image/jpeg", "image/jpg":
		return ".jpg"
	case "application/pdf", "application/zip":
		return "." + strings.TrimPrefix(media, "application/")
	case "application/pgp-signature", "application/pgp-encrypted", "application/pgp-keys":
		return ".asc"
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		return ".p7m"
	case "application/pkcs7-signature", "application/x-pkcs7-signature":
		return ".p7s"
	case "application/ms-tnef", "application/vnd.ms-tnef":
		return ".dat"
	}
	return ".bin"
}
