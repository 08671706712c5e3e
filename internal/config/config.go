// Package config reads the options of `porchlight serve`, once, at start.
//
// Later sources win over earlier ones: defaults, the file porchlight.yaml (or
// --config), the environment, flags. The key `telegram.mode` is the variable
// PORCHLIGHT_TELEGRAM__MODE and the flag --telegram.mode. An empty value is the
// same as none. A secret is given by the file, by the environment or, better, in
// a file of its own named by its key with `_file`; never by a flag, which other
// users of the machine can read.
//
// [Load] gives one struct with typed fields and all problems at once, as findings
// with the line of the file, or the name of the variable or flag. The struct is a
// value: each room gets its own part of it. Secrets print as [redacted].
//
// The struct tags of [Config] are the one table. From them come the defaults, the
// flags, the text of porchlight.example.yaml and the checks; a new option is one field
// with its line:
//
//	key      the name in its section
//	doc      what it is for, one or two sentences for an operator
//	default  as it would be written in the file
//	kind     what a value must look like; see kinds in check.go
//	oneof    the words allowed
//	range    shortest and longest duration
//
// Nothing else of the program imports the configuration library.
package config

import (
	"log/slog"
	"strconv"
	"strings"
	"time"
)

// Config is what the operator asked for. The zero value is not usable: Load fills
// the defaults in.
type Config struct {
	Country  string   `key:"country" kind:"country" doc:"Country whose hotlines are shown while a person's own is not known, as two letters (ISO 3166), such as US. Empty: no country is guessed."`
	Release  string   `key:"release" doc:"A release file to serve, or a folder of releases made by porchlight release build. Empty: the content of dialogs.dir, under review.policy."`
	HTTP     HTTP     `key:"http" doc:"The web chat, and the platforms' webhooks."`
	Web      Web      `key:"web" doc:"The web chat's page."`
	Admin    Admin    `key:"admin" doc:"Health and metrics, for the operator alone."`
	Data     Data     `key:"data" doc:"What is kept on this machine."`
	Store    Store    `key:"store" doc:"Where sessions are kept."`
	Session  Session  `key:"session" doc:"How long a chat is remembered."`
	Dialogs  Dialogs  `key:"dialogs" doc:"What the bot says."`
	Review   Review   `key:"review" doc:"Which texts may be served."`
	Log      Log      `key:"log" doc:"The operator's log. It never holds anything of a person."`
	Shutdown Shutdown `key:"shutdown" doc:"How the program ends."`
	Telegram Telegram `key:"telegram" doc:"The Telegram bot. It runs when a token is set."`
	Discord  Discord  `key:"discord" doc:"The Discord bot. It runs when a token is set."`

	File      string // the file that was read, or ""
	CheckOnly bool   // --check-config
	Help      bool   // --help
}

// HTTP is the public server.
type HTTP struct {
	Addr string `key:"addr" kind:"addr" default:"127.0.0.1:8080" doc:"Address to listen on, host:port. Behind a proxy that ends TLS, keep it local."`
}

// Web is the page of the web chat.
type Web struct {
	FrameAncestors []string `key:"frame_ancestors" kind:"origin" doc:"Sites that may show the page inside their own, as https origins such as https://school.example. Empty: none may."`
	LeaveURL       URL      `key:"leave_url" kind:"https" default:"https://www.bbc.co.uk/weather" doc:"Where the button to leave quickly leads: a page that anyone may have open."`
}

// Admin is the operator's server.
type Admin struct {
	Addr string `key:"addr" kind:"addr" default:"127.0.0.1:9090" doc:"Address of /healthz, /readyz and /metrics, host:port. It has no password: keep it out of reach of strangers."`
}

// Data is the data directory.
type Data struct {
	Dir string `key:"dir" default:"porchlight-data" doc:"Directory of the embedded store and the keys. Keep it out of backups: what it holds is meant to be forgotten."`
}

// Store is the session store.
type Store struct {
	URL      URL           `key:"url" kind:"store" default:"file:" doc:"memory: forgets at every restart. file:DIR is embedded; file: alone is in the data directory. redis:, rediss: and redis+cluster: are known, and not built into this version."`
	Deadline time.Duration `key:"deadline" default:"150ms" range:"1ms,10s" doc:"How long an answer waits for the store. After that it is given without memory; danger replies never wait."`
}

// Session is the life of a chat's state.
type Session struct {
	TTL time.Duration `key:"ttl" default:"24h" range:"1m,24h" doc:"How long a chat is remembered after its last message; at most 24h."`
}

// Dialogs is the content.
type Dialogs struct {
	Dir string `key:"dir" kind:"dir" doc:"Directory of content to serve in place of the one in the program. It is watched: good changes are served at once, bad ones are refused."`
}

// Review is the review policy.
type Review struct {
	Policy Policy `key:"policy" oneof:"warn,enforce" default:"warn" doc:"enforce serves only what a second person approved. warn serves drafts too, and says that they are drafts."`
}

// Policy is a review policy.
type Policy string

// The policies.
const (
	Warn    Policy = "warn"
	Enforce Policy = "enforce"
)

// Log is the log.
type Log struct {
	Level  slog.Level `key:"level" oneof:"debug,info,warn,error" default:"info" doc:"The least that is logged."`
	Format string     `key:"format" oneof:"text,json" default:"text" doc:"For people or for machines."`
}

// Shutdown is the end of the process.
type Shutdown struct {
	Timeout time.Duration `key:"timeout" default:"10s" range:"0s,5m" doc:"How long to finish answers that were begun when the program is asked to stop."`
}

// Telegram is the Telegram channel.
type Telegram struct {
	Token         Secret `key:"token" kind:"telegram-token" doc:"The bot's token, from @BotFather."`
	APIURL        URL    `key:"api_url" kind:"url" default:"https://api.telegram.org" doc:"Where the Bot API answers."`
	Mode          string `key:"mode" oneof:"poll,webhook" default:"poll" doc:"poll asks for updates and needs no public address. webhook receives them at POST /telegram/webhook."`
	WebhookURL    URL    `key:"webhook_url" kind:"https" doc:"Public https address of POST /telegram/webhook."`
	WebhookSecret Secret `key:"webhook_secret" kind:"webhook-secret" doc:"Word by which a webhook call is known to come from Telegram: 1 to 256 letters, digits, _ and -."`
}

// Discord is the Discord channel.
type Discord struct {
	Token         Secret `key:"token" kind:"one-word" doc:"The bot's token, from the developer portal."`
	ApplicationID string `key:"application_id" kind:"snowflake" doc:"The application's id, digits."`
	PublicKey     string `key:"public_key" kind:"hex32" doc:"The application's public key, 64 hex digits, by which interactions are known to come from Discord."`
	APIURL        URL    `key:"api_url" kind:"url" default:"https://discord.com/api/v10" doc:"Where the API answers."`
	Mode          string `key:"mode" oneof:"gateway,interactions" default:"gateway" doc:"gateway connects and needs no public address. interactions are received at POST /discord/interactions."`
	Shard         string `key:"shard" kind:"shard" default:"0/1" doc:"Which share of the servers this process serves over the gateway, and of how many shares: 0/1 is all, 2/4 one of four, 0-3/16 the first four of sixteen. Discord asks for more than one from 2,500 servers on; private messages come to share 0."`
}

// Shares reads Shard: the first and the last share of this process, counted from 0, and
// of how many; 0 when it cannot be read.
func (d Discord) Shares() (first, last, of int) {
	shares, all, _ := strings.Cut(d.Shard, "/")
	from, to, several := strings.Cut(shares, "-")
	if !several {
		to = from
	}
	var n [3]uint64
	for i, text := range []string{from, to, all} {
		var err error
		if n[i], err = strconv.ParseUint(text, 10, 16); err != nil {
			return 0, 0, 0
		}
	}
	if n[0] > n[1] || n[1] >= n[2] {
		return 0, 0, 0
	}
	return int(n[0]), int(n[1]), int(n[2])
}
