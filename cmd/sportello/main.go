// Command sportello is the server of many support desks, and all that goes with running it.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"sportello/internal/config"
)

// commands are what the program can do.
type commands struct {
	Serve   serveCommand   `cmd:"" help:"Serve the desks of a database."`
	Demo    demoCommand    `cmd:"" help:"Serve five desks with demo data, and say what to open."`
	Migrate migrateCommand `cmd:"" help:"Bring the database to the version that this program needs."`
	Desk    deskCommands   `cmd:"" help:"Manage desks."`
	Policy  policyCommands `cmd:"" help:"Check policy files, and show those to start from."`
	Tenant  tenantCommands `cmd:"" help:"Manage the desks' customer companies."`
	User    userCommands   `cmd:"" help:"Manage users."`
	Search  searchCommands `cmd:"" help:"Index the tickets for the search, and measure it."`
	Stats   statsCommand   `cmd:"" help:"Check what statistics are worked out from."`
	Config  configCommand  `cmd:"" name:"config" help:"Show the settings in force and where each comes from."`
	Bench   benchCommand   `cmd:"" help:"Measure against what the machine can do at best."`
	Crowd   crowdCommand   `cmd:"" name:"bench-crowd" hidden:"" help:"The followers of bench push."`
}

// grammar is the whole command line: commands, and settings that go with each.
type grammar struct {
	commands
	config.Config `embed:""`
}

// program is what a command works with.
type program struct {
	*config.Config
	settings config.Settings
	in       io.Reader
	out      io.Writer
	errOut   io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "sportello:", err)
		os.Exit(1)
	}
}

// run is the program without its process.
func run(ctx context.Context, args, environ []string, in io.Reader, out, errOut io.Writer) error {
	var all grammar
	chosen, settings, err := config.Parse(&all, &all.Config, args, environ,
		kong.Name("sportello"), kong.Description("One server for many support desks, spoken to through GraphQL."),
		kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}),
		kong.Writers(out, errOut), kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		return err
	}
	return chosen.Run(&program{Config: &all.Config, settings: settings, in: in, out: out, errOut: errOut})
}
