package discord

import (
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// slashCommand and messageCommand are types of commands.
const (
	slashCommand   = 1
	messageCommand = 3
)

// askCommand, with its option, takes a question.
const (
	askCommand     = "ask"
	questionOption = "question"
)

// offered is a slash command for everybody. Its description is the word command-NAME.
type offered struct {
	name   string
	option string        // the option that takes a question, or ""
	node   dialog.NodeID // where it leads; "" to the command of this name
}

// commands are what everybody is offered.
var commands = []offered{
	{name: askCommand, option: questionOption},
	{name: "topics"},
	{name: "hotline"},
	{name: "help"},
	{name: "report", node: "report/where"},
	{name: "menu"},
	{name: "language"},
	{name: "country"},
	{name: "privacy"},
	{name: "about"},
	{name: "bye"},
}

// input is what a command asks for.
func (o offered) input() engine.Input {
	if o.node != "" {
		return toNode(o.node)
	}
	return engine.Input{Kind: engine.Command, Command: "/" + o.name}
}

// toNode asks for a node. No locale is named "-", so it is shown in the person's own.
func toNode(id dialog.NodeID) engine.Input {
	return engine.Input{Kind: engine.Tap, Payload: dialog.Payload{Locale: "-", To: dialog.Target(id)}.String()}
}

// fromCommand is what a command asks for. One that is used on somebody's message, and
// one of an earlier version, opens the menu.
func fromCommand(i *interaction) engine.Input {
	if i.Data.Type == slashCommand {
		for _, c := range commands {
			if c.name != string(i.Data.Name) {
				continue
			}
			switch {
			case c.option == "":
				return c.input()
			default:
				return asked(i.option(c.option))
			}
		}
	}
	return engine.Input{Kind: engine.Command, Command: dialog.CommandMenu}
}

// asked makes an input of a question; one that was completed is the payload of its
// node.
func asked(question string) engine.Input {
	if p, err := dialog.ParsePayload(question); err == nil && len(question) <= dialog.MaxPayload && p.Set.Slot == "" {
		return engine.Input{Kind: engine.Tap, Payload: question}
	}
	return engine.Input{Kind: engine.Text, Text: question}
}

// maxChoices is how many completions Discord shows.
const maxChoices = 25

// choice is a completion, or a choice of an option.
type choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// complete offers the titles of nodes that fit what is being typed: every word of it
// begins a word of the title. A question in a sentence fits none, and is not to be
// replaced by one. Nothing is offered that was not written by us.
func (b *Bot) complete(i *interaction) []choice {
	out := []choice{}
	bundle := b.o.Handler.Release().Bundle()
	locale, _ := bundle.Locale(string(i.Locale))
	name := bundle.Locales()[locale]
	typed := strings.Fields(strings.ToLower(cut(i.option(questionOption), maxOption)))
	ids := bundle.NodeIDs()
	if len(typed) == 0 {
		ids = nil
		if topics, ok := bundle.Node(dialog.Topics); ok {
			for _, c := range topics.View(locale).Choices {
				if !c.To.IsCommand() {
					ids = append(ids, dialog.NodeID(c.To))
				}
			}
		}
	}
	shown := map[string]bool{}
	for _, id := range ids {
		n, ok := bundle.Node(id)
		if !ok || n.Topic == "" || n.Smalltalk || strings.HasPrefix(string(id), "danger/") || strings.HasPrefix(string(id), "bot/") {
			continue
		}
		title := n.View(locale).Title
		if title == "" || shown[title] || !begins(title, typed) {
			continue
		}
		shown[title] = true
		out = append(out, choice{Name: cut(title, maxOption), Value: dialog.Payload{Locale: name, To: dialog.Target(n.ID)}.String()})
		if len(out) == maxChoices {
			break
		}
	}
	return out
}

// begins reports whether each of some words begins a word of a title.
func begins(title string, typed []string) bool {
	words := strings.Fields(strings.ToLower(title))
	for _, t := range typed {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, t) }) {
			return false
		}
	}
	return true
}
