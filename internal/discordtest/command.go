package discordtest

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Kinds of commands.
const (
	slashCommand   = 1
	userCommand    = 2
	messageCommand = 3
)

// Kinds of options that hold others.
const (
	subcommand      = 1
	subcommandGroup = 2
)

const (
	maxCommandSize = 8000 // of all names, descriptions and values; the longest localization counts
	maxCreates     = 200  // in a day
)

// maxCommands is how many of each kind there may be.
var maxCommands = map[int]int{slashCommand: 100, userCommand: 15, messageCommand: 15}

var (
	commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)
	locales     = strings.Fields("id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko ar he")
)

// A command is a registered one, as the API shows it.
type command struct {
	object
	id, name string
	kind     int
}

// scope is the guild of a path, "" for global commands.
func (s *Server) scope(r *request) (string, *apiError) {
	if r.PathValue("application_id") != s.opts.ApplicationID {
		return "", errAccess.because("%s is not the application's id", r.PathValue("application_id"))
	}
	id := r.PathValue("guild_id")
	if id == "" {
		return "", nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if g := s.guilds[id]; g == nil || g.absent {
		return "", errAccess
	}
	return id, nil
}

func (s *Server) getCommands(r *request) (int, any, *apiError) {
	guild, e := s.scope(r)
	if e != nil {
		return 0, nil, e
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return http.StatusOK, s.wireCommands(guild, r.URL.Query().Get("with_localizations") != "true"), nil
}

func (s *Server) wireCommands(guild string, plain bool) []any {
	out := []any{}
	for _, c := range s.commands[guild] {
		wire := clone(c.object).(object)
		if plain {
			withoutLocalizations(wire)
		}
		out = append(out, wire)
	}
	return out
}

func withoutLocalizations(v any) {
	switch v := v.(type) {
	case object:
		delete(v, "name_localizations")
		delete(v, "description_localizations")
		for _, member := range v {
			withoutLocalizations(member)
		}
	case []any:
		for _, member := range v {
			withoutLocalizations(member)
		}
	}
}

// putCommands replaces all commands of a scope.
func (s *Server) putCommands(r *request) (int, any, *apiError) {
	guild, e := s.scope(r)
	if e != nil {
		return 0, nil, e
	}
	all, ok := r.body.([]any)
	if !ok {
		return 0, nil, invalid(*problemf("BASE_TYPE_BAD_TYPE", "Must be an array."))
	}
	for _, v := range all {
		calm(v)
	}
	if problems := check(s.spec.commands, all); problems != nil {
		return 0, nil, invalid(problems...)
	}
	if problems := checkCommands(all, guild != ""); problems != nil {
		return 0, nil, invalid(problems...)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.replace(guild, all); e != nil {
		return 0, nil, e
	}
	s.mu.Touch()
	return http.StatusOK, s.wireCommands(guild, false), nil
}

// calm drops what discordgo sends although it says nothing.
func calm(v any) {
	o, ok := v.(object)
	if !ok {
		return
	}
	for _, name := range []string{"nsfw", "autocomplete"} {
		if o[name] == false {
			delete(o, name)
		}
	}
	for _, option := range list(o, "options") {
		calm(option)
	}
}

// replace gives the commands their ids: those of a name and kind that was there keep
// it, others are created. The caller holds mu.
func (s *Server) replace(guild string, all []any) *apiError {
	now := s.now()
	created := slices.DeleteFunc(s.created[guild], func(t time.Time) bool { return now.Sub(t) >= 24*time.Hour })
	var next []command
	for _, v := range all {
		c := s.register(guild, v.(object))
		if at := slices.IndexFunc(s.commands[guild], func(o command) bool { return o.name == c.name && o.kind == c.kind }); at >= 0 {
			c.id = s.commands[guild][at].id
			c.object["id"] = c.id
		} else {
			created = append(created, now)
		}
		next = append(next, c)
	}
	if len(created) > maxCreates {
		return errCreates
	}
	s.commands[guild], s.created[guild] = next, created
	return nil
}

func (s *Server) register(guild string, body object) command {
	o := maps.Clone(body)
	kind := slashCommand
	if o["type"] != nil {
		kind = whole(o, "type")
	}
	id := s.nextID()
	permissions, _ := wholeOf(o["default_member_permissions"])
	maps.Copy(o, object{
		"id": id, "application_id": s.opts.ApplicationID, "version": s.nextID(), "type": kind,
		"default_member_permissions": nil, "description": str(o, "description"), "nsfw": false,
	})
	if body["default_member_permissions"] != nil {
		o["default_member_permissions"] = strconv.Itoa(permissions)
	}
	if guild != "" {
		o["guild_id"] = guild
	}
	return command{o, id, str(o, "name"), kind}
}

// checkCommands holds what the schemas do not say.
func checkCommands(all []any, inGuild bool) []problem {
	var out []problem
	counts, names := map[int]int{}, map[string]bool{}
	for i, v := range all {
		o := v.(object)
		kind := slashCommand
		if o["type"] != nil {
			kind = whole(o, "type")
		}
		at := strconv.Itoa(i)
		counts[kind]++
		if most, ok := maxCommands[kind]; ok && counts[kind] > most {
			out = append(out, *problemf("APPLICATION_COMMANDS_MAX", "Maximum number of application commands reached (%d).", most))
		}
		key := strconv.Itoa(kind) + " " + str(o, "name")
		if names[key] {
			out = append(out, *problemf("APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique").at(at, "name"))
		}
		names[key] = true
		for _, p := range checkCommand(o, kind, inGuild) {
			out = append(out, *p.at(at))
		}
	}
	return out
}

func checkCommand(o object, kind int, inGuild bool) []*problem {
	var out []*problem
	if kind == slashCommand {
		out = checkNamed(o)
		out = append(out, checkOptions(o)...)
	} else if str(o, "description") != "" {
		out = append(out, problemf("APPLICATION_COMMAND_INVALID_DESCRIPTION", "Context menu commands cannot have description").at("description"))
	}
	if inGuild {
		for _, name := range []string{"contexts", "integration_types", "dm_permission"} {
			if o[name] != nil {
				out = append(out, problemf("APPLICATION_COMMAND_GUILD_SCOPE", "%s is for global commands only.", name).at(name))
			}
		}
	}
	if n := size(o); n > maxCommandSize {
		out = append(out, problemf("APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (%d)", maxCommandSize))
	}
	return out
}

// checkNamed looks at the name and description of a command or an option, in all languages.
func checkNamed(o object) []*problem {
	var out []*problem
	name := func(v string, at ...string) {
		if !commandName.MatchString(v) || strings.ContainsFunc(v, func(r rune) bool { return unicode.ToLower(r) != r }) {
			out = append(out, problemf("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid").at(at...))
		}
	}
	name(str(o, "name"), "name")
	if str(o, "description") == "" {
		out = append(out, problemf("BASE_TYPE_REQUIRED", "This field is required").at("description"))
	}
	for _, field := range []string{"name_localizations", "description_localizations"} {
		for locale, v := range child(o, field) {
			if !slices.Contains(locales, locale) {
				out = append(out, problemf("BASE_TYPE_CHOICES", "Value must be one of (%s).", strings.Join(locales, ", ")).at(field, locale))
			}
			if said, _ := v.(string); field == "name_localizations" {
				name(said, field, locale)
			}
		}
	}
	return out
}

func checkOptions(o object) []*problem {
	var out []*problem
	optional, names := false, map[string]bool{}
	for i, v := range list(o, "options") {
		option := v.(object)
		add := func(p *problem, steps ...string) {
			out = append(out, p.at(append([]string{"options", strconv.Itoa(i)}, steps...)...))
		}
		for _, p := range append(checkNamed(option), checkOptions(option)...) {
			add(p)
		}
		if flag(option, "required") && optional {
			add(problemf("APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options"))
		}
		optional = optional || !flag(option, "required")
		if names[str(option, "name")] {
			add(problemf("APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED", "Option names must be unique"), "name")
		}
		names[str(option, "name")] = true
		if flag(option, "autocomplete") && len(list(option, "choices")) > 0 {
			add(problemf("APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", "Autocomplete cannot be set with choices."), "autocomplete")
		}
		seen := map[string]bool{}
		for n, choice := range list(option, "choices") {
			name := str(choice.(object), "name")
			if seen[name] {
				add(problemf("APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_DUPLICATED", "Choice names must be unique"), "choices", strconv.Itoa(n), "name")
			}
			seen[name] = true
		}
	}
	return out
}

// size is the length of all names, descriptions and values, the longest of each in all
// languages.
func size(o object) int {
	n := 0
	for _, field := range []string{"name", "description", "value"} {
		longest := utf8.RuneCountInString(str(o, field))
		for _, v := range child(o, field+"_localizations") {
			said, _ := v.(string)
			longest = max(longest, utf8.RuneCountInString(said))
		}
		n += longest
	}
	for _, field := range []string{"options", "choices"} {
		for _, v := range list(o, field) {
			n += size(v.(object))
		}
	}
	return n
}

// A Command is one that the bot registered, with the names of its options. Kind is 1
// for slash commands, 3 for those on messages.
type Command struct {
	Guild   string // "": everywhere
	Name    string
	Kind    int
	Options []string // of a command with subcommands none
	Subs    []string // its subcommands
}

// Commands are those that the bot registered.
func (s *Server) Commands() []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Command
	for _, guild := range slices.Sorted(maps.Keys(s.commands)) {
		for _, c := range s.commands[guild] {
			shown := Command{Guild: guild, Name: c.name, Kind: c.kind}
			for _, v := range list(c.object, "options") {
				option := v.(object)
				if whole(option, "type") <= subcommandGroup {
					shown.Subs = append(shown.Subs, str(option, "name"))
				} else {
					shown.Options = append(shown.Options, str(option, "name"))
				}
			}
			out = append(out, shown)
		}
	}
	return out
}
