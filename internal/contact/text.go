package contact

import (
	"strings"
	"unicode/utf8"

	"sportello/internal/clean"
	"sportello/internal/desk"
	"sportello/internal/email"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

const (
	maxName = 200 // characters
	maxKey  = 64
)

// text is what a guest wrote, cleaned.
type text struct{ name, email, subject, message string }

// read cleans a submission, or says all that is wrong with it by the desk's rules.
func (in Submission) read(d *desk.Desk) (text, error) {
	var faults problem.List
	field := func(raw, name string, lines bool, bounds policy.Length) string {
		cleaned, fault := readField(raw, name, lines, bounds)
		if fault != nil {
			faults = append(faults, fault)
		}
		return cleaned
	}
	t := text{
		name:    field(in.Name, "name", false, policy.Length{Min: 1, Max: maxName}),
		email:   email.Normalize(in.Email),
		subject: field(in.Subject, "subject", false, policy.Length{Max: d.Policy.Text.Subject.Max}),
		message: field(in.Message, "message", true, d.Policy.ContactForm.Message),
	}
	switch {
	case t.email == "":
		faults = append(faults, problem.New(problem.Required, "email"))
	case email.Check(t.email) != nil:
		faults = append(faults, problem.New(problem.InvalidValue, "email"))
	}
	if key := in.ClientMutationID; len(key) > maxKey {
		faults = append(faults, problem.New(problem.TooLong, "clientMutationId").With("max", maxKey))
	}
	if len(faults) > 0 {
		return text{}, faults
	}
	if t.subject == "" {
		t.subject = subjectOf(t.message, d.Policy.Text.Subject.Max)
	}
	return t, nil
}

func readField(raw, field string, lines bool, bounds policy.Length) (string, *problem.Error) {
	cleaned, ok := clean.Text(raw, lines)
	length := utf8.RuneCountInString(cleaned)
	switch {
	case !ok:
		return "", problem.New(problem.InvalidCharacters, field)
	case length > bounds.Max:
		return "", problem.New(problem.TooLong, field).With("max", bounds.Max)
	case length == 0 && bounds.Min > 0:
		return "", problem.New(problem.Required, field)
	case length < bounds.Min:
		return "", problem.New(problem.TooShort, field).With("min", bounds.Min)
	}
	return cleaned, nil
}

// shownSubject is about how much of a message stands for the subject that it has not.
const shownSubject = 80

// subjectOf is the begin of a message.
func subjectOf(message string, longest int) string {
	runes := []rune(strings.Join(strings.Fields(message), " "))
	most := min(shownSubject, longest)
	if len(runes) <= most {
		return string(runes)
	}
	head := string(runes[:max(1, most-1)])
	if at := strings.LastIndexByte(head, ' '); at > len(head)/2 {
		head = head[:at]
	}
	return head + "…"
}
