package written

import (
	"strings"
	"unicode/utf8"

	"sportello/internal/mail/parse"
	"sportello/internal/richtext"
)

// dress makes the text a page, unless that would be longer than the desk takes: then it stays plain, and loses no word.
func (r *Reader) dress(w *Written, pieces []piece, files []parse.File, most int) {
	var page strings.Builder
	for _, p := range pieces {
		if p.page != "" {
			page.WriteString(p.page)
		} else {
			page.WriteString(r.rich.Render(richtext.Plain, p.parts.New).HTML)
		}
	}
	pictures := picturesOf(files)
	reduced, ids := r.rich.Reduce(page.String(), func(id string) bool { _, there := pictures[id]; return there })
	if utf8.RuneCountInString(reduced) > most || len(reduced) > richtext.MaxLength {
		return
	}
	w.Text, w.Format = reduced, richtext.HTML
	for _, id := range ids {
		if file, there := pictures[id]; there {
			w.Inline = append(w.Inline, Inline{File: file, ContentID: id})
			delete(pictures, id)
		}
	}
}

// picturesOf are the files that can stand in a text, by content id. Of two of one id it is the first.
func picturesOf(files []parse.File) map[string]int {
	pictures := map[string]int{}
	for i, f := range files {
		if _, twice := pictures[f.ContentID]; f.ContentID != "" && !twice && isPicture(f.Type) {
			pictures[f.ContentID] = i
		}
	}
	return pictures
}

// isPicture reports whether any browser shows such a file as a picture, and as nothing else.
func isPicture(media string) bool {
	switch media {
	case "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/avif":
		return true
	}
	return false
}
