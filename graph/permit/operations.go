package permit

import (
	"maps"

	"sportello/internal/access"
	"sportello/internal/problem"
)

// Operations is what each field of the contract's roots demands, by Root.field. One without a line here is refused to
// programs, and fails a test of graph.
func Operations() map[string]Demand {
	var (
		works  = func(at Target) Demand { return by(at, access.WriteTickets, access.WorkOnTickets).or(problem.StaffOnly) }
		writes = func(at Target) Demand { return by(at, access.WriteTickets) }
	)
	operations := map[string]Demand{
		"Query.viewer": anybody(),
		"Query.node":   anyViewer(),
		"Query.nodes":  anyViewer(),
		"Query.desk":   anyViewer(),
		"Query.tenant": by(Tenant, access.ReadTickets),

		"Query.ticket":           by(Ticket, access.ReadTickets),
		"Query.tickets":          anyViewer(access.ReadTickets),
		"Query.ticketCounts":     anyViewer(access.ReadTickets, access.ReadStatistics),
		"Query.ticketStats":      anyViewer(access.ReadStatistics),
		"Query.ticketForm":       writes(Tenant),
		"Query.similarTickets":   by(Tenant, access.ReadTickets),
		"Query.suggestedAnswers": by(Ticket, access.WorkOnTickets).or(problem.StaffOnly),
		"Query.auditLog":         by(Tenant, access.ReadAudit),

		"Query.contactFormChallenge": anybody(),
		"Mutation.submitContactForm": anybody(),

		"Mutation.signIn":  anybody(),
		"Mutation.signOut": anyPerson(),

		"Mutation.openTicket":       writes(Tenant),
		"Mutation.replyToTicket":    writes(Ticket),
		"Mutation.closeTicket":      writes(Ticket),
		"Mutation.reopenTicket":     writes(Ticket),
		"Mutation.changePriority":   writes(Ticket),
		"Mutation.changePerson":     writes(Ticket),
		"Mutation.resolveTicket":    works(Ticket),
		"Mutation.addNote":          works(Ticket),
		"Mutation.takeTicket":       works(Ticket),
		"Mutation.assignTicket":     works(Ticket),
		"Mutation.changeStatus":     works(Ticket),
		"Mutation.mergeTickets":     works(Ticket),
		"Mutation.unmergeTicket":    works(Ticket),
		"Mutation.uploadAttachment": writes(Tenant),

		"Mutation.saveDraft":                  writes(Tenant).byPeople(),
		"Mutation.discardDraft":               by(Nothing, access.WriteTickets).or(problem.NotFound).byPeople(),
		"Mutation.sendDraft":                  by(Nothing, access.WriteTickets).or(problem.NotFound).byPeople(),
		"Mutation.rememberListSettings":       anyPerson(),
		"Mutation.saveView":                   anyPerson(),
		"Mutation.deleteView":                 anyPerson(),
		"Mutation.resendMail":                 by(Nothing, access.WorkOnTickets).or(problem.NotFound),
		"Mutation.clearMailAddress":           by(Nothing, access.WorkOnTickets).or(problem.NotFound),
		"Mutation.updateNotificationSettings": by(Nothing, access.WorkOnTickets).or(problem.StaffOnly).byPeople(),

		"Mutation.saveDashboard": anyPerson(),

		"Mutation.addPerson":        by(Tenant, access.ManagePeople),
		"Mutation.updatePerson":     by(Tenant, access.ManagePeople),
		"Mutation.removePerson":     by(Tenant, access.ManagePeople),
		"Mutation.updateDeskPolicy": by(Backstage, access.SetRules),

		"Query.apiKeys":             by(Tenant, access.ManageKeys).byPeople(),
		"Mutation.createApiKey":     by(Tenant, access.ManageKeys).byOwners(),
		"Mutation.revokeApiKey":     by(Nothing, access.ManageKeys).or(problem.NotFound).byOwners(),
		"Mutation.provisionUser":    by(Tenant, access.ProvisionUsers).byPrograms(),
		"Mutation.createSignInLink": by(Tenant, access.ProvisionUsers).byPrograms(),
		"Mutation.redeemSignInLink": anybody(),

		"Subscription.ticketEvents": by(Ticket, access.ReadTickets),
	}
	maps.Copy(operations, accountOperations())
	return operations
}
