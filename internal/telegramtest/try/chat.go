package main

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

// chat is the person, and what was printed of the conversation. Its methods may
// be used by several goroutines.
type chat struct {
	server *telegramtest.Server
	person *telegramtest.Person

	mu     sync.Mutex
	screen *screen
}

func (c *chat) connected() bool {
	return c.server.Calls("getUpdates")+c.server.Calls("setWebhook") > 0
}

func (c *chat) look() view {
	return view{c.person.Messages(), c.person.Popups(), c.server.Violations()}
}

// news reports whether there is something to print.
func (c *chat) news() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.screen.differs(c.look())
}

func (c *chat) print() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.screen.show(c.look())
}

const help = `  :1               tap button 1 of the last message with buttons
  :start PAYLOAD   follow a link to the bot
  :media KIND      send media; kinds are %s
  :edit TEXT       change the last message sent
  :block           stop the bot
  :unblock         let it write again
  :quit
`

// do does what a line says and reports whether to go on.
func (c *chat) do(line string) bool {
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
		c.say(fmt.Sprintf(help, strings.Join(telegramtest.MediaKinds(), ", ")))
	case verb == ":quit":
		return false
	default:
		err = c.tap(verb[1:])
	}
	if err != nil {
		c.say(fmt.Sprintf("  (%v)\n", err))
	}
	return true
}

func (c *chat) say(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprint(c.screen.out, text)
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
