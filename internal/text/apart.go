package text

// fewestApart is how many letters set apart make a word: two are often "I a".
const fewestApart = 3

// letterRun is letters that stand alone, one after the other ("h e l p m y"). A
// run that can't be read as words from one letter is tried from the next, each
// time as far as longestWord letters. So that a long run costs no more than its
// letters, it is cut from all of them in one pass: each place keeps the set of
// those from where words lead up to it.
//
//	          a  h  e  l  p  m  y
//	places  0  1  2  3  4  5  6  7
//	                       |     '- bit 2: "my", bit 6: "help my", bit 7: "a help my"
//	                       '- bit 4: "help", bit 5: "a help"
type letterRun struct {
	letters   string
	from, end int                    // its first token, and the one after its last
	failed    bool                   // it was no words from some letter
	read      int                    // the places before are done with
	places    *[longestWord + 1]cuts // nil until they are needed
}

// cuts are the ways to cut letters into words that end at one place. Bit k of a
// set is a way that begins k letters before. What glued asks is kept apart: by
// whether a target is among the words, and by how many they are.
type cuts struct {
	plain  [2]uint64                 // without a small word that proves a run
	pieces [2][mostPieces + 2]uint64 // any; the last set is of more pieces
}

// mostPieces is how many words of three letters are in the longest.
const mostPieces = longestWord / 3

// after adds the ways that go on from before with one more piece.
func (c *cuts) after(before *cuts, p piece) {
	target := p.found & foundTarget
	if p.found&foundProof == 0 {
		c.plain[target] |= before.plain[0] << p.length
		c.plain[1] |= before.plain[1] << p.length
	}
	for k := range mostPieces + 2 {
		more := min(k+1, mostPieces+1)
		c.pieces[target][more] |= before.pieces[0][k] << p.length
		c.pieces[1][more] |= before.pieces[1][k] << p.length
	}
}

// begin finds the run that begins at a token, if there is one.
func (r *letterRun) begin(m Message, i int) {
	r.from, r.end, r.failed = i, i, false
	for r.end < len(m.Tokens) && len(m.Tokens[r.end].Norm) == 1 && (r.end == i || m.Tokens[r.end].Start-m.Tokens[r.end-1].End <= 3) {
		r.end++
	}
	if r.end-i < fewestApart {
		return
	}
	letters := make([]byte, r.end-i)
	for k := range letters {
		letters[k] = m.Tokens[i+k].Norm[0]
	}
	r.letters = string(letters)
}

// fail notes that the letters from a token on are no words. Most runs never get
// here: they are words from the first letter.
func (r *letterRun) fail(i int) {
	if r.failed {
		return
	}
	r.failed, r.read = true, i+1
	if r.places != nil {
		*r.places = [longestWord + 1]cuts{}
	}
}

// isWords reports whether glued reads the n letters from a token on as words, in
// a run that failed before it.
func (r *letterRun) isWords(l *Lexicon, i, n int) bool {
	if r.places == nil {
		r.places = new([longestWord + 1]cuts)
	}
	var store [longestWord]piece
	for ; r.read < i+n; r.read++ {
		here := &r.places[r.read%len(r.places)]
		here.plain[0] |= 1
		here.pieces[0][0] |= 1
		rest := r.letters[r.read-r.from:]
		for _, p := range l.pieces(rest[:min(len(rest), longestWord)], store[:0]) {
			r.places[(r.read+int(p.length))%len(r.places)].after(here, p)
		}
		*here = cuts{}
	}
	end, bit := &r.places[r.read%len(r.places)], uint64(1)<<n
	if end.plain[1]&bit != 0 {
		return true
	}
	most := mostPieces + 1
	if isScraps := r.letters[i-r.from] != 'i'; isScraps {
		most = max(2, n/3)
	}
	for _, set := range end.pieces[1][:most+1] {
		if set&bit != 0 {
			return true
		}
	}
	return false
}

// apart reads letters that stand alone, one after the other, as words. It gives
// how many tokens it used, 0 when they are no words. r is kept from token to token.
func (l *Lexicon) apart(m Message, i int, r *letterRun, out *[]Token) int {
	if i >= r.end {
		r.begin(m, i)
	}
	n := min(r.end-i, longestWord)
	if n < fewestApart {
		return 0
	}
	s := r.letters[i-r.from:][:n]
	var store [longestWord]string
	pieces := store[:0]
	if plain, ok := l.unleet(s); ok {
		pieces = append(pieces, plain)
	} else if !r.failed || r.isWords(l, i, n) {
		pieces = l.glued(s, false, pieces)
	} else {
		return 0
	}
	if len(pieces) == 0 {
		r.fail(i)
		return 0
	}
	at := i
	for _, p := range pieces {
		last := at + len(p) - 1
		*out = l.put(*out, m.Tokens[at], p, m.Tokens[last].End)
		at = last + 1
	}
	return n
}
