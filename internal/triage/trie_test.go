package triage

import "testing"

// A trie finds what was put in and nothing else, however large it grows.
func TestTrie(t *testing.T) {
	trie, known := newTrie(), map[step]int32{}
	for k := range int32(5 * fewestSlots) {
		longer := step{up: k * 7 % int32(len(trie.words)), symbol: k * k % 300}
		p := trie.extend(longer.up, longer.symbol)
		if was, ok := known[longer]; ok && was != p || !ok && int(p) != len(known)+1 {
			t.Fatalf("%v is %d, was %d", longer, p, was)
		}
		known[longer] = p
	}
	for up := range int32(500) {
		for symbol := range int32(310) {
			if got, want := trie.child(up, symbol), known[step{up, symbol}]; got != want {
				t.Fatalf("child of %d by %d is %d, want %d", up, symbol, got, want)
			}
		}
	}
	head, tail := trie.extend(trie.extend(0, 1), 2), trie.extend(trie.extend(0, 3), 4)
	if got, want := trie.join(head, tail), trie.extend(trie.extend(head, 3), 4); got != want {
		t.Errorf("joined it is %d, want %d", got, want)
	}
}
