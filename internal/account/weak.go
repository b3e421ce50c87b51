package account

import (
	_ "embed"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sportello/internal/problem"
)

//go:embed common.txt
var commonText string

// isCommon reports one of the passwords that everybody tries first. The list is short: it is looked through.
func isCommon(password string) bool {
	for word := range strings.FieldsSeq(commonText) {
		if word == password {
			return true
		}
	}
	return false
}

// checkPassword holds a new password, typed twice, against what can be guessed: too short, one of those that everybody tries,
// made of few characters or of what is known of its owner. Nothing else is demanded (NIST SP 800-63B, 5.1.1.2).
func checkPassword(password, again string, known ...string) error {
	var faults problem.List
	switch {
	case utf8.RuneCountInString(password) < minPassword:
		faults = append(faults, problem.New(problem.TooShort, "password").With("min", minPassword))
	case len(password) > maxPassword:
		faults = append(faults, problem.New(problem.TooLong, "password").With("max", maxPassword))
	case !utf8.ValidString(password):
		faults = append(faults, problem.New(problem.InvalidCharacters, "password"))
	case isWeak(password, known):
		faults = append(faults, problem.New(problem.PasswordWeak, "password"))
	}
	if password != again {
		faults = append(faults, problem.New(problem.PasswordsDiffer, "passwordAgain"))
	}
	return faults.Err()
}

func isWeak(password string, known []string) bool {
	plain := strings.ToLower(norm.NFKC.String(password))
	bare := strings.TrimRight(plain, "0123456789!.?-_*#")
	if isCommon(plain) || isCommon(bare) || fewCharacters(plain) {
		return true
	}
	// What is left beside what is known of its owner must be a password by itself.
	var parts []string
	for _, text := range known {
		text = strings.ToLower(norm.NFKC.String(text))
		local, _, _ := strings.Cut(text, "@")
		parts = append(append(parts, strings.Fields(text)...), local)
	}
	slices.SortFunc(parts, func(a, b string) int { return len(b) - len(a) }) // an address before the name in it
	left := plain
	for _, part := range parts {
		if utf8.RuneCountInString(part) >= 3 {
			left = strings.ReplaceAll(left, part, "")
		}
	}
	return left != plain && utf8.RuneCountInString(left) < minPassword/2
}

// fewCharacters reports a password of one character or two, or of neighbours: aaaaaaaa, abababab, 12345678, hgfedcba.
func fewCharacters(password string) bool {
	seen := map[rune]bool{}
	var up, down, length int
	var last rune
	for _, r := range password {
		seen[r] = true
		if length > 0 && r == last+1 {
			up++
		}
		if length > 0 && r == last-1 {
			down++
		}
		last = r
		length++
	}
	return len(seen) <= 2 || max(up, down) >= length-2
}
