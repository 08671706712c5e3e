package main

import (
	"fmt"

	"github.com/porchlight-chat/porchlight/internal/config"
	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/store"
)

// loadConfig reads the configuration and prints what is wrong with it. cfg is
// nil when it cannot be used; code is the status to leave with.
func loadConfig(e env, args []string) (cfg *config.Config, code int) {
	c, findings := config.Load(config.Options{
		Args: args,
		Env:  e.environ,
		Checks: map[string]func(string) error{
			"store.url": func(url string) error {
				_, err := store.ParseURL(url, "")
				return err
			},
		},
	})
	if c.Help {
		return &c, exitOK
	}
	for _, f := range findings {
		fmt.Fprintln(e.stderr, f)
	}
	if diag.Failed(findings) {
		return nil, fail(e, "the configuration cannot be used; mend what is named above")
	}
	return &c, exitOK
}
