package decide

import "slices"

// answersByItself reports whether a machine answered in somebody's place: out of office, and what comes from nobody.
// A machine that writes on its own account, a monitor or a list, is none of that.
func answersByItself(f Facts) bool {
	marks := f.Mail.Marks
	return marks.AutoSubmitted == "auto-replied" || marks.AutoReply || f.Sender == "" || marks.NullSender
}

// answerable reports whether a mail may be answered: not where any mark of a machine is in it (RFC 3834, 2), nor where it comes
// from nobody.
func answerable(f Facts) bool {
	marks := f.Mail.Marks
	automatic := marks.AutoSubmitted != "" && marks.AutoSubmitted != "no"
	bulk := slices.Contains([]string{"bulk", "list", "junk", "auto_reply"}, marks.Precedence)
	silent := slices.ContainsFunc(marks.Suppress, func(s string) bool { return s != "" && s != "none" })
	return !automatic && !bulk && !silent && !marks.List && !answersByItself(f) && len(marks.Loop) == 0 && f.Mail.Report == nil
}
