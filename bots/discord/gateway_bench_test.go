package discord_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/bots/discord"
	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/discordtest"
	"github.com/porchlight-chat/porchlight/internal/review"
	"github.com/porchlight-chat/porchlight/internal/store/memory"
)

// BenchmarkReconnect is from the first fault of a connection to the answer to the next
// question, at the pace of production; that of the zombie is hurried: it is noticed after
// 0.8 s in place of 100 s.
func BenchmarkReconnect(b *testing.B) {
	for _, bc := range []struct {
		name  string
		fault func(*discordtest.Server)
		hurry bool
	}{
		{"drop", (*discordtest.Server).DropTCP, false},
		{"op7", (*discordtest.Server).OpReconnect, false},
		{"op9", func(s *discordtest.Server) { s.InvalidSession(true) }, false},
		{"op9-new-session", func(s *discordtest.Server) { s.InvalidSession(false) }, false},
		{"zombie", func(s *discordtest.Server) { s.Zombie(true) }, true},
	} {
		b.Run(bc.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				r := start(b, setup{mode: "gateway", hurry: bc.hurry, fake: discordtest.Options{CountOnly: true}})
				r.ask("is roblox safe")
				b.StartTimer()
				sessions := r.server.Identifies() + len(r.server.Resumes())
				bc.fault(r.server)
				if !r.server.WaitFor(func() bool { return r.server.Identifies()+len(r.server.Resumes()) > sessions }, 2*soon) {
					b.Fatal("no new connection")
				}
				r.server.Zombie(false)
				r.says(r.ask("is roblox safe"), "Roblox")
				b.StopTimer()
				r.stop()
				b.StartTimer()
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/fault")
		})
	}
}

// BenchmarkMemory is what a connected shard holds on the heap and in stacks. The fake is
// another process, so that its own connections are not counted. The first shard carries
// what there is once, such as the client for requests.
func BenchmarkMemory(b *testing.B) {
	for _, shards := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("shards=%d", shards), func(b *testing.B) {
			fake := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestFakeAlone$")
			fake.Env = append(os.Environ(), fmt.Sprintf("%s=%d", fakeShards, shards))
			end, _ := fake.StdinPipe()
			out, err := fake.StdoutPipe()
			if err == nil {
				err = fake.Start()
			}
			if err != nil {
				b.Fatal(err)
			}
			defer func() {
				_ = end.Close()
				_ = fake.Wait()
			}()
			url, _ := bufio.NewReader(out).ReadString('\n')
			counts, store := &counts{}, memory.New(memory.Options{})
			defer store.Close()
			handler := bots.New(review.Drafts(dialogtest.Shipped(b)), bots.Options{
				Store: store, Key: []byte("a key of the tests"), TTL: time.Hour, Deadline: time.Second, Observer: counts,
			})
			bot, err := discord.New(discord.Options{
				Token: "fake-token", APIURL: strings.TrimSpace(url) + "/api/v10", Handler: handler, Outbox: store, Pictures: dialogs.FS, Observer: counts,
				Shards: discord.Shards{Last: shards - 1, Of: shards},
			})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				before := held()
				ctx, cancel := context.WithCancel(b.Context())
				done := make(chan struct{})
				connected := counts.get("state connected")
				go func() { // ends with cancel
					defer close(done)
					bot.Run(ctx, time.Second)
				}()
				counts.wait(b, "state connected", connected+1)
				after := held()
				b.ReportMetric(float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/float64(shards), "B/shard")
				b.ReportMetric(float64(int64(after.StackInuse)-int64(before.StackInuse))/float64(shards), "stack-B/shard")
				cancel()
				<-done
			}
		})
	}
}

func held() (m runtime.MemStats) {
	for range 3 { // also what is freed by finalizers and pools
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return m
}

// fakeShards is the environment's name for how many shards TestFakeAlone takes.
const fakeShards = "PORCHLIGHT_TEST_FAKE_SHARDS"

// TestFakeAlone is the fake as a process of its own, for BenchmarkMemory. It prints its
// address, and ends with its standard input.
func TestFakeAlone(t *testing.T) {
	var shards int
	if _, err := fmt.Sscan(os.Getenv(fakeShards), &shards); err != nil {
		t.Skip("it is for BenchmarkMemory")
	}
	server := discordtest.New(discordtest.Options{Unlimited: true, CountOnly: true, Shards: shards, MaxConcurrency: shards})
	defer server.Close()
	fmt.Println(server.URL())
	_, _ = io.Copy(io.Discard, os.Stdin)
}
