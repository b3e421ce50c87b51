package config

import "time"

// Limits bound one GraphQL operation. All are inclusive.
type Limits struct {
	DocumentBytes       Bytes `default:"100KiB" min:"1KiB" max:"16MiB" help:"Size of a query's text."`
	Tokens              int   `default:"4000" min:"1" max:"1000000" help:"Lexical tokens of a document."`
	Depth               int   `default:"15" min:"1" max:"100" help:"Fields nested in each other, through fragments."`
	Fields              int   `default:"1000" min:"1" max:"100000" help:"Fields of an operation, fragments written out."`
	Aliases             int   `default:"60" min:"1" max:"100000" help:"Aliased fields of an operation."`
	SameKey             int   `default:"50" min:"1" max:"100000" help:"Fields under one response key in one selection."`
	Directives          int   `default:"50" min:"1" max:"100000" help:"Directives of a document."`
	FieldDirectives     int   `default:"5" min:"1" max:"1000" help:"Directives at one place."`
	Fragments           int   `default:"100" min:"1" max:"10000" help:"Fragments of a document."`
	Operations          int   `default:"10" min:"1" max:"1000" help:"Operations of a document."`
	Variables           int   `default:"100" min:"1" max:"10000" help:"Variables of an operation."`
	InputList           int   `default:"250" min:"1" max:"100000" help:"Elements of one list in arguments and variables."`
	InputDepth          int   `default:"20" min:"1" max:"100" help:"Lists and objects nested in each other in arguments and variables."`
	Page                int   `default:"100" min:"1" max:"1000" help:"Largest page of a list."`
	DefaultPage         int   `default:"25" min:"1" max:"1000" help:"Page of a list when none is asked for."`
	DefaultList         int   `default:"10" min:"1" max:"1000" help:"Length that the cost of an operation assumes of a list that does not say."`
	Errors              int   `default:"20" min:"1" max:"1000" help:"Errors told in one answer."`
	CachedDocuments     int   `default:"2000" min:"1" max:"1000000" help:"Parsed documents kept in memory."`
	CachedDocumentBytes Bytes `default:"64MiB" min:"1" max:"16GiB" help:"Memory that these may take."`
	StoredQueries       int   `default:"2000" min:"1" max:"1000000" help:"Stored (persisted) queries kept."`
	StoredQueryBytes    Bytes `default:"32KiB" min:"1" max:"1MiB" help:"Size of one stored query."`
}

// Cost is what a caller may ask for, in points: a leaky bucket for each session or key, user and tenant.
type Cost struct {
	Operation    int `default:"5000" min:"1" max:"10000000" help:"Points of one operation, at most."`
	Bucket       int `default:"20000" min:"1" max:"1000000000" help:"Points that a session, key or user may spend at once."`
	Rate         int `default:"1000" min:"1" max:"1000000000" help:"Points that come back to it each second."`
	TenantBucket int `default:"100000" min:"1" max:"1000000000" help:"Points that all users of a tenant may spend at once."`
	TenantRate   int `default:"5000" min:"1" max:"1000000000" help:"Points that come back to the tenant each second."`
	Accounts     int `default:"100000" min:"1" max:"10000000" help:"Callers remembered; the longest unused is forgotten."`
}

// HTTP bounds one request and one connection.
type HTTP struct {
	BodyBytes        Bytes         `default:"1MiB" min:"1KiB" max:"1GiB" help:"Size of a request's body, uploads apart."`
	HeaderBytes      Bytes         `default:"32KiB" min:"4KiB" max:"1MiB" help:"Size of a request's header."`
	OperationTimeout time.Duration `default:"10s" min:"10ms" max:"10m" help:"Time for one operation."`
	HeaderTimeout    time.Duration `default:"5s" min:"100ms" max:"10m" help:"Time to receive a request's header."`
	ReadTimeout      time.Duration `default:"30s" min:"100ms" max:"1h" help:"Time to receive a whole request, uploads apart."`
	IdleTimeout      time.Duration `default:"60s" min:"1s" max:"1h" help:"Time that a connection may wait for its next request."`
}

// Upload bounds what a desk's own rules may allow.
type Upload struct {
	Files   int           `default:"10" min:"0" max:"100" help:"Files of one request; 0 for no uploads."`
	Bytes   Bytes         `default:"25MiB" min:"1KiB" max:"48GiB" help:"Size of one file; a desk may allow less."`
	Timeout time.Duration `default:"10m" min:"1s" max:"24h" help:"Time to receive a request with files."`
	TTL     time.Duration `name:"ttl" default:"24h" min:"1m" max:"8760h" help:"After that, an upload that was attached to nothing is removed."`
}

// Socket bounds one websocket or event stream.
type Socket struct {
	InitTimeout  time.Duration `default:"3s" min:"100ms" max:"5m" help:"Time for a new socket to say who it is."`
	PingInterval time.Duration `default:"25s" min:"100ms" max:"1h" help:"Time between two signs of life."`
	WriteTimeout time.Duration `default:"5s" min:"100ms" max:"5m" help:"Time for a message to be taken by the other side."`
	MessageBytes Bytes         `default:"64KiB" min:"1KiB" max:"16MiB" help:"Size of a message from a client."`
	Operations   int           `default:"100" min:"1" max:"10000" help:"Operations at once on one socket."`
	Queue        int           `default:"16" min:"1" max:"10000" help:"Messages of one operation that wait for a slow reader; a queue that stays full closes the socket with 4408."`
	PerUser      int           `default:"20" min:"1" max:"10000" help:"Sockets of one user."`
}
