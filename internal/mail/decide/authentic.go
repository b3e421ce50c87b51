package decide

import "strings"

// authenticity is what our own receiver found about the sender's domain. DMARC is the domain's own rule; where it has none, a
// signature or an envelope of exactly that domain proves as much. A parent's domain does not: which parents belong to the
// same owner is known from lists alone.
func authenticity(f Facts) Authenticity {
	from, identified := f.Mail.Identity()
	domain := domainOf(from.Address)
	found := Unknown
	for _, v := range f.Mail.Verdicts {
		if v.Method == "dmarc" && v.Result == "fail" {
			return Failed
		}
		if v.Result != "pass" || !identified || domain == "" {
			continue
		}
		switch v.Method {
		case "dmarc":
			if domainOf(v.Properties["header.from"]) == domain {
				found = Proven
			}
		case "dkim":
			if domainOf(v.Properties["header.d"]) == domain {
				found = Proven
			}
		case "spf":
			if domainOf(v.Properties["smtp.mailfrom"]) == domain {
				found = Proven
			}
		}
	}
	return found
}

// domainOf is the domain of an address, or of a domain.
func domainOf(address string) string {
	return strings.ToLower(strings.TrimSuffix(address[strings.LastIndexByte(address, '@')+1:], "."))
}
