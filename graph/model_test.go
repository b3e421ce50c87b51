package graph_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"testing"

	"github.com/vektah/gqlparser/v2"
	gql "github.com/vektah/gqlparser/v2/ast"

	"sportello/internal/problem"
)

func readSchema(t *testing.T) *gql.Schema {
	t.Helper()
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&gql.Source{Name: "schema.graphqls", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// gqlgen makes a model of whatever type it finds no binding for, in silence. These it is meant to make: the roots, inputs,
// payloads, the two memberships, and UserError.
func TestNoEntityIsMadeAModel(t *testing.T) {
	want := []string{
		"AddNoteInput", "AddNotePayload", "AddPersonInput", "AssignTicketInput", "AttachmentInput", "AuditFilter", "AuditOf",
		"ChangePersonInput", "ChangePriorityInput", "ChangeStatusInput", "ChannelFilter", "ClearMailAddressInput",
		"CloseTicketInput", "ContactFormChallenge", "CreateAPIKeyInput", "CreateAPIKeyPayload", "CreateSignInLinkInput", "CreateSignInLinkPayload",
		"DashboardWidgetInput", "DeleteViewInput", "DeleteViewPayload", "DeskBy", "DeskMembership", "DiscardDraftInput",
		"DiscardDraftPayload", "FieldInput", "IDFilter", "IntFilter", "MergeTicketsInput", "Mutation",
		"NotificationSettingsPayload", "NullableIDFilter", "NullableTimeFilter", "OpenTicketInput", "OpenTicketPayload",
		"OutgoingMailPayload", "PersonPayload", "PlaceInput", "PriorityFilter", "ProvisionUserInput", "ProvisionUserPayload",
		"Query", "RedeemSignInLinkInput", "RedeemSignInLinkPayload", "RememberListSettingsInput", "RememberListSettingsPayload",
		"RemovePersonInput", "ReopenTicketInput", "ReplyToTicketInput", "ReplyToTicketPayload", "ResendMailInput",
		"ResolveTicketInput", "RevokeAPIKeyInput", "RevokeAPIKeyPayload", "SaveDashboardInput", "SaveDashboardPayload",
		"SaveDraftInput", "SaveDraftPayload", "SaveViewInput", "SaveViewPayload", "SendDraftInput", "SignInInput",
		"SignInPayload", "SignOutPayload", "SimilarTicketsInput", "StatusFilter", "SubmitContactFormInput", "SubmitContactFormPayload", "Subscription", "TakeTicketInput",
		"TenantMembership", "TicketBy", "TicketFieldFilter", "TicketFilter", "TicketNumber", "TicketOrder", "TicketPayload",
		"TicketSourceInput",
		"TicketStatsGroupInput", "TicketStatsOrder", "TicketStatsPeriod", "TimeFilter", "UnmergeTicketInput", "UpdateDeskPolicyInput", "UpdateDeskPolicyPayload",
		"UpdateNotificationSettingsInput", "UpdatePersonInput", "UploadAttachmentInput", "UploadAttachmentPayload", "UserBy",
		"UserError",
	}
	want = append(want, // of accounts: what is shown of them is plain
		"AccountCompletion", "AccountNotice", "AccountTokenInput", "AcknowledgedPayload", "ChangePasswordInput", "ChangeRoleInput",
		"CompleteAccountInput", "CompleteAccountPayload", "ConfirmSignInInput", "ConfirmSignUpInput", "ConfirmTotpInput", "CurrentPasswordInput",
		"DeskMember", "DeskPlaceInput", "EmailChangePayload", "EndSessionInput", "Invitation", "InvitationInput",
		"InvitationPayload", "InvitationRefInput", "InviteUserInput", "MemberPlaceInput", "Profile",
		"ProfilePayload", "ReceivedInvitation", "ReceivedInvitationPayload", "RecoveryCodesPayload", "RemoveMemberInput", "RemoveTrustedDeviceInput",
		"RequestEmailChangeInput", "RequestPasswordResetInput", "ResetPasswordInput", "Session", "SetAvatarInput", "SignInChallenge",
		"SignUpInput", "StartTotpPayload", "TenantMember", "TenantPlaceInput", "TrustedDevice", "UpdateProfileInput",
	)
	made, err := parser.ParseFile(token.NewFileSet(), "model/model.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, declaration := range made.Decls {
		types, ok := declaration.(*ast.GenDecl)
		if !ok || types.Tok != token.TYPE {
			continue
		}
		for _, spec := range types.Specs {
			if made, ok := spec.(*ast.TypeSpec); ok {
				got = append(got, made.Name.Name)
			}
		}
	}
	slices.Sort(got)
	for _, name := range got {
		if !slices.Contains(want, name) {
			t.Errorf("gqlgen has made a model of %s: bind it in gqlgen.yml", name)
		}
	}
	for _, name := range want {
		if !slices.Contains(got, name) {
			t.Errorf("%s is no model any more: take it out of this list", name)
		}
	}
}

// The contract's ErrorCode is the closed set of package problem.
func TestErrorCodesAreThoseOfTheContract(t *testing.T) {
	var inContract, inCode []string
	for _, value := range readSchema(t).Types["ErrorCode"].EnumValues {
		inContract = append(inContract, value.Name)
	}
	for _, code := range problem.Codes() {
		inCode = append(inCode, string(code))
	}
	slices.Sort(inContract)
	slices.Sort(inCode)
	if !slices.Equal(inContract, inCode) {
		t.Errorf("the contract has %v\nthe code has %v", inContract, inCode)
	}
}
