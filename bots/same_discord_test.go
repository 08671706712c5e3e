package bots_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/porchlight-chat/porchlight/bots/discord"
	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/discordtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// onDiscord is a person with Discord, in a server or in direct messages with the bot.
type onDiscord struct {
	t      testing.TB
	server *discordtest.Server
	bundle *dialog.Bundle
	store  *lent
	heard  heard
	where  *discordtest.Channel // nil: the direct messages
	people int
	person *discordtest.User
	shown  discordtest.Message // zero: none
}

type discordHeard struct{ heard }

func (discordHeard) State(discord.State) {}

// openDiscord opens a server, whose interactions are posted, or direct messages, which
// come over the gateway.
func openDiscord(t testing.TB, direct bool) place {
	o := &onDiscord{t: t, store: lend(t), heard: hear()}
	o.server = discordtest.New(discordtest.Options{Unlimited: true, CountOnly: !direct})
	h := handles(t, o.store, o.heard)
	o.bundle = h.Release().Bundle()
	client := &http.Client{Transport: &http.Transport{}}
	options := discord.Options{
		Token: o.server.Token(), APIURL: o.server.URL() + "/api/v10", Handler: h, Outbox: o.store, Pictures: dialogs.FS, Observer: discordHeard{o.heard}, Client: client,
	}
	if !direct {
		options.PublicKey = o.server.PublicKey()
		o.where = o.server.Guild("100").Channel("general")
	}
	bot, err := discord.New(options)
	if err != nil {
		t.Fatal(err)
	}
	endpoint := func() {}
	if !direct {
		posts := httptest.NewServer(bot.Interactions())
		o.server.SetEndpoint(posts.URL + discord.InteractionsPath)
		endpoint = posts.Close
	}
	runs(t, func(ctx context.Context) { bot.Run(ctx, soon) }, func() {
		endpoint()
		client.CloseIdleConnections()
		o.server.Close()
	}, o.server.Violations)
	if !o.server.WaitFor(func() bool {
		return o.server.Calls("PUT /applications/{application_id}/commands") > 0 && (!direct || o.server.Connected() > 0)
	}, soon) {
		t.Fatal("the bot did not come up")
	}
	return o
}

func (o *onDiscord) meet(s engine.State) bool {
	o.store.begin(s)
	o.people++
	o.person = o.server.User(fmt.Sprintf("5%017d", o.people), map[string]string{"en": "en-US", "es": "es-ES"}[s.Locale])
	if o.where != nil {
		o.person.Join(o.where)
	}
	o.shown = discordtest.Message{}
	return true
}

func (o *onDiscord) channel() *discordtest.Channel {
	if o.where == nil {
		return o.person.DMChannel()
	}
	return o.where
}

func (o *onDiscord) take(in engine.Input, label string) (screen, bool) {
	var i *discordtest.Interaction
	var err error
	switch {
	case in.Kind == engine.Tap:
		i, err = o.tap(in.Payload, label)
	case in.Kind == engine.Command && o.registered(in.Command):
		i, err = o.person.Command(o.channel(), in.Command[1:], nil)
	case in.Kind == engine.Text || in.Kind == engine.Command:
		if o.where == nil {
			return o.writes(in.Text + in.Command)
		}
		i, err = o.person.Command(o.where, "ask", map[string]any{"question": in.Text + in.Command})
	case in.Kind == engine.Media && o.where == nil:
		return o.writes(in.Text, "picture.png")
	default:
		return screen{}, false // nothing opens a chat, and a command takes no files
	}
	if err != nil {
		o.t.Error(err)
		return screen{}, false
	}
	if o.shown, err = i.Answer(soon); err != nil {
		o.t.Fatal(err)
	}
	o.heard.wait(o.t)
	return o.screen(), true
}

// registered reports whether a command is one of Discord's own, which takes no argument.
func (o *onDiscord) registered(command string) bool {
	_, err := o.person.Autocomplete(o.channel(), command[1:], "", "", nil)
	return err != nil && strings.Contains(err.Error(), "has no option")
}

// tap presses a button or chooses from a list, by its label where it is shown.
func (o *onDiscord) tap(payload, label string) (*discordtest.Interaction, error) {
	if o.shown.ID == "" { // there is nothing to press
		i, err := o.person.Command(o.channel(), "menu", nil)
		if err != nil {
			return nil, err
		}
		if o.shown, err = i.Answer(soon); err != nil {
			return nil, err
		}
		o.heard.wait(o.t)
	}
	if label == "" {
		return o.person.PressData(o.shown, payload)
	}
	if i, err := o.person.Press(o.shown, label); err == nil {
		return i, nil
	}
	return o.person.Select(o.shown, label)
}

// writes sends a direct message and waits for the answer.
func (o *onDiscord) writes(text string, files ...string) (screen, bool) {
	o.person.DM(text, files...)
	o.heard.wait(o.t)
	for _, m := range slices.Backward(o.person.Messages(o.channel())) {
		if m.FromBot {
			o.shown = m
			return o.screen(), true
		}
	}
	o.t.Fatal("no message")
	return screen{}, false
}

func (o *onDiscord) screen() (s screen) {
	text, err := markdownAside(o.shown.Content)
	if err != nil {
		o.t.Errorf("%v in %q", err, o.shown.Content)
	}
	s.Lines = lines(text)
	for _, list := range o.shown.Selects {
		for _, option := range list.Options {
			s.Labels = append(s.Labels, option.Label)
		}
	}
	for _, b := range o.shown.Buttons {
		s.Labels = append(s.Labels, b.Label)
	}
	return s
}

func (o *onDiscord) design() []change {
	left := "discord-left-server"
	if o.where == nil {
		left = "discord-left"
	}
	offered := func(key string) func(*engine.Reply, *screen) {
		return func(r *engine.Reply, s *screen) { s.Labels = append(s.Labels, word(o.bundle, r.Locale, key)) }
	}
	return []change{
		{"the help row stands under the choices", nil, helpRow},
		{"leaving says what is deleted", leaving, says(o.bundle, left)},
		{"there is nothing more to leave", leaving, onlyHelp},
		{"a form is the only way to type in a server", nil, offered("discord-ask")},
		{
			"in a server the direct messages are offered, but to those who leave", func(_ *engine.Reply, left bool) bool { return o.where != nil && !left },
			offered("discord-private"),
		},
	}
}

// markdownAside reads Discord's Markdown as a client shows it
// (https://support.discord.com/hc/en-us/articles/210298617): bold and italics, lists,
// addresses in angle brackets, and backslashes before what means nothing. Any other mark
// is an error: nothing that is said has one.
func markdownAside(s string) (string, error) {
	var out strings.Builder
	for i, row := range strings.Split(s, "\n") {
		if i > 0 {
			out.WriteByte('\n')
		}
		if rest, ok := strings.CutPrefix(row, "- "); ok {
			out.WriteString("• ")
			row = rest
		} else if strings.HasPrefix(row, "#") || strings.HasPrefix(row, ">") || strings.HasPrefix(row, "-#") || strings.HasPrefix(row, "+ ") {
			return "", fmt.Errorf("a mark at the start of %q", row)
		}
		if err := spansAside(&out, row); err != nil {
			return "", err
		}
	}
	return out.String(), nil
}

func spansAside(out *strings.Builder, row string) error {
	bold, italic := false, false
	for row != "" {
		switch {
		case row[0] == '\\' && len(row) > 1:
			_, n := utf8.DecodeRuneInString(row[1:])
			out.WriteString(row[1 : 1+n])
			row = row[1+n:]
		case strings.HasPrefix(row, "**"):
			bold, row = !bold, row[2:]
		case row[0] == '*':
			italic, row = !italic, row[1:]
		case strings.HasPrefix(row, "<https://"):
			address, rest, ok := strings.Cut(row[1:], ">")
			if !ok || strings.ContainsAny(address, " <") {
				return fmt.Errorf("an address without an end: %q", row)
			}
			out.WriteString(address)
			row = rest
		case strings.ContainsRune("_~|`<[@", rune(row[0])), strings.HasPrefix(row, "://"):
			return fmt.Errorf("a mark at %q", row)
		default:
			out.WriteByte(row[0])
			row = row[1:]
		}
	}
	if bold || italic {
		return fmt.Errorf("a style without an end")
	}
	return nil
}
