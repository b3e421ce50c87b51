package parse

import "bytes"

// Marks are what machines write into a header so that other machines do not answer. They are as written, in lower case; whether a
// mail may be answered is decided elsewhere.
type Marks struct {
	AutoSubmitted string   // RFC 3834, 5: no, auto-generated, auto-replied, …
	Precedence    string   // bulk, list, junk
	List          bool     // has a List-… field (RFC 2369, 2919)
	Loop          []string // X-Loop
	Suppress      []string // X-Auto-Response-Suppress: dr, autoreply, oof, all …
	AutoReply     bool     // X-Autoreply, X-Autorespond, X-Auto-Reply-From and the like
	NullSender    bool     // Return-Path is <>: a report, which is never answered (RFC 5321, 4.5.5)
}

func readMarks(h header) Marks {
	marks := Marks{AutoSubmitted: h.token("auto-submitted"), Precedence: h.token("precedence")}
	for _, f := range h {
		switch f.name {
		case "list-id", "list-unsubscribe", "list-post", "list-help", "list-archive", "list-subscribe", "list-owner":
			marks.List = true
		case "x-loop":
			marks.Loop = append(marks.Loop, show(decodeWords(f.value)))
		case "x-auto-response-suppress":
			for piece := range bytes.SplitSeq(bytes.ToLower(f.value), []byte(",")) {
				marks.Suppress = append(marks.Suppress, show(toUTF8(piece, "")))
			}
		case "x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from", "x-mail-autoreply":
			marks.AutoReply = true
		case "return-path":
			marks.NullSender = marks.NullSender || bytes.Equal(bytes.ReplaceAll(f.value, []byte(" "), nil), []byte("<>"))
		}
	}
	return marks
}
