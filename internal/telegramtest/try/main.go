// Command try lets one person talk to a bot by hand, without Telegram: it runs the
// fake server, sends what is typed, and prints what the bot sends.
//
//	go run ./internal/telegramtest/try
//	go run ./internal/telegramtest/try -script conversation.txt
//
// A line is sent as a message. Lines that begin with a colon do other things;
// :help lists them. With -script the lines come from a file, each waits for the
// bot's answer, and the whole conversation is printed. The exit status is 1
// where the bot asked for something that the API refuses.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

const personID = 1001

func main() {
	addr := flag.String("addr", "127.0.0.1:8081", "address of the fake server")
	language := flag.String("lang", "en", "language of the person's phone")
	script := flag.String("script", "", "file of lines to send")
	wait := flag.Duration("wait", 10*time.Second, "how long a line of the script waits for its answer")
	flag.Parse()

	in, err := input(*script)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	server := telegramtest.New(telegramtest.Options{Addr: *addr})
	defer server.Close()
	fmt.Fprintf(os.Stderr, "Start the bot with\n\n  PORCHLIGHT_TELEGRAM__TOKEN=%s \\\n  PORCHLIGHT_TELEGRAM__API_URL=%s\n\n", server.Token(), server.URL())

	p := server.Person(personID, *language)
	c := &chat{server: server, person: p, screen: newScreen(os.Stdout)}
	if *script != "" {
		c.play(in, *wait)
	} else {
		c.talk(in)
	}
	if len(server.Violations()) > 0 {
		os.Exit(1)
	}
}

func input(script string) (io.Reader, error) {
	if script == "" {
		return os.Stdin, nil
	}
	return os.Open(script)
}

// talk sends what is typed and prints what arrives, until the input ends.
func (c *chat) talk(in io.Reader) {
	done := make(chan struct{})
	stopped := make(chan struct{})
	go func() { // ends with done
		defer close(stopped)
		for {
			c.person.WaitFor(func([]telegramtest.Message) bool { return c.news() }, time.Second)
			c.print()
			select {
			case <-done:
				return
			default:
			}
		}
	}()
	lines := bufio.NewScanner(in)
	for lines.Scan() && c.do(lines.Text()) {
	}
	close(done)
	<-stopped
}

// settled is how long nothing may change until an answer counts as complete.
const settled = 300 * time.Millisecond

// play sends a script: each line when the one before was answered.
func (c *chat) play(in io.Reader, wait time.Duration) {
	for !c.connected() {
		time.Sleep(settled)
	}
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		if lines.Text() == "" {
			continue
		}
		fmt.Fprintf(c.screen.out, "> %s\n", lines.Text())
		if !c.do(lines.Text()) {
			return
		}
		for until := time.Now().Add(wait); !c.changes() && c.server.Pending() > 0 && time.Now().Before(until); {
		}
		c.print()
		for c.changes() {
			c.print()
		}
	}
}

// changes waits a little for something to print and reports whether there is.
func (c *chat) changes() bool {
	return c.person.WaitFor(func([]telegramtest.Message) bool { return c.news() }, settled)
}
