package demo

// plan is what makes one desk differ from another, beside its policy.
type plan struct {
	slug, name, preset, zone string
	channels                 []string // of the tickets, the usual one more than once
	words                    string   // file of its topics
	weight                   int      // its share of the tickets
	agents                   int      // staff beside a supervisor, an administrator and an analyst
	byPerson                 bool     // tickets name one of the tenant's people (M1.5, M4.14)
}

// MailAddress is the address of the desk with a short name.
func MailAddress(slug string) string { return slug + "@desk.example" }

// plans are the five desks, in the order of the presets.
func plans() []plan {
	web := []string{"WEB", "WEB", "WEB", "API"}
	return []plan{
		{slug: "guided", name: "Assistenza Guidata", preset: "guided", zone: "Europe/Rome", channels: web,
			words: "guided", weight: 3, agents: 1},
		{slug: "ams", name: "Assistenza AMS", preset: "studio", zone: "Europe/Rome", channels: web,
			words: "ams", weight: 5, agents: 4, byPerson: true},
		{slug: "autofattura", name: "Supporto Autofattura.io", preset: "saas", zone: "Europe/Rome", channels: web,
			words: "autofattura", weight: 4, agents: 2},
		{slug: "ticketera", name: "Ticketera IT", preset: "mail", zone: "America/Argentina/Buenos_Aires",
			channels: []string{"MAIL"}, words: "ticketera", weight: 4, agents: 3},
		{slug: "nts", name: "Assistenza NTS", preset: "portal", zone: "Europe/Rome", channels: web,
			words: "nts", weight: 5, agents: 5, byPerson: true},
	}
}
