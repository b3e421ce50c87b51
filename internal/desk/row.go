package desk

import (
	"time"

	"sportello/internal/access"
	"sportello/internal/duetime"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/richtext"
)

// Sight is through whose eyes rows are read, and when. All rows of one answer share it; their methods use it to name
// things in the viewer's language and to leave out what the viewer may not know.
type Sight struct {
	Viewer *access.Viewer
	Now    time.Time
}

// Desk is a support organisation with its rules.
type Desk struct {
	ID            int64
	Slug          string
	Name          string
	Language      string
	TimeZone      string
	Policy        *policy.Policy
	Promises      *duetime.Rules // of the policy, in the desk's time zone
	PolicyVersion int64
}

// Tenant is a customer company of a desk.
type Tenant struct {
	ID        int64
	DeskID    int64
	Name      string
	VATNumber string
	Guests    bool // the place of those who write without an account (M2.1)
}

// User is someone who signs in, as a viewer may know them: Email is empty where it is hidden.
type User struct {
	ID    int64
	Name  string
	Email string
}

// Person is a collaborator of a tenant.
type Person struct {
	ID       int64
	TenantID int64
	Name     string
	Email    string
	Phone    string
	Retired  moment.Moment // when they were removed; 0: they can be chosen
}

// Actor is who did something, as a viewer may know them (M2.7).
type Actor struct {
	Kind      event.ActorKind
	Name      string
	IsSupport bool
	IsViewer  bool
	IsProgram bool
	User      *User
}

// Parts names what is read together with a ticket, by joins in the same statement.
type Parts uint8

// The parts.
const (
	WithRequester Parts = 1 << iota
	WithAssignee
	WithTenant
	WithPerson
)

// Ticket is a ticket as a viewer sees it. Requester, Tenant and Person are nil unless asked for by their Parts.
type Ticket struct {
	Sight *Sight
	Desk  *Desk

	ID, DeskID, TenantID, Number                 int64
	Version, LastSeq, LastPublicSeq              int64
	RequesterID, AssigneeID, PersonID, FollowsID int64 // 0: none
	MergedIntoID                                 int64 // 0: its conversation is its own (M1.15)
	MessageCount, AttachmentCount, NoteCount     int
	ReopenCount, PriorityRank                    int
	Subject                                      string
	Status                                       policy.Status
	Priority                                     policy.Priority
	Channel, Excerpt, CloseReason                string
	LastMessageExcerpt                           string
	LastMessageBy                                event.ActorKind
	CreatedAt, UpdatedAt, LastReplyAt            moment.Moment
	LastMessageAt, LastCustomerAt, LastStaffAt   moment.Moment
	FirstRespondedAt, StatusSince                moment.Moment
	ResolvedAt, ClosedAt                         moment.Moment
	DueTimes

	sourcePlace, sourceContext string // see Source

	Requester *User
	Assignee  *User // as stored; AssigneeActor is what the viewer may know
	Tenant    *Tenant
	Person    *Person

	sortedBy []string // answers to the fields of the form that its list is sorted by
}

// Message is something that a person wrote on a ticket.
type Message struct {
	ID, TicketID, Seq int64  // TicketID: of the conversation that holds it; Seq: in the log of the ticket it was written on
	Kind              string // DESCRIPTION, REPLY, NOTE
	StaffOnly         bool
	Author            Actor
	Format            richtext.Format
	Text              string // as it was written, in its format
	CreatedAt         moment.Moment
	deskID, authorID  int64
	pictures          string // as the row has them
	rich              *richtext.Renderer
}

// Plain is the message to be read without a page; of a plain one, what was written.
func (m *Message) Plain() string { return m.rich.Text(m.Format, m.Text) }

// HTML is the message as HTML that is safe to show. address is where a viewer's page finds an attachment: the pictures that came with the message
// stand in it, and no others.
func (m *Message) HTML(address func(attachmentID int64) string) string {
	return m.rich.RenderWith(m.Format, m.Text, m.images(address)).HTML
}

// Attachment is a file on a message, or an upload of the viewer's that waits for one (MessageID 0).
type Attachment struct {
	ID, TicketID, MessageID int64
	StaffOnly               bool
	Inline                  bool // stands in the message's text
	Name, ContentType       string
	Size                    int64
	SHA256, BlobKey         string
	CreatedAt               moment.Moment
}

// Entry is one line of a ticket's log as a viewer sees it: Seq counts, without a gap, the entries that this viewer may see.
type Entry struct {
	Sight *Sight
	Desk  *Desk

	TicketID, Seq    int64
	Kind             event.Kind
	StaffOnly        bool
	Actor            Actor
	From, To, Reason string
	ClientMutationID string // empty unless the viewer did it
	CreatedAt        moment.Moment

	Message  *Message // on TICKET_OPENED, MESSAGE_ADDED and NOTE_ADDED
	Assignee *Actor   // on ASSIGNEE_CHANGED; nil: nobody
	Person   *Person  // on PERSON_CHANGED; nil: the requester's account
}
