package quote

import (
	"regexp"
	"slices"
	"strings"
)

const (
	maxWrapped = 3   // lines over which an introduction is wrapped
	maxLine    = 500 // bytes of a line that is looked at closer: longer ones are text
)

// wordings are the phrases of mail programs in Italian, Spanish, English, French and German.
type wordings struct {
	openings   *regexp.Regexp // On … wrote:
	names      *regexp.Regexp // Piero wrote on …:
	date       *regexp.Regexp
	separators *regexp.Regexp
	telephones *regexp.Regexp
	below      *regexp.Regexp // see my answers below
	labels     [][]string     // of Outlook's header by language: the sender's first, the subject's last
}

func newWordings() wordings {
	return wordings{
		labels: [][]string{
			{"da", "inviato", "data", "a", "cc", "oggetto"},
			{"de", "enviado", "enviado el", "fecha", "para", "cc", "asunto"},
			{"from", "sent", "date", "to", "cc", "subject"},
			{"de", "envoyé", "date", "à", "cc", "objet"},
			{"von", "gesendet", "datum", "an", "cc", "betreff"},
		},
		openings:   regexp.MustCompile(`(?i)^(?:il\s.+\sha scritto|el\s.+\sescribió|on\s.+\swrote|le\s.+\sa écrit|am\s.+\sschrieb(?:\s.+)?)\s?:$`),
		names:      regexp.MustCompile(`(?i)^.+\s(?:ha scritto|escribió|wrote|a écrit|schrieb)(?:\s(?:il|el|on|le|am)\s.+)?\s?:$`),
		date:       regexp.MustCompile(`\d{4}|\d{1,2}[.:]\d{2}|\d{1,2}[./-]\d{1,2}`),
		separators: regexp.MustCompile(`(?i)^-{3,}\s?(?:original message|messaggio originale|mensaje original|message d'origine|message original|ursprüngliche nachricht|original-nachricht|forwarded message|messaggio inoltrato|mensaje reenviado|message transféré|weitergeleitete nachricht)\s?-{3,}$`),
		below: regexp.MustCompile(`(?i)\b(?:see|answers?|comments?|repl(?:y|ies)|vedi|vedere|rispost[ae]|rispondo|commenti|ver|respuestas?|respondo|` +
			`voir|réponses?|siehe|antworten?|kommentare?)\b[^.\n]{0,60}\b(?:below|in-?line|in red|in blue|sotto|in rosso|in blu|nel testo|` +
			`abajo|en rojo|en azul|ci-dessous|en rouge|en bleu|unten|in rot|in blau|im text)\b`),
		telephones: regexp.MustCompile(`(?i)^(?:inviato da(?:l mio)?|enviado desde(?: mi)?|sent from(?: my)?|envoyé de(?:puis)?(?: mon)?|(?:von meinem|gesendet von(?: meinem)?))\s.{2,40}$`),
	}
}

// introduction is how many lines introduce a quote here: "On … Piero <piero@…> wrote:". It has to speak of a date or an address,
// as people write such sentences, too.
func (w wordings) introduction(lines []string) int {
	if w.introduces(lines[0]) {
		return 1
	}
	first := strings.TrimSpace(lines[0])
	if !w.date.MatchString(first[:min(len(first), maxLine)]) {
		return 0
	}
	// A wrapped one begins with its date. What stands above one that is whole is not part of it.
	sentence := first
	for i, line := range lines[1:min(len(lines), maxWrapped)] {
		line = strings.TrimSpace(line)
		if line == "" || isMarked(line) || len(sentence)+len(line) > maxLine || w.openings.MatchString(line) {
			return 0
		}
		sentence += " " + line
		if !strings.HasSuffix(line, ":") || !w.openings.MatchString(sentence) {
			continue
		}
		if i > 0 && w.introduction(lines[1:]) > 0 {
			return 0
		}
		return i + 2
	}
	return 0
}

// introduces says whether one line does so alone.
func (w wordings) introduces(line string) bool {
	line = strings.TrimSpace(line)
	return strings.HasSuffix(line, ":") && len(line) <= maxLine && !isMarked(line) &&
		(w.openings.MatchString(line) || w.names.MatchString(line)) && (w.date.MatchString(line) || strings.Contains(line, "@"))
}

func (w wordings) separator(line string) bool {
	line = strings.TrimSpace(line)
	return len(line) <= maxLine && w.separators.MatchString(line)
}

func (w wordings) telephone(line string) bool {
	line = strings.TrimSpace(line)
	return len(line) <= 60 && w.telephones.MatchString(line)
}

// pointsBelow says whether somebody announces answers within what they quote.
func (w wordings) pointsBelow(lines []string) bool {
	return slices.ContainsFunc(lines, func(line string) bool { return len(line) <= maxLine && w.below.MatchString(line) })
}

// block says whether Outlook's header begins here: sender, date, recipient and subject of what is quoted, one under the other.
func (w wordings) block(lines []string) bool {
	if !strings.Contains(lines[0], ":") || len(lines[0]) > maxLine {
		return false
	}
	return slices.ContainsFunc(w.labels, func(language []string) bool { return isBlock(lines, language) })
}

// isBlock wants the sender first, and the subject among the next ones, with nothing but labelled lines between.
func isBlock(lines, labels []string) bool {
	for i, line := range lines[:min(len(lines), len(labels))] {
		label, value, found := strings.Cut(strings.Trim(line, " \t*>"), ":")
		label = strings.ToLower(strings.Trim(label, " *\u00a0"))
		switch {
		case !found || strings.TrimSpace(value) == "" && label != "cc" || !slices.Contains(labels, label) || (i == 0) != (label == labels[0]):
			return false
		case label == labels[len(labels)-1]:
			return i >= 2
		}
	}
	return false
}
