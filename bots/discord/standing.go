package discord

import (
	"slices"
	"sync"
)

// State is how receiving stands.
type State string

// The states. Those from BadIntents on are told once and stay: connecting again cannot
// help.
const (
	Connected   State = "connected"
	Unreachable State = "unreachable" // tried again and again
	Spent       State = "spent"       // the identifies of the day; waits for more
	BadIntents  State = "intents"     // Discord does not grant what the bot asks to hear
	BadVersion  State = "version"     // Discord does not speak this version any more
	BadShards   State = "shards"      // Discord asks for more shards, or knows no such one
	Refused     State = "refused"     // Discord does not know the token
)

// severity has the states, the worst last; "" is not known yet.
var severity = []State{Connected, "", Unreachable, Spent, BadIntents, BadVersion, BadShards, Refused}

// standing tells the worst of the states of a process's shards. It may be used by
// several goroutines.
type standing struct {
	observer Observer

	mu     sync.Mutex
	shards []State
}

func (s *standing) tell(shard int, state State) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shards[shard] = state
	worst := slices.MaxFunc(s.shards, func(a, b State) int { return slices.Index(severity, a) - slices.Index(severity, b) })
	if worst != "" {
		s.observer.State(worst)
	}
}
