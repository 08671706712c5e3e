package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/bots/discord"
	"github.com/porchlight-chat/porchlight/internal/discordtest"
	"github.com/porchlight-chat/porchlight/internal/ops"
)

// What is wrong with Discord is told in the log, and what to do in /readyz.
func TestDiscordSaysWhatIsWrong(t *testing.T) {
	for _, tc := range []struct {
		state      discord.State
		code, todo string
	}{
		{discord.Connected, "platform-reached", "fine"},
		{discord.Unreachable, "platform-lost", "tried again"},
		{discord.Spent, "platform-spent", "it goes on"},
		{discord.BadShards, "platform-shards", "change discord.shard"},
		{discord.BadVersion, "platform-version", "update Porchlight"},
		{discord.BadIntents, "platform-intents", "developer portal"},
		{discord.Refused, "platform-refused", "put a good one in place"},
	} {
		t.Run(string(tc.state), func(t *testing.T) {
			var log bytes.Buffer
			s := &service{ready: &ops.Readiness{}}
			s.observer = &observer{log: ops.NewLog(&log, ops.LogOptions{}), metrics: ops.NewMetrics(nil), ready: s.ready}
			discordObserver{s.platform(ops.Discord, ops.CheckDiscord)}.State(tc.state)
			if !strings.Contains(log.String(), tc.code) {
				t.Errorf("the log says %q", log.String())
			}
			report, _ := s.ready.Report()
			c := report.Checks[len(report.Checks)-1]
			if c.Name != ops.CheckDiscord || c.OK != (tc.state == discord.Connected) || !strings.Contains(string(c.Reason), tc.todo) {
				t.Errorf("%+v", c)
			}
		})
	}
}

// P5 on Discord, both ways: the service answers, and nothing of a person is written
// at debug level, in the data directory or in the metrics.
func TestNothingOfAPersonOnDiscordIsWritten(t *testing.T) {
	const canary = "quokka-7731"
	for _, mode := range []string{"gateway", "interactions"} {
		t.Run(mode, func(t *testing.T) {
			server := discordtest.New(discordtest.Options{Unlimited: true})
			defer server.Close()
			token := filepath.Join(t.TempDir(), "token")
			if err := os.WriteFile(token, []byte(server.Token()), 0o600); err != nil {
				t.Fatal(err)
			}
			s := startService(t, "--log.level=debug", "--discord.token_file="+token, "--discord.api_url="+server.URL()+"/api/v10",
				"--discord.mode="+mode, "--discord.application_id=424242424242424242", "--discord.public_key="+server.PublicKey())
			if mode == "interactions" {
				server.SetEndpoint(s.http + "/discord/interactions")
			}
			if !server.WaitFor(func() bool {
				return server.Calls("PUT /applications/{application_id}/commands") > 0 && (mode != "gateway" || server.Connected() == 1)
			}, 20*time.Second) {
				t.Fatalf("the bot did not come up: %v", server.Violations())
			}
			room := server.Guild("100200300400500600").Channel("general")
			parent := server.User("200300400500600700", "en-US")
			parent.Join(room)
			for _, said := range []string{canary, "my daughter " + canary + " did not come home last night and nobody can reach her", "/" + canary} {
				i, err := parent.Command(room, "ask", map[string]any{"question": said})
				if err != nil {
					t.Fatal(err)
				}
				m, err := i.Answer(10 * time.Second)
				if err != nil || !m.Ephemeral || strings.Contains(m.Text, canary) {
					t.Fatalf("%+v, %v", m, err)
				}
				if _, err := parent.PressData(m, "1en:"+canary); err != nil {
					t.Fatal(err)
				}
				private, err := parent.Press(m, "Continue in private")
				if err != nil {
					t.Fatal(err)
				}
				if told, err := private.Answer(10 * time.Second); err != nil || !strings.Contains(told.Content, "private message") {
					t.Fatalf("%+v, %v", told, err)
				}
				parent.DM(said, canary+".png")
			}
			if mode == "interactions" {
				for _, p := range discordtest.Probes() {
					if err := server.Probe(p); err != nil {
						t.Error(err)
					}
				}
			}
			_, metrics := get(t, s.admin+"/metrics")
			_, ready := get(t, s.admin+"/readyz")
			if !strings.Contains(ready, `"discord"`) {
				t.Errorf("discord is not in %s", ready)
			}
			s.stop()
			log, err := os.ReadFile(s.stderr)
			if err != nil {
				t.Fatal(err)
			}
			written := metrics + ready + string(log)
			err = filepath.WalkDir(s.data, func(path string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				data, err := os.ReadFile(path)
				written += path + string(data)
				return err
			})
			if err != nil || !strings.Contains(string(log), "turn-done") {
				t.Errorf("no turn was logged, %v: the test proves nothing\n%s", err, log)
			}
			for _, part := range []string{"quokka", parent.ID(), parent.DMChannel().ID(), server.Token()} {
				if strings.Contains(strings.ToLower(written), part) {
					t.Errorf("%q was written", part)
				}
			}
			if v := server.Violations(); len(v) > 0 {
				t.Error(v)
			}
		})
	}
}
