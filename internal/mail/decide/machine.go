package decide

import "slices"

// answersByItself reports whether a machine answered in somebody's place: out of office, and what comes from nobody.
// A machine that writes on its own account, a monitor or a list, is none of that.
func answersByItself(f Facts) bool {
	marks := f.Mail.Marks
	return marks.AutoSubmitted == "auto-replied" || marks.AutoReply || marks.Precedence == "auto_reply" || f.Sender == "" || marks.NullSender
}

// automatic reports whether nobody wrote this mail just now. Some servers mark what they say out of office as generated, not as
// replied: to a ticket, either is a note.
func automatic(f Facts) bool {
	submitted := f.Mail.Marks.AutoSubmitted
	return submitted != "" && submitted != "no" || answersByItself(f)
}

// answerable reports whether a mail may be answered: not where any mark of a machine is in it (RFC 3834, 2), nor where it comes
// from nobody.
func answerable(f Facts) bool {
	marks := f.Mail.Marks
	bulk := slices.Contains([]string{"bulk", "list", "junk"}, marks.Precedence)
	silent := slices.ContainsFunc(marks.Suppress, func(s string) bool { return s != "" && s != "none" })
	return !automatic(f) && !bulk && !silent && !marks.List && len(marks.Loop) == 0 && f.Mail.Report == nil
}
