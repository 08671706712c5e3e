package telegram

import (
	"strings"
	"unicode"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// commands are what Telegram's menu lists, in its order. The description is the
// word command-…
var commands = []string{
	dialog.CommandHelp, dialog.CommandMenu, dialog.CommandHotline, dialog.CommandTopics, dialog.CommandLanguage,
	dialog.CommandCountry, dialog.CommandPrivacy, dialog.CommandAbout, dialog.CommandBye, dialog.CommandStart,
}

// alsoCommands are other names, which people know from other bots.
var alsoCommands = map[string]string{
	"/stop": dialog.CommandBye, "/delete": dialog.CommandBye, "/settings": dialog.CommandLanguage, "/cancel": dialog.CommandMenu,
}

// typed makes an input of a typed text: a command that is known and meant for us,
// or text. me is the bot's username.
func typed(text, me string) engine.Input {
	first, rest := text, ""
	if i := strings.IndexFunc(text, unicode.IsSpace); i >= 0 {
		first, rest = text[:i], text[i:]
	}
	if !strings.HasPrefix(first, "/") {
		return engine.Input{Kind: engine.Text, Text: text}
	}
	name, to, addressed := strings.Cut(first, "@")
	name = strings.ToLower(name)
	if addressed && !strings.EqualFold(to, me) {
		return engine.Input{Kind: engine.Unknown} // another bot's, in a group
	}
	if other, ok := alsoCommands[name]; ok {
		name = other
	}
	if _, _, _, known := dialog.Command(name); !known {
		return engine.Input{Kind: engine.Text, Text: text}
	}
	rest = strings.TrimSpace(rest)
	if name == dialog.CommandStart {
		return started(rest)
	}
	if rest != "" {
		name += " " + rest
	}
	return engine.Input{Kind: engine.Command, Command: name}
}

// started makes an input of what a link t.me/…?start=PAYLOAD carries: a language,
// a command or a node, or a language before either, such as "es", "help",
// "es_help" or "es_talk_start" for the node talk/start. It says nothing of who
// follows the link. What leads nowhere is read as typed behind the command: it may
// tell of danger.
func started(payload string) engine.Input {
	if payload == "" {
		return engine.Input{Kind: engine.Start}
	}
	said := engine.Input{Kind: engine.Command, Command: dialog.CommandStart + " " + payload}
	if !isPayload(payload) {
		return said
	}
	parts := strings.Split(payload, "_")
	locale := "-" // none: the person's own
	if len(parts[0]) == 2 {
		locale, parts = parts[0], parts[1:]
	}
	to := dialog.CommandStart
	switch len(parts) {
	case 0:
	case 1:
		to = "/" + parts[0]
	case 2:
		to = parts[0] + "/" + parts[1]
	default:
		return said
	}
	if _, _, _, known := dialog.Command(to); strings.HasPrefix(to, "/") && !known {
		return said
	}
	return engine.Input{Kind: engine.Tap, Payload: dialog.Payload{Locale: locale, To: dialog.Target(to)}.String()}
}

// isPayload reports whether a text may be a payload: 1 to 64 letters, digits, _
// and - (https://core.telegram.org/bots/features#deep-linking).
func isPayload(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '_' && c != '-' {
			return false
		}
	}
	return len(s) <= 64
}
