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
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/porchlight-chat/porchlight/internal/fakeapi/byhand"
	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

const personID = 1001

func main() {
	addr := flag.String("addr", "127.0.0.1:8081", "address of the fake server")
	language := flag.String("lang", "en", "language of the person's phone")
	script := flag.String("script", "", "file of lines to send")
	wait := flag.Duration("wait", 10*time.Second, "how long a line of the script waits for its answer")
	flag.Parse()

	clean, err := run(*addr, *language, *script, *wait)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if !clean {
		os.Exit(1)
	}
}

// run is the whole conversation; clean is whether the API refused nothing.
func run(addr, language, script string, wait time.Duration) (clean bool, err error) {
	in, err := byhand.Open(script)
	if err != nil {
		return false, err
	}
	server, err := telegramtest.Listen(telegramtest.Options{Addr: addr})
	if err != nil {
		return false, err
	}
	defer server.Close()
	fmt.Fprintf(os.Stderr, "Start the bot with\n\n  PORCHLIGHT_TELEGRAM__TOKEN=%s \\\n  PORCHLIGHT_TELEGRAM__API_URL=%s\n\n", server.Token(), server.URL())

	c := &chat{server: server, person: server.Person(personID, language), screen: newScreen(os.Stdout)}
	if script != "" {
		byhand.Play(c, in, os.Stdout, wait)
	} else {
		byhand.Talk(c, in, server.WaitFor)
	}
	return len(server.Violations()) == 0, nil
}
