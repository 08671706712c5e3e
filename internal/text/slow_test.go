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

// apart tries every letter of a run anew.
func (s slowLexicon) apart(m Message, i int) []string {
	var word []byte
	for k := i; k < len(m.Tokens) && len(word) < longestWord; k++ {
		t := m.Tokens[k]
		if len(t.Norm) != 1 || k > i && t.Start-m.Tokens[k-1].End > 3 {
			break
		}
		word = append(word, t.Norm[0])
	}
	if len(word) < fewestApart {
		return nil
	}
	if plain, ok := s.unleet(string(word)); ok {
		return []string{plain}
	}
	return s.Lexicon.glued(string(word), false, nil) // the twin takes too long for long runs
}

// unleet tries every word.
func (s slowLexicon) unleet(word string) (string, bool) {
	if len(word) < 3 || strings.Trim(word, "0123456789") == "" {
		return "", false
	}
	for _, one := range []string{"i", "l"} {
		read := strings.NewReplacer("0", "o", "1", one, "2", "z", "3", "e", "4", "a", "5", "s", "6", "g", "7", "t", "8", "b", "9", "g").Replace(word)
		if s.isHeard(read) {
			return read, true
		}
	}
	return "", false
}

// signed reads the original from a token to the end of the chain.
func (s slowLexicon) signed(m Message, i int) (string, int) {
	k, letters := i, ""
	if at := m.Tokens[i].Start; at > 0 && isLetterByte(m.Tokens[i].Norm[0]) && (at == 1 || m.source[at-2] == ' ') && strings.IndexByte("$@", m.source[at-1]) >= 0 {
		letters = string(signLetter(m.source[at-1]))
	}
	signs := len(letters)
	letters += m.Tokens[i].Norm
	for ; k+1 < len(m.Tokens); k++ {
		gap := m.source[m.Tokens[k].End:m.Tokens[k+1].Start]
		if gap == "" || len(gap) > mostSigns || strings.IndexByte(letterSigns, gap[0]) < 0 {
			break
		}
		if strings.Trim(gap, letterSigns) != "" {
			return "", 0
		}
		for _, sign := range []byte(gap) {
			letters += string(signLetter(sign))
		}
		signs += len(gap)
		letters += m.Tokens[k+1].Norm
	}
	if signs == 0 || len(letters) < 3 {
		return "", 0
	}
	if w, ok := s.withAny(letters); ok {
		return w, k + 1 - i
	}
	return "", 0
}

// FuzzRunsAgainstSlow holds what is kept from token to token against trying each
// anew.
func FuzzRunsAgainstSlow(f *testing.F) {
	heard := strings.Fields("help helped son sons die dies kill killed my want sex deal all")
	fast := newLexicon(heard, func(w string) bool { return w != "all" }, nil, &vocabulary{trie: newTrie(nil)})
	slow := slowLexicon{fast}
	for _, s := range []string{
		"h e l p m y s o n", "x h e l p", "i want to k i l l", "d i e i i a a a a a a a my my h3lp", "s*x k*l*ed**kill $ex @ll k!ll*- die",
		strings.Repeat("s o n a m y ", 20) + "x h e l p", strings.Repeat("a*", 30) + "s*n", strings.Repeat("d i e ", 30),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b := []byte(s)
		for k, c := range b {
			b[k] = "adehiklmnopstwxy31  .*!$@|"[int(c)%26]
		}
		for _, s := range []string{s, string(b), strings.Join(strings.Split(string(b), ""), " ")} {
			m := Scan(s)
			var run letterRun
			var chain signChain
			for i := 0; i < len(m.Tokens); {
				var put []Token
				var words []string
				n := fast.apart(m, i, &run, &put)
				for _, t := range put {
					words = append(words, t.Norm)
				}
				if want := slow.apart(m, i); !slices.Equal(words, want) || n != len(strings.Join(want, "")) {
					t.Fatalf("apart(%q, %d) = %q, slow %q", s, i, words, want)
				}
				word, k := fast.signed(m, i, &chain)
				if want, wk := slow.signed(m, i); word != want || k != wk {
					t.Fatalf("signed(%q, %d) = %q, %d, slow %q, %d", s, i, word, k, want, wk)
				}
				i += max(1, n, k)
			}
		}
	})
}

// FuzzTagAgainstSlow looks for the end of a tag from each "<".
func FuzzTagAgainstSlow(f *testing.F) {
	for _, s := range []string{"<b>", "<b <i><", "</p ><<br/><blockquote ", "<b" + strings.Repeat(" ", 196) + "><b" + strings.Repeat(" ", 197) + ">"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		sc := scanner{close: -1}
		for i := range len(s) {
			if s[i] != '<' {
				continue
			}
			n, block := sc.tag(s, i)
			want := 0
			var name string
			if end := strings.IndexByte(s[i:min(len(s), i+longestTag)], '>'); end >= 2 {
				name = strings.TrimPrefix(s[i+1:i+end], "/")
				name, _, _ = strings.Cut(strings.NewReplacer("\t", " ", "\n", " ", "/", " ").Replace(name), " ")
				if name = strings.ToLower(name); inlineTags[name] || blockTags[name] {
					want = end + 1
				}
			}
			if n != want || block != (n > 0 && blockTags[name]) {
				t.Fatalf("tag(%q, %d) = %d, %v, slow %d, %q", s, i, n, block, want, name)
			}
		}
	})
}

// FuzzLexiconAgainstSlow holds every fast search against its slow twin. Words
// are made of few letters, so that they come near each other.
func FuzzLexiconAgainstSlow(f *testing.F) {
	heard := strings.Fields("sad said das dass saddle dias hello help held heal heap my son sons soon missing mis miss sing she is in " +
		"das* hel* sat* it at all tall")
	common := strings.Fields("dash sand salad hells helm heals lids handle dishes lasso tassel sits hit hat")
	fast := newLexicon(heard, func(w string) bool { return w != "tall" }, nil, &vocabulary{trie: newTrie(common), words: common})
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
		if any := fast.withAny(b); true {
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
