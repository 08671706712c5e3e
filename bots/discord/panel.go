package discord

import (
	"context"
	"strconv"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// manageCommand is for those who run a server: it puts a panel into a channel, shows
// what it would be, takes it away, and tells how all of it is used. A panel is a message with buttons that everyone
// sees and whose answers only the one who taps sees. Nothing is kept about it: language
// and country travel in its buttons.
const (
	manageCommand = "porchlight"
	setupPanel    = "setup"
	previewPanel  = "preview"
	removePanel   = "remove"
	guidePages    = "guide"

	channelOptionName  = "channel"
	languageOptionName = "language"
	countryOptionName  = "country"
	messageOptionName  = "message"
)

// guideNode is what those who run a server should know.
const guideNode dialog.NodeID = "bot/discord-guide"

// panelNodes are what a panel's buttons lead to, after help now.
var panelNodes = []dialog.NodeID{"grooming/signs", "talk/start", "report/where"}

// channelTypes are where a panel may be: text and announcements.
var channelTypes = []int{0, 5}

// manage is the command as Discord keeps it.
func (w wording) manage() registered {
	permissions := strconv.Itoa(manageGuild)
	r := registered{
		Type: slashCommand, Name: manageCommand, MemberPermissions: &permissions,
		Contexts: []int{inGuild}, IntegrationTypes: []int{forGuilds},
	}
	r.Description, r.Descriptions = w.all("discord-manage")
	at := w.option(channelOption, channelOptionName, "discord-channel")
	at.ChannelTypes = channelTypes
	country := w.option(textOption, countryOptionName, "discord-country")
	country.MaxLength = 2
	language := w.option(textOption, languageOptionName, "discord-language")
	if n, ok := w.bundle.Node(dialog.Language); ok {
		for _, c := range n.View(0).Choices {
			if name, argument, _, _ := dialog.Command(string(c.To)); name == dialog.CommandLanguage && argument != "" {
				language.Choices = append(language.Choices, choice{Name: cut(c.Label, maxOption), Value: argument})
			}
		}
	}
	message := w.option(textOption, messageOptionName, "discord-message")
	message.Required = true
	for _, sub := range []struct {
		name    string
		options []declared
	}{
		{setupPanel, []declared{at, language, country}},
		{previewPanel, []declared{language, country}},
		{removePanel, []declared{message, at}},
		{guidePages, nil},
	} {
		o := w.option(subcommandOption, sub.name, "discord-"+sub.name)
		o.Options = sub.options
		r.Options = append(r.Options, o)
	}
	return r
}

// manage answers the command of those who run a server.
func (b *Bot) manage(ctx context.Context, i *interaction) answer {
	locale := b.locale(string(i.Locale))
	say := func(key string) answer {
		m := newMessage(escaped(b.word(locale, key)), nil)
		m.Flags |= ephemeral
		return answer{callback: callback{answerMessage, m}}
	}
	if !i.manages() || len(i.Data.Options) != 1 {
		return say("discord-not-allowed")
	}
	sub := i.Data.Options[0]
	if sub.Name == guidePages {
		return b.converse(ctx, i, toNode(guideNode), customID{})
	}
	in := locale
	if chosen := value(sub.Options, languageOptionName); chosen != "" {
		in = b.locale(chosen)
	}
	country := strings.ToUpper(value(sub.Options, countryOptionName))
	if country != "" && !isCountry(country) {
		return say("discord-no-country")
	}
	channel := string(i.Channel)
	if chosen := value(sub.Options, channelOptionName); chosen != "" {
		// Discord resolves what was chosen; without that it may be of another server.
		if _, ours := i.Data.Resolved.Channels[chosen]; !ours || !isID(chosen) {
			return say("discord-no-channel")
		}
		channel = chosen
	}
	switch sub.Name {
	case setupPanel:
		return say(b.setUp(ctx, channel, b.panel(in, country)))
	case removePanel:
		return say(b.remove(ctx, channel, value(sub.Options, messageOptionName)))
	default:
		m := b.panel(in, country)
		m.Flags |= ephemeral
		return answer{callback: callback{answerMessage, m}}
	}
}

// locale is the locale of the content that serves a language.
func (b *Bot) locale(language string) string {
	bundle := b.o.Handler.Release().Bundle()
	i, _ := bundle.Locale(language)
	return bundle.Locales()[i]
}

// panel is the message with a server's buttons.
func (b *Bot) panel(locale, country string) outgoing {
	bundle := b.o.Handler.Release().Bundle()
	i, _ := bundle.Locale(locale)
	help := b.o.Handler.Engine().Recall(engine.Decision{Locale: locale, Node: dialog.Menu}).Help
	var choices []dialog.Choice
	for _, id := range panelNodes {
		if n, ok := bundle.Node(id); ok {
			to := dialog.Target(n.ID)
			choices = append(choices, dialog.Choice{Label: n.View(i).Title, To: to, Payload: dialog.Payload{Locale: locale, To: to}.String()})
		}
	}
	d := board{b: b, locale: locale, of: customID{country: country}}
	rows := d.rows(choices, help[:min(2, len(help))])
	last := len(rows) - 1 // help now comes first here: there is no answer above it
	return newMessage(escaped(b.word(locale, "discord-panel")), append(rows[last:len(rows):len(rows)], rows[:last]...))
}

// setUp posts a panel and gives the key of what to say.
func (b *Bot) setUp(ctx context.Context, channel string, m outgoing) string {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	switch b.api.do(ctx, "POST", "channels/"+channel+"/messages", m, nil, nil).verdict {
	case accepted:
		return "discord-posted"
	case again:
		return "discord-later"
	default:
		return "discord-no-channel"
	}
}

// remove takes a panel away and gives the key of what to say. A message is edited
// before it is deleted: Discord lets nobody edit the message of another, so that only
// our own can be deleted, whatever else we may do in a server.
func (b *Bot) remove(ctx context.Context, channel, message string) string {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	message = message[strings.LastIndexByte(message, '/')+1:] // a link ends with the id
	if !isID(message) {
		return "discord-no-message"
	}
	path := "channels/" + channel + "/messages/" + message
	out := b.api.do(ctx, "PATCH", path, map[string]any{"components": []widget{}, "allowed_mentions": mentions{[]string{}}}, nil, nil)
	if out.verdict == accepted {
		out = b.api.do(ctx, "DELETE", path, nil, nil, nil)
	}
	switch out.verdict {
	case accepted:
		return "discord-removed"
	case again:
		return "discord-later"
	default:
		return "discord-no-message"
	}
}
