package config

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/posflag"
	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

const envPrefix = "PORCHLIGHT_"

// Options are where Load looks. The zero value reads porchlight.yaml in the
// working directory and nothing else.
type Options struct {
	Args []string // flags of serve, without the program's name and "serve"
	Env  []string // as os.Environ gives it
	Dir  string   // what relative names in flags and keys are relative to; "" is the working directory

	// Checks are checks that belong to other rooms, by key: store.ParseURL is one.
	// Each gets the whole value and returns one sentence without secrets.
	Checks map[string]func(value string) error
}

// loader collects what the sources say. It is used for one Load.
type loader struct {
	Options
	table    *table
	findings []diag.Finding
	// sources are what each source says by key, the strongest first.
	sources []map[string]value
}

// Load reads all sources. The findings are sorted; when diag.Failed says so, the
// Config must not be used, except for --help. It never exits and never prints.
func Load(o Options) (Config, []diag.Finding) {
	l := &loader{Options: o, table: newTable()}
	cfg := l.load()
	diag.Sort(l.findings)
	return cfg, l.findings
}

// Usage gives the flags of serve, for help.
func Usage() string {
	return newFlags(newTable()).set.FlagUsagesWrapped(100)
}

// errorf adds a finding that stops the start.
func (l *loader) errorf(code diag.Code, at diag.Pos, hint, format string, args ...any) {
	l.findings = append(l.findings, diag.Finding{
		Code: code, Severity: diag.Error, Pos: at, Hint: hint, Message: fmt.Sprintf(format, args...),
	})
}

// warnf adds a finding that does not.
func (l *loader) warnf(code diag.Code, at diag.Pos, hint, format string, args ...any) {
	l.errorf(code, at, hint, format, args...)
	l.findings[len(l.findings)-1].Severity = diag.Warning
}

func (l *loader) load() Config {
	flags := newFlags(l.table)
	fromFlags := flags.parse(l)
	path, asked := defaultFile, flags.config != ""
	if asked {
		path = flags.config
	}
	fromFile, read := l.readFile(l.path(path), path, asked)
	fromEnv := map[string]value{}

	// The library does the merging; it is used once and thrown away. The sources'
	// own maps are kept for the places of what they say.
	k := koanf.New(".")
	must := func(err error) {
		if err != nil {
			panic("config: " + err.Error())
		}
	}
	defaults := map[string]any{}
	for _, f := range l.table.fields {
		if f.def != "" {
			defaults[f.key] = f.def
		}
	}
	must(k.Load(confmap.Provider(defaults, "."), nil))
	must(k.Load(confmap.Provider(plain(fromFile), "."), nil))
	must(k.Load(env.Provider(".", env.Opt{
		Prefix:        envPrefix,
		EnvironFunc:   func() []string { return l.Env },
		TransformFunc: func(name, text string) (string, any) { return l.variable(fromEnv, name, text) },
	}), nil))
	must(k.Load(posflag.Provider(flags.set, ".", k), nil))
	l.sources = []map[string]value{fromFlags, fromEnv, fromFile}

	cfg := Config{CheckOnly: flags.checkOnly, Help: flags.help}
	if read {
		cfg.File = filepath.ToSlash(path)
	}
	l.decode(k, &cfg)
	l.checkTogether(&cfg)
	return cfg
}

// path resolves a name against Dir.
func (l *loader) path(name string) string {
	if l.Dir == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(l.Dir, name)
}

// plain gives a source's values as the library takes them.
func plain(values map[string]value) map[string]any {
	out := map[string]any{}
	for key, v := range values {
		if v.items != nil {
			out[key] = v.items
		} else {
			out[key] = v.text
		}
	}
	return out
}

// orchestrated are variables that Kubernetes sets by itself in every container
// beside a service that is named porchlight.
var orchestrated = regexp.MustCompile(`^PORCHLIGHT_([A-Z0-9_]+_)?(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT(_[0-9]+_(TCP|UDP|SCTP)(_[A-Z]+)?)?)$`)

// variable reads one environment variable. It returns no key for what is not to
// be loaded.
func (l *loader) variable(into map[string]value, name, text string) (string, any) {
	if orchestrated.MatchString(name) {
		return "", nil
	}
	key := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, envPrefix), "__", "."))
	at := diag.Pos{File: name}
	f := l.table.byKey[key]
	if f == nil || envName(key) != name {
		var names []string
		for _, f := range l.table.fields {
			names = append(names, envName(f.key))
		}
		l.unknown(diag.Pos{File: "environment"}, "variable", name, names)
		return "", nil
	}
	if text == "" {
		return "", nil
	}
	into[key] = value{text: text, at: at}
	if f.list() {
		return key, splitList(text)
	}
	return key, text
}

// splitList splits at commas and drops spaces and empty items.
func splitList(text string) []string {
	var out []string
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, item)
		}
	}
	return out
}

// origin gives what the strongest source says of a key, or the zero value for a
// default.
func (l *loader) origin(key string) (value, bool) {
	for _, s := range l.sources {
		if v, ok := s[key]; ok {
			return v, true
		}
	}
	return value{at: diag.Pos{File: key}}, false
}

// decode fills cfg from the merged values, key by key.
func (l *loader) decode(k *koanf.Koanf, cfg *Config) {
	root := reflect.ValueOf(cfg).Elem()
	for i := range l.table.fields {
		f := &l.table.fields[i]
		from, _ := l.origin(f.key)
		var items []string
		text := ""
		switch v := k.Get(f.key).(type) {
		case string:
			text = v
			if f.list() {
				items = splitList(v)
			}
		case []string:
			items = v
		}
		if text == "" && len(items) == 0 {
			continue
		}
		target := root.FieldByIndex(f.index)
		switch {
		case f.secretOf != "":
			l.secretFile(f, text, from, target)
		case f.list():
			l.setList(f, items, from, target)
		default:
			l.set(f, text, from.at, target)
		}
	}
}

// set checks one value and puts it in its field.
func (l *loader) set(f *field, text string, at diag.Pos, target reflect.Value) {
	good, ok := l.check(f, text, at)
	if !ok {
		return
	}
	switch t := target.Addr().Interface().(type) {
	case *Secret:
		*t = NewSecret(good)
	case *time.Duration:
		*t, _ = time.ParseDuration(good)
	case interface{ UnmarshalText([]byte) error }:
		if err := t.UnmarshalText([]byte(good)); err != nil {
			l.errorf("config-value", at, "", "%s cannot be read", f.key)
		}
	default:
		target.SetString(good)
	}
}

func (l *loader) setList(f *field, items []string, from value, target reflect.Value) {
	var out []string
	seen := map[string]bool{}
	for i, item := range items {
		at := from.at
		if i < len(from.its) {
			at = from.its[i]
		}
		if good, ok := l.check(f, item, at); ok && !seen[good] {
			seen[good] = true
			out = append(out, good)
		}
	}
	target.Set(reflect.ValueOf(out))
}

// maxSecret bounds a secret's file; tokens have about 70 bytes.
const maxSecret = 4 << 10

// secretFile reads a secret from the file named by a `_file` key.
func (l *loader) secretFile(f *field, name string, from value, target reflect.Value) {
	if v, both := l.origin(f.secretOf); both {
		l.errorf("config-secret", from.at, fmt.Sprintf("keep one of them; the other is at %s", v.at),
			"%s and %s are both given", f.secretOf, f.key)
		return
	}
	path := l.path(name)
	info, err := os.Stat(path)
	switch {
	case err != nil:
		l.errorf("config-secret", from.at, "", "the file named by %s: %s", f.key, fileProblem(err))
		return
	case !info.Mode().IsRegular() || info.Size() > maxSecret:
		l.errorf("config-secret", from.at, "", "the file named by %s is not a file of at most %d bytes", f.key, maxSecret)
		return
	case info.Mode().Perm()&0o077 != 0 && !l.isCredential(path):
		l.warnf("config-secret-open", from.at, "chmod 600 the file",
			"the file named by %s may be read by others than its owner, so it is not used", f.key)
		return
	}
	data, err := os.ReadFile(path)
	if err != nil {
		l.errorf("config-secret", from.at, "", "the file named by %s: %s", f.key, fileProblem(err))
		return
	}
	text := strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	if text == "" {
		l.errorf("config-secret", from.at, "", "the file named by %s is empty", f.key)
		return
	}
	l.set(l.table.byKey[f.secretOf], text, from.at, target)
}

// isCredential reports whether a file is one that systemd passed on to the service:
// the directory is closed to others, and the access list of a file shows as
// permission of its group (https://systemd.io/CREDENTIALS).
func (l *loader) isCredential(path string) bool {
	for _, v := range l.Env {
		if dir, ok := strings.CutPrefix(v, "CREDENTIALS_DIRECTORY="); ok && dir != "" {
			return filepath.Dir(path) == filepath.Clean(dir)
		}
	}
	return false
}

// flags are the command line of serve.
type flags struct {
	set             *pflag.FlagSet
	config          string
	checkOnly, help bool
}

func newFlags(t *table) *flags {
	fl := &flags{set: pflag.NewFlagSet("serve", pflag.ContinueOnError)}
	fl.set.SortFlags = false
	fl.set.Usage = func() {}
	fl.set.ParseErrorsAllowlist.UnknownFlags = true // parse reports them, all at once
	fl.set.StringVar(&fl.config, "config", "", "configuration `FILE` (default "+defaultFile+", if there is one)")
	fl.set.BoolVar(&fl.checkOnly, "check-config", false, "say what would run, and end")
	fl.set.BoolVarP(&fl.help, "help", "h", false, "show this")
	for _, f := range t.fields {
		if f.secret() {
			continue
		}
		doc := f.doc
		if f.def != "" {
			doc += " Default " + f.def + "."
		}
		fl.set.String(f.key, "", doc)
	}
	return fl
}

// parse reads the arguments and gives the keys that flags set.
func (fl *flags) parse(l *loader) map[string]value {
	var names []string
	fl.set.VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	for i := 0; i < len(l.Args) && l.Args[i] != "--"; i++ {
		name, _, inline := strings.Cut(l.Args[i], "=")
		if !strings.HasPrefix(name, "--") {
			if strings.HasPrefix(name, "-") && name != "-h" {
				l.unknown(diag.Pos{File: "command line"}, "flag", name, names)
			}
			continue
		}
		f := fl.set.Lookup(name[2:])
		switch secret := l.table.byKey[name[2:]]; {
		case f != nil && !inline && f.NoOptDefVal == "":
			i++ // the next one is its value
		case f != nil:
		case secret != nil:
			l.errorf("config-flag", diag.Pos{File: "command line"},
				fmt.Sprintf("use --%s_file or %s", secret.key, envName(secret.key)),
				"no flag %s: other users of the machine can read flags", name)
		default:
			l.unknown(diag.Pos{File: "command line"}, "flag", name, names)
		}
	}
	// pflag's own words repeat the arguments; what is left after the loop above is
	// a flag without its value, or a short one.
	if err := fl.set.Parse(l.Args); err != nil {
		l.errorf("config-flag", diag.Pos{File: "command line"}, "see --help", "a flag lacks its value or is malformed")
	}
	if fl.set.NArg() > 0 && len(l.findings) == 0 {
		l.errorf("config-flag", diag.Pos{File: "command line"}, "flags begin with --", "serve takes no arguments but flags")
	}
	values := map[string]value{}
	fl.set.Visit(func(f *pflag.Flag) {
		if l.table.byKey[f.Name] == nil {
			return
		}
		if text := f.Value.String(); text != "" {
			values[f.Name] = value{text: text, at: diag.Pos{File: "--" + f.Name}}
		}
	})
	return values
}
