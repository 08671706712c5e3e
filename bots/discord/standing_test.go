package discord

import "testing"

func TestShardsOfABot(t *testing.T) {
	t.Parallel()
	for shards, good := range map[Shards]bool{
		{}: true, {Of: 1}: true, {Of: 4}: true, {First: 2, Last: 3, Of: 4}: true,
		{First: 1, Last: 1}: false, {First: 2, Last: 1, Of: 4}: false, {Last: 4, Of: 4}: false, {First: -1, Of: 4}: false,
	} {
		if _, err := New(Options{Token: "t", APIURL: "http://127.0.0.1:1", Shards: shards}); (err == nil) != good {
			t.Errorf("%+v: %v", shards, err)
		}
	}
}

// told is the last state that was told.
type told struct {
	Observer
	state State
}

func (o *told) State(s State) { o.state = s }

// The worst of the shards is told, and connected only when all are.
func TestStanding(t *testing.T) {
	t.Parallel()
	o := &told{}
	s := &standing{observer: o, shards: make([]State, 3)}
	for _, step := range []struct {
		shard int
		state State
		want  State
	}{
		{0, Connected, ""},
		{1, Connected, ""},
		{2, Unreachable, Unreachable},
		{2, Connected, Connected},
		{1, Spent, Spent},
		{0, BadShards, BadShards},
		{2, Refused, Refused},
		{2, BadIntents, BadShards},
		{0, BadVersion, BadVersion},
	} {
		s.tell(step.shard, step.state)
		if o.state != step.want {
			t.Errorf("shard %d %s: %q, want %q", step.shard, step.state, o.state, step.want)
		}
	}
}
