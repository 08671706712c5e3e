package dialog

import "strings"

// A command is a target that starts with a slash. Choices may lead to one, and
// people may type one.
const (
	CommandStart    = "/start"
	CommandMenu     = "/menu"
	CommandHelp     = "/help"
	CommandHotline  = "/hotline"
	CommandTopics   = "/topics"
	CommandLanguage = "/language" // with a locale: switches to it
	CommandCountry  = "/country"  // with a country code: remembers it
	CommandPrivacy  = "/privacy"
	CommandAbout    = "/about"
	CommandBye      = "/bye"
)

// commandNodes is where each command leads. /help is the safe word: it leads to
// help, not to a manual.
var commandNodes = map[string]NodeID{
	CommandStart:    Start,
	CommandMenu:     Menu,
	CommandHelp:     HelpNow,
	CommandHotline:  Hotlines,
	CommandTopics:   Topics,
	CommandLanguage: Language,
	CommandCountry:  Country,
	CommandPrivacy:  Privacy,
	CommandAbout:    About,
	CommandBye:      Bye,
}

// Command splits a command into its name and argument and tells the node it
// leads to. ok is false for a command nobody knows.
func Command(s string) (name, argument string, node NodeID, ok bool) {
	name, argument, _ = strings.Cut(s, " ")
	node, ok = commandNodes[name]
	return name, strings.TrimSpace(argument), node, ok
}

// IsCommand reports whether a target is a command.
func (t Target) IsCommand() bool { return strings.HasPrefix(string(t), "/") }
