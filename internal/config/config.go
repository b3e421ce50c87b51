package config

import (
	"strings"
	"time"
)

// Config is every setting. Embed it in a kong grammar and fill it with [Parse].
//
// The tags are kong's, and three of our own that [Parse] checks: min and max (inclusive, in the field's own notation) and
// oneof (words separated by "|"). {data} and {listen} in a value stand for these settings.
type Config struct {
	File string `name:"config" placeholder:"FILE" help:"YAML file of settings. A flag wins over the environment, the environment over the file."`

	Server  `embed:"" group:"Server"`
	Storage `embed:"" group:"Storage"`
	Live    `embed:"" group:"Live"`
	Session Session `embed:"" prefix:"session-" group:"Sign-in"`
	SignIn  `embed:"" group:"Sign-in"`
	Argon2  Argon2 `embed:"" prefix:"argon2-" group:"Sign-in"`
	GraphQL `embed:"" group:"GraphQL"`
	Limits  Limits  `embed:"" prefix:"limits-" group:"Limits of one operation"`
	Cost    Cost    `embed:"" prefix:"cost-" group:"Budget of a caller"`
	HTTP    HTTP    `embed:"" prefix:"http-" group:"HTTP"`
	Upload  Upload  `embed:"" prefix:"upload-" group:"Uploads"`
	Socket  Socket  `embed:"" prefix:"socket-" group:"Websockets and event streams"`
	Mail    Mail    `embed:"" prefix:"mail-" group:"Mail"`
	Log     Log     `embed:"" prefix:"log-" group:"Log"`
	Process Process `embed:"" group:"Process"`
}

// Server is where the server listens and how it is known.
type Server struct {
	Listen    string   `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on. Port 0 takes a free one."`
	PublicURL string   `default:"http://{listen}" placeholder:"URL" help:"Address that people and mails use, behind whatever proxy."`
	Proxies   []string `sep:"," placeholder:"ADDRESS" help:"Addresses or networks of proxies before the server, such as 10.0.0.0/8, whose X-Forwarded-For is believed."`
	Origins   []string `sep:"," placeholder:"URL" help:"Further web origins whose pages may call the server, such as https://desk.example.com."`
}

// Storage is where everything is kept.
type Storage struct {
	Data              string   `default:"sportello-data" placeholder:"DIR" help:"Folder for what the server keeps on this machine."`
	Database          Database `default:"sqlite:{data}/sportello.db" placeholder:"DATABASE" help:"sqlite:PATH, or mysql:DSN for MySQL and MariaDB, such as mysql:user:password@tcp(db.example.com:3306)/sportello."`
	SQLiteSynchronous string   `name:"sqlite-synchronous" default:"FULL" oneof:"FULL|NORMAL" help:"FULL: what was acknowledged survives a power cut. NORMAL: writes are 2.5 times faster and the last of them may be lost."`
	Blobs             string   `default:"file:{data}/blobs" placeholder:"PLACE" help:"Attachments: file:DIR, or s3://BUCKET/PREFIX?region=…&endpoint=… with credentials where the AWS tools look for them."`
}

// Live is how several processes on one database hear of each other.
type Live struct {
	Bus       Bus    `default:"local" placeholder:"BUS" help:"local: one process. nats://HOST:PORT: a NATS server, or several of a cluster with commas between them, where all processes on the database meet."`
	BusPrefix string `default:"sportello" placeholder:"WORD" help:"What NATS subjects begin with: another word for each database that shares a NATS server."`
}

// Session is how long a sign-in lasts.
type Session struct {
	Lifetime   time.Duration `default:"12h" min:"1m" max:"8760h" help:"Until a sign-in ends that was not used."`
	Remembered time.Duration `default:"720h" min:"1m" max:"8760h" help:"The same, when the person chose to be remembered."`
	Cookie     string        `default:"auto" oneof:"auto|secure|plain" help:"Whether cookies are for https only: auto follows public-url."`
}

// SignIn is how people get in.
type SignIn struct {
	SecondFactor string `default:"policy" oneof:"policy|off" help:"policy: a code is asked for by mail where a desk's rules say so. off: it is not, so that people get in while no mail goes out; authenticators are asked for all the same."`
	AccountURL   string `name:"account-url" placeholder:"URL" help:"Where mails about accounts lead, with {page} for one of sign-in, invitation, password, email, email-revert and sign-up; the token comes behind it as #token=…. Default: public-url/account/{page}, a page of the server's own."`
}

// AccountPage is the address of a page that mails about accounts lead to.
func (c *Config) AccountPage(page string) string {
	template := c.AccountURL
	if template == "" {
		template = strings.TrimSuffix(c.PublicURL, "/") + "/account/{page}"
	}
	return strings.ReplaceAll(template, "{page}", page)
}

// Argon2 is what a password hash costs (argon2id, RFC 9106).
type Argon2 struct {
	Memory     Bytes `default:"64MiB" min:"8MiB" max:"4GiB" help:"Memory for one password hash."`
	Time       int   `default:"3" min:"1" max:"100" help:"Passes over that memory."`
	Threads    int   `default:"4" min:"1" max:"255" help:"Threads for one password hash."`
	Concurrent int   `default:"2" min:"1" max:"1024" help:"Hashes at once; further sign-ins wait."`
}

// GraphQL is what the API tells of itself.
type GraphQL struct {
	GraphiQL      bool   `name:"graphiql" default:"true" negatable:"" help:"Serve the query editor at /graphiql."`
	Introspection string `default:"signed-in" oneof:"nobody|staff|signed-in|everyone" help:"Who may ask the API for its schema."`
	Suggestions   bool   `default:"false" negatable:"" help:"Let errors about unknown names suggest similar ones, which tells the schema bit by bit."`
}

// Log is what the server says of its work.
type Log struct {
	Level  string `default:"info" oneof:"debug|info|warn|error" help:"Least important entries to log."`
	Format string `default:"text" oneof:"text|json" help:"Form of the entries."`
}

// Process is what the process takes and how it ends.
type Process struct {
	ShutdownGrace time.Duration `default:"20s" min:"0s" max:"10m" help:"How long running requests may take to finish when the server is told to stop."`
	MemoryLimit   Bytes         `default:"2GiB" min:"0" max:"1TiB" help:"Memory to stay below by collecting garbage more often; 0 for no limit."`
	GOGC          int           `name:"gogc" default:"400" min:"10" max:"10000" help:"Growth of the heap between two garbage collections, percent."`
}
