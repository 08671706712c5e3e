package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

// chat is the person, and what was printed of the conversation.
type chat struct {
	server *telegramtest.Server
	person *telegramtest.Person
	screen *screen
}

// Connected reports whether the bot has asked for updates, or said where to send them.
func (c *chat) Connected() bool {
	return c.server.Calls("getUpdates")+c.server.Calls("setWebhook") > 0
}

func (c *chat) look() view {
	return view{c.person.Messages(), c.person.Popups(), c.server.Violations()}
}

// Differs reports whether there is something to print.
func (c *chat) Differs() bool { return c.screen.differs(c.look()) }

// Show prints it.
func (c *chat) Show() { c.screen.show(c.look()) }

const (
	glance  = 20 * time.Millisecond
	settled = 300 * time.Millisecond // for what a bot still sends after it confirmed an update
)

// Settle waits until the bot is done with a line, and prints what it did.
func (c *chat) Settle(within time.Duration) {
	for until := time.Now().Add(within); c.server.Pending() > 0 && time.Now().Before(until); {
		time.Sleep(glance)
	}
	time.Sleep(settled)
	c.Show()
}

const help = `  :1               tap button 1 of the last message with buttons
  :start PAYLOAD   follow a link to the bot
  :media KIND      send media; kinds are %s
  :edit TEXT       change the last message sent
  :block           stop the bot
  :unblock         let it write again
  :quit
`

// Do does what a line says and reports whether to go on.
func (c *chat) Do(line string) bool {
	verb, rest, _ := strings.Cut(line, " ")
	var err error
	switch {
	case line == "":
	case verb[0] != ':':
		c.person.Send(line)
	case verb == ":start":
		c.person.Start(rest)
	case verb == ":media":
		err = c.media(rest)
	case verb == ":edit":
		err = c.edit(rest)
	case verb == ":block":
		c.person.Block()
	case verb == ":unblock":
		c.person.Unblock()
	case verb == ":help":
		fmt.Fprintf(c.screen.out, help, strings.Join(telegramtest.MediaKinds(), ", "))
	case verb == ":quit":
		return false
	default:
		err = c.tap(verb[1:])
	}
	if err != nil {
		fmt.Fprintf(c.screen.out, "  (%v)\n", err)
	}
	return true
}

func (c *chat) media(what string) error {
	kind, caption, _ := strings.Cut(what, " ")
	for _, k := range telegramtest.MediaKinds() {
		if k == kind {
			c.person.Media(kind, caption)
			return nil
		}
	}
	return fmt.Errorf("no media of kind %q", kind)
}

func (c *chat) edit(text string) error {
	list := c.person.Messages()
	for i := len(list) - 1; i >= 0; i-- {
		if !list[i].FromBot {
			c.person.Edit(list[i].ID, text)
			return nil
		}
	}
	return fmt.Errorf("there is no message to edit")
}

func (c *chat) tap(number string) error {
	n, err := strconv.Atoi(number)
	if err != nil {
		return fmt.Errorf("there is no :%s; see :help", number)
	}
	list := c.person.Messages()
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Keyboard == nil {
			continue
		}
		for _, row := range list[i].Keyboard {
			if n <= len(row) && n > 0 {
				_, err := c.person.Tap(list[i].ID, row[n-1].Label)
				return err
			}
			n -= len(row)
		}
		return fmt.Errorf("there is no button %s", number)
	}
	return fmt.Errorf("there is no message with buttons")
}
