package policy

func (c *check) mail() {
	for _, one := range []struct {
		key  string
		rule MailRule
	}{{"mail.strangers", c.policy.Mail.Strangers}, {"mail.uninvited", c.policy.Mail.Uninvited}} {
		if one.rule != MailHeld && one.rule != MailOpens {
			c.fault(one.key, "open or hold")
			c.hint(string(one.rule), spelled([]MailRule{MailOpens, MailHeld}))
		}
	}
}

func (c *check) contactForm() {
	f := c.policy.ContactForm
	c.length("contact_form.message", f.Message, c.policy.Text.Message.Max)
	if f.Effort < 0 || f.Effort > maxEffort {
		c.fault("contact_form.effort", "from 0 to %d", maxEffort)
	}
}
