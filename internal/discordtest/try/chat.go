package main

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/porchlight-chat/porchlight/internal/discordtest"
)

const (
	personID = "1001"
	guildID  = "2002"
)

// chat is the person, and what was printed of the conversation.
type chat struct {
	server *discordtest.Server
	person *discordtest.User
	guild  *discordtest.Channel
	screen *screen

	where *discordtest.Channel
	last  *discordtest.Interaction
}

func newChat(s *discordtest.Server, locale string, out io.Writer) *chat {
	c := &chat{server: s, person: s.User(personID, locale), screen: newScreen(out), guild: s.Guild(guildID).Channel("general")}
	c.person.Administer(c.guild)
	c.where = c.guild
	return c
}

// Connected reports whether the bot has registered its commands.
func (c *chat) Connected() bool {
	return len(c.server.Commands()) > 0
}

func (c *chat) look() view {
	v := view{violations: c.server.Violations()}
	for _, where := range []*discordtest.Channel{c.guild, c.person.DMChannel()} {
		v.messages = append(v.messages, c.person.Messages(where)...)
	}
	if c.last != nil {
		o := c.last.Outcome()
		v.modal, v.failed = o.Modal, o.Failed || o.Problem != ""
		v.interaction = c.last.ID()
	}
	return v
}

// Differs reports whether there is something to print.
func (c *chat) Differs() bool { return c.screen.differs(c.look()) }

// Show prints it.
func (c *chat) Show() { c.screen.show(c.look()) }

// settled is how long nothing may change until an answer counts as complete.
const settled = 300 * time.Millisecond

// Settle waits until the answer to a line is complete, and prints it.
func (c *chat) Settle(within time.Duration) {
	c.server.WaitFor(c.Differs, within)
	for c.server.WaitFor(c.Differs, settled) {
		c.Show()
	}
}

const help = `  /NAME TEXT       give a command; /NAME OPTION: TEXT names the option, /NAME SUB a subcommand
  TEXT             write a direct message
  :1               press button 1 of the last message with buttons
  :choose VALUE    choose from the list of the last message that has it
  :form FIELD: TEXT  fill in the form
  :dm, :guild      give the commands in direct messages, or in the guild
  :restart         close the client and open it again
  :quit`

// Do does what a line says and reports whether to go on.
func (c *chat) Do(line string) bool {
	verb, rest, _ := strings.Cut(line, " ")
	var i *discordtest.Interaction
	var err error
	switch {
	case line == "":
	case line[0] == '/':
		i, err = c.command(verb[1:], rest)
	case line[0] != ':':
		c.person.DM(line)
	case verb == ":choose":
		i, err = c.choose(rest)
	case verb == ":form":
		i, err = c.form(rest)
	case verb == ":dm":
		c.where = c.person.DMChannel()
	case verb == ":guild":
		c.where = c.guild
	case verb == ":restart":
		c.person.Restart()
	case verb == ":quit":
		return false
	default:
		i, err = c.press(verb[1:])
	}
	if i != nil {
		c.last = i
	}
	if err != nil {
		fmt.Fprintf(c.screen.out, "  (%v)\n", err)
	}
	return true
}

var named = regexp.MustCompile(`^([-_\pL\pN]+): +(.*)$`)

func (c *chat) command(name, rest string) (*discordtest.Interaction, error) {
	options := map[string]any{}
	if sub, more, _ := strings.Cut(rest, " "); slices.ContainsFunc(c.server.Commands(), func(known discordtest.Command) bool {
		return known.Name == name && slices.Contains(known.Subs, sub)
	}) {
		name, rest = name+" "+sub, more
	}
	if m := named.FindStringSubmatch(rest); m != nil {
		options[m[1]] = m[2]
	} else if rest != "" {
		for _, known := range c.server.Commands() {
			if known.Name == name && len(known.Options) > 0 {
				options[known.Options[0]] = rest
			}
		}
	}
	return c.person.Command(c.where, name, options)
}

// latest is the last message that fits.
func (c *chat) latest(fits func(discordtest.Message) bool) (discordtest.Message, error) {
	var found discordtest.Message
	for _, m := range c.look().messages {
		if fits(m) && m.ID > found.ID {
			found = m
		}
	}
	if found.ID == "" {
		return found, fmt.Errorf("there is no such message")
	}
	return found, nil
}

func (c *chat) press(number string) (*discordtest.Interaction, error) {
	n, err := strconv.Atoi(number)
	if err != nil {
		return nil, fmt.Errorf("lines:\n%s", help)
	}
	m, err := c.latest(func(m discordtest.Message) bool { return len(m.Buttons) > 0 })
	if err != nil || n < 1 || n > len(m.Buttons) {
		return nil, fmt.Errorf("there is no button %s", number)
	}
	return c.person.Press(m, m.Buttons[n-1].Label)
}

func (c *chat) choose(value string) (*discordtest.Interaction, error) {
	m, err := c.latest(func(m discordtest.Message) bool { return len(m.Selects) > 0 })
	if err != nil {
		return nil, err
	}
	return c.person.Select(m, value)
}

func (c *chat) form(line string) (*discordtest.Interaction, error) {
	field, value, _ := strings.Cut(line, ": ")
	if c.last == nil {
		return nil, fmt.Errorf("there is no form")
	}
	return c.person.SubmitModal(c.last, map[string]any{field: value})
}
