// Command try lets one person talk to a bot by hand, without Discord: it runs the fake
// server, gives the commands that are typed, and prints what the bot sends.
//
//	go run ./internal/discordtest/try
//	go run ./internal/discordtest/try -endpoint http://127.0.0.1:8080/discord/interactions
//	go run ./internal/discordtest/try -script conversation.txt
//
// A line that begins with a slash is a command, "/ask what is grooming": the text goes
// into its first option, or options are named, "/ask question: what is grooming". Other
// lines are direct messages. Lines that begin with a colon do other things; :help lists
// them. With -script the lines come from a file, each waits for the bot's answer, and
// the whole conversation is printed. The exit status is 1 where the bot asked for
// something that Discord refuses.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/porchlight-chat/porchlight/internal/discordtest"
	"github.com/porchlight-chat/porchlight/internal/fakeapi/byhand"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8082", "address of the fake server")
	endpoint := flag.String("endpoint", "", "URL of the bot's interactions endpoint; without it the bot connects to the gateway")
	locale := flag.String("locale", "en-US", "language of the person's client")
	script := flag.String("script", "", "file of lines to send")
	wait := flag.Duration("wait", 10*time.Second, "how long a line of the script waits for its answer")
	flag.Parse()

	in, err := byhand.Open(*script)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	server := discordtest.New(discordtest.Options{Addr: *addr, Endpoint: *endpoint, ApplicationID: "424242424242424242"})
	defer server.Close()
	fmt.Fprintf(os.Stderr, "Start the bot with\n\n  PORCHLIGHT_DISCORD__TOKEN=%s \\\n  PORCHLIGHT_DISCORD__APPLICATION_ID=%s \\\n  PORCHLIGHT_DISCORD__PUBLIC_KEY=%s \\\n  PORCHLIGHT_DISCORD__API_URL=%s/api/v10\n\n",
		server.Token(), server.ApplicationID(), server.PublicKey(), server.URL())

	c := newChat(server, *locale, os.Stdout)
	if *script != "" {
		byhand.Play(c, in, os.Stdout, *wait)
	} else {
		byhand.Talk(c, in, server.WaitFor)
	}
	if len(server.Violations()) > 0 {
		os.Exit(1)
	}
}
