// Package byhand is what the programs share that let one person talk to a bot through a
// fake: lines are read, and what changes is printed.
package byhand

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// A Chat is the person, and what was printed of the conversation. One of its methods runs
// at a time.
type Chat interface {
	// Connected reports whether the bot is there.
	Connected() bool
	// Do does what a line says, and reports whether to go on. It does not wait.
	Do(line string) bool
	// Differs reports whether there is something that Show has not printed.
	Differs() bool
	Show()
	// Settle waits until the last line was answered, about as long as that at most, and
	// shows the answer.
	Settle(within time.Duration)
}

// Open is where the lines come from: a script, or what is typed where there is none.
func Open(script string) (io.Reader, error) {
	if script == "" {
		return os.Stdin, nil
	}
	return os.Open(script)
}

// Talk sends what is typed and shows what arrives, until the input ends. WaitFor is that
// of the fake.
func Talk(c Chat, in io.Reader, waitFor func(cond func() bool, within time.Duration) bool) {
	var mu sync.Mutex // guards c
	differs := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return c.Differs()
	}
	done := make(chan struct{})
	stopped := make(chan struct{})
	go func() { // ends with done
		defer close(stopped)
		for {
			waitFor(differs, time.Second)
			mu.Lock()
			c.Show()
			mu.Unlock()
			select {
			case <-done:
				return
			default:
			}
		}
	}()
	do := func(line string) bool {
		mu.Lock()
		defer mu.Unlock()
		return c.Do(line)
	}
	lines := bufio.NewScanner(in)
	for lines.Scan() && do(lines.Text()) {
	}
	close(done)
	<-stopped
}

// glance is how long to wait before looking again whether the bot is there.
const glance = 20 * time.Millisecond

// Play sends a script and prints its lines, each when the one before was answered or
// after wait.
func Play(c Chat, in io.Reader, out io.Writer, wait time.Duration) {
	for !c.Connected() {
		time.Sleep(glance)
	}
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		if lines.Text() == "" {
			continue
		}
		fmt.Fprintln(out, ">", lines.Text())
		if !c.Do(lines.Text()) {
			return
		}
		c.Settle(wait)
	}
}
