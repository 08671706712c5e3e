package text

import (
	"slices"
	"strings"
	"testing"
)

// slowLexicon does what Lexicon does with lists and loops: no trie, no table.
type slowLexicon struct{ *Lexicon }

func (s slowLexicon) find(word string) (id, beginning int32) {
	id, beginning = -1, -1
	for k, w := range s.words {
		stem, open := strings.CutSuffix(w, "*")
		if !open && w == word {
			id = int32(k)
		}
		if open && strings.HasPrefix(word, stem) && (beginning < 0 || len(stem) >= len(s.words[beginning])) {
			beginning = int32(k)
		}
	}
	return id, beginning
}

func (s slowLexicon) isHeard(word string) bool {
	id, _ := s.find(word)
	return id >= 0 && s.targets[id]
}

func (s slowLexicon) mayBeMeant(word string) bool {
	_, beginning := s.find(word)
	return s.isHeard(word) || beginning >= 0 && s.targets[beginning]
}

// editCost is the least cost of one edit that makes b of a, dear+1 without one.
func editCost(a, b string) int {
	least := dear + 1
	try := func(made string, cost int) {
		if made == b {
			least = min(least, cost)
		}
	}
	for k := range len(a) {
		if k+1 < len(a) && a[k] != a[k+1] {
			try(a[:k]+a[k+1:k+2]+a[k:k+1]+a[k+2:], cheap)
		}
		if k > 0 && len(a) > shortestSlip {
			try(a[:k]+a[k+1:], extra(a[k-1], a[k]))
		}
	}
	for k := 1; k <= len(a); k++ {
		for c := byte('a'); c <= 'z'; c++ {
			if len(a) < shortestSlip {
				try(a[:k]+string(c)+a[k:], dear)
				continue
			}
			try(a[:k]+string(c)+a[k:], cheap)
			if k < len(a) && c != a[k] {
				try(a[:k]+string(c)+a[k+1:], wrong(a[k], c))
			}
		}
	}
	return least
}

func (s slowLexicon) slip(word string, ordinary []string) (string, bool) {
	if len(word) < shortestSlip-1 || !isPlain(word) {
		return "", false
	}
	best, least, harmless := "", dear+1, dear+1
	for _, w := range append(slices.Clone(s.words), ordinary...) {
		cost := editCost(word, w)
		switch {
		case cost > dear || strings.HasSuffix(w, "*"):
		case s.isHeard(w), slices.Contains(ordinary, w) && s.mayBeMeant(w):
			if cost < least || cost == least && w < best {
				best, least = w, cost
			}
		case slices.Contains(ordinary, w):
			harmless = min(harmless, cost)
		}
	}
	if best == "" || harmless < least || harmless == least && least == dear {
		return "", false
	}
	return best, true
}

// shorten tries every way to write the runs of a word once or twice, twice first.
func (s slowLexicon) shorten(word string) (string, bool) {
	long := false
	ways := []string{""}
	for k := 0; k < len(word); {
		n := 1
		for k+n < len(word) && word[k+n] == word[k] {
			n++
		}
		long = long || n > 2
		var next []string
		for _, head := range ways {
			if n > 1 {
				next = append(next, head+word[k:k+1]+word[k:k+1])
			}
			if n != 2 {
				next = append(next, head+word[k:k+1])
			}
		}
		ways = next
		k += n
	}
	for _, w := range ways {
		if long && s.isHeard(w) {
			return w, true
		}
	}
	return "", false
}

func (s slowLexicon) withAny(letters string) (string, bool) {
	for k, w := range s.words {
		same := len(w) == len(letters) && letters[0] != anyLetter && isPlain(w) && s.targets[k]
		for i := 0; same && i < len(w); i++ {
			same = letters[i] == anyLetter || letters[i] == w[i]
		}
		if same {
			return w, true
		}
	}
	return "", false
}

// glued goes back from the end through every way to cut a word.
func (s slowLexicon) glued(word string, small bool, ordinary []string) []string {
	if small && len(word) < shortestGlued || !isPlain(word) {
		return nil
	}
	tiny := strings.Fields("a in on up so or us of is am by at be do go to im de en se la lo le al va te da el es un los las")
	// best gives the pieces of word[:end] in which exactly the bits of mask were found.
	var best func(end int, mask uint8) []string
	best = func(end int, mask uint8) []string {
		if end == 0 {
			if mask == 0 {
				return []string{}
			}
			return nil
		}
		var least []string
		for from := range end {
			piece := word[from:end]
			found, is := uint8(0), slices.Contains(tiny, piece)
			if slices.Contains(provingWords, piece) {
				found, is = 2, true
			}
			if len(piece) >= 3 && s.isHeard(piece) {
				found, is = found|1, true
			}
			if len(piece) >= longOrdinary && slices.Contains(ordinary, piece) {
				is = true
				if s.mayBeMeant(piece) {
					found |= 1
				}
			}
			if !is || mask&found != found {
				continue
			}
			for had := range mask + 1 {
				if had|found != mask {
					continue
				}
				if head := best(from, had); head != nil && (least == nil || len(head)+1 < len(least)) {
					least = append(slices.Clone(head), piece)
				}
			}
		}
		return least
	}
	if p := best(len(word), 1); p != nil {
		shortest := len(word)
		for _, x := range p {
			shortest = min(shortest, len(x))
		}
		pair := len(p) == 2 && shortest >= 2 && len(word)-shortest >= longPiece
		if !small || shortest >= longPiece || pair {
			return p
		}
	}
	p := best(len(word), 3)
	if len(p) > 2 && 3*len(p) > len(word) && word[0] != 'i' {
		return nil
	}
	return p
}

// FuzzLexiconAgainstSlow holds every fast search against its slow twin. Words
// are made of few letters, so that they come near each other.
func FuzzLexiconAgainstSlow(f *testing.F) {
	heard := strings.Fields("sad said das dass saddle dias hello help held heal heap my son sons soon missing mis miss sing she is in " +
		"das* hel* sat* it at all tall")
	common := strings.Fields("dash sand salad hells helm heals lids handle dishes lasso tassel sits hit hat")
	fast := NewLexicon(heard, func(w string) bool { return w != "tall" }, nil)
	fast.ordinary = &vocabulary{newTrie(common), common}
	slow := slowLexicon{fast}
	for _, s := range []string{"heelp", "sonn", "mysonismissing", "dasing", "h*lp", "sadly", "heplo", "hatallit"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 14 {
			s = s[:14]
		}
		b := []byte(s)
		for k, c := range b {
			if c != anyLetter {
				b[k] = "adehilmnopsty"[c%13]
			}
		}
		word := string(b)
		if word == "" {
			return
		}
		id, beginning := fast.heard.find(word)
		if wid, wb := slow.find(word); id != wid || beginning != wb {
			t.Fatalf("find(%q) = %d, %d, slow %d, %d", word, id, beginning, wid, wb)
		}
		if any := fast.withAny(0, b); true {
			want, ok := slow.withAny(word)
			if ok != (any >= 0) || ok && fast.words[any] != want {
				t.Fatalf("withAny(%q) = %d, slow %q", word, any, want)
			}
		}
		if strings.Contains(word, "*") {
			return
		}
		got, ok := fast.shorten(word)
		if want, wok := slow.shorten(word); got != want || ok != wok {
			t.Fatalf("shorten(%q) = %q, slow %q", word, got, want)
		}
		got, ok = fast.slip(word)
		if want, wok := slow.slip(word, common); got != want || ok != wok {
			t.Fatalf("slip(%q) = %q, slow %q", word, got, want)
		}
		for _, small := range []bool{false, true} {
			var store [longestWord]string
			pieces := fast.glued(word, small, store[:0])
			if want := slow.glued(word, small, common); !slices.Equal(pieces, want) {
				t.Fatalf("glued(%q, %v) = %q, slow %q", word, small, pieces, want)
			}
		}
	})
}

func BenchmarkMend4096Garbage(b *testing.B) {
	l := NewLexicon(strings.Fields("help my son is missing and he wants to die killed suicide blackmail"), func(string) bool { return true }, nil)
	var s strings.Builder
	for k := 0; s.Len() < 4096; k++ {
		for j := range 9 {
			s.WriteByte(byte('a' + (k*7+j*j*5+k*j)%26))
		}
		s.WriteByte(' ')
	}
	m := Scan(s.String())
	var buf []Token
	b.ReportAllocs()
	for b.Loop() {
		buf = l.Mend(m, buf).Tokens
	}
}
