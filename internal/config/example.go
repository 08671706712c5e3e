package config

import (
	"fmt"
	"reflect"
	"strings"
	"time"
)

var (
	urlType      = reflect.TypeFor[URL]()
	durationType = reflect.TypeFor[time.Duration]()
)

const exampleHead = `# The options of porchlight serve. Copy this file to porchlight.yaml and take
# the # off the lines you want to change; each shows its default.
#
# Every option is also a variable and a flag: http.addr is
# PORCHLIGHT_HTTP__ADDR and --http.addr. A secret has no flag. Flags win over
# variables, variables over this file. An empty value is the same as none.
# porchlight serve --check-config says what would run, without a secret.
`

// Example gives porchlight.example.yaml: every key explained, with its default
// commented out. A comment has a space after its #, an option has none.
func Example() []byte {
	t := newTable()
	var b strings.Builder
	b.WriteString(exampleHead)
	docs := map[string]string{}
	for _, s := range t.sections {
		docs[s.key] = s.doc
	}
	open := ""
	for _, f := range t.fields {
		sec, name, nested := strings.Cut(f.key, ".")
		indent := "  "
		if !nested {
			name, indent = sec, ""
		}
		if nested && sec != open {
			fmt.Fprintf(&b, "\n%s%s:\n", comment(docs[sec], ""), sec)
			open = sec
		} else {
			b.WriteString("\n")
		}
		b.WriteString(comment(f.doc, indent))
		if f.oneof != nil {
			b.WriteString(comment("One of "+strings.Join(f.oneof, ", ")+".", indent))
		}
		def := f.def
		switch {
		case f.list():
			def = "[]"
		case def == "":
			def = `""`
		case strings.HasSuffix(def, ":"):
			def = `"` + def + `"`
		}
		fmt.Fprintf(&b, "%s#%s: %s\n", indent, name, def)
	}
	return []byte(b.String())
}

// comment wraps text into comment lines of at most 78 columns.
func comment(text, indent string) string {
	const width = 78
	var b strings.Builder
	line := indent + "#"
	for _, word := range strings.Fields(text) {
		if len(line)+1+len(word) > width {
			b.WriteString(line + "\n")
			line = indent + "#"
		}
		line += " " + word
	}
	b.WriteString(line + "\n")
	return b.String()
}

// Describe says what would run, for --check-config. It holds no secret.
func Describe(c Config) string {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-14s %s\n", name, fmt.Sprintf(format, args...))
	}
	if c.File == "" {
		line("configuration", "no file")
	} else {
		line("configuration", "%s", c.File)
	}
	line("web chat", "http://%s", c.HTTP.Addr)
	if len(c.Web.FrameAncestors) == 0 {
		line("", "no other site may show it inside its own page")
	} else {
		line("", "may be shown inside %s", strings.Join(c.Web.FrameAncestors, ", "))
	}
	line("admin", "http://%s/healthz, /readyz, /metrics", c.Admin.Addr)
	switch {
	case !c.Telegram.Token.IsSet():
		line("telegram", "no token: it does not run")
	case c.Telegram.Mode == "webhook":
		line("telegram", "receives updates at POST %s", c.Telegram.WebhookURL)
	default:
		line("telegram", "asks %s for updates", c.Telegram.APIURL)
	}
	switch {
	case !c.Discord.Token.IsSet():
		line("discord", "no token: it does not run")
	case c.Discord.Mode == "interactions":
		line("discord", "receives interactions at POST /discord/interactions")
	default:
		line("discord", "connects to the gateway that %s names", c.Discord.APIURL)
	}
	if c.Dialogs.Dir == "" {
		line("content", "the dialogs in the program")
	} else {
		line("content", "%s, watched", c.Dialogs.Dir)
	}
	if c.Review.Policy == Enforce {
		line("review", "only approved texts are served")
	} else {
		line("review", "drafts are served, and say that they are drafts")
	}
	if c.Country == "" {
		line("country", "none is assumed")
	} else {
		line("country", "%s, while a person's own is not known", c.Country)
	}
	line("sessions", "forgotten after %s without use", short(c.Session.TTL))

	b.WriteString("\nevery option:\n")
	root := reflect.ValueOf(c)
	for _, f := range newTable().fields {
		if f.secretOf != "" {
			continue
		}
		// %v is safe: a secret and an address print without what is secret.
		text := fmt.Sprint(root.FieldByIndex(f.index).Interface())
		switch v := root.FieldByIndex(f.index).Interface().(type) {
		case time.Duration:
			text = short(v)
		case []string:
			text = strings.Join(v, ", ")
		case fmt.Stringer:
			text = v.String()
		}
		if f.oneof != nil {
			text = strings.ToLower(text)
		}
		if text == "" {
			text = "-"
		}
		fmt.Fprintf(&b, "  %-24s %s\n", f.key, text)
	}
	return b.String()
}
