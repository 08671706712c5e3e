// Package text turns what people type into words that rules and asks can be
// compared with.
//
// [Scan] is the one normalisation of the program: compatibility forms folded
// (NFKC), letters lowered, accents and other marks removed, invisible and
// direction-changing characters and HTML tags dropped, letters of other
// alphabets that look like ours read as ours, apostrophes removed inside words
// ("don't" is "dont"). [Lexicon.Mend] then reads words that are not spelt as
// they should be, for a room that knows which words it listens for. Each [Token]
// knows where in the original it stands, so that an explanation can mark the
// words. Everything here is linear in the length of its input, pure, and safe
// for concurrent use.
//
// The package is a leaf: it imports nothing of ours, and besides the standard
// library only x/text and a stemmer.
package text

import "unicode/utf8"

// MaxLen is how many bytes of a message are read; what follows is ignored.
// Telegram's longest message is 4,096 UTF-16 units, at most 3 bytes each
// (https://core.telegram.org/bots/api#message), Discord's modal 4,000.
const MaxLen = 12_288

// Token is one word, number, emoji or ideograph of a message.
type Token struct {
	Norm     string // normalised
	Start    int    // bytes in the original: original[Start:End]; the pieces of a mended word share one span
	End      int
	Sentence int // from 0
	Clause   int // from 0, counted through the whole message
}

// Message is a text split into tokens. The zero value has no words. It holds the
// text itself: drop it with the turn.
type Message struct {
	Tokens    []Token
	Sentences int // how many sentences hold a token

	source string // the original, as far as it was read
	asked  []bool // by sentence: it ends with a question mark; shorter when the rest do not
}

// Asked reports whether a sentence ends with a question mark.
func (m Message) Asked(sentence int) bool { return sentence < len(m.asked) && m.asked[sentence] }

// EndsAsked reports whether a token is the last of a sentence that ends with a
// question mark.
func (m Message) EndsAsked(token int) bool {
	s := m.Tokens[token].Sentence
	return m.Asked(s) && (token+1 == len(m.Tokens) || m.Tokens[token+1].Sentence != s)
}

// Scan normalises and splits a message. It never fails: bytes that are not
// UTF-8 separate words.
func Scan(s string) Message {
	if len(s) > MaxLen {
		s = s[:MaxLen]
	}
	sc := scanner{
		buf:   make([]byte, 0, len(s)+len(s)/8+16),
		spans: make([]span, 0, len(s)/5+4),
		start: -1,
		close: -1,
	}
	for i := 0; i < len(s); {
		c := s[i]
		sc.at, sc.width = i, 1
		switch {
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(s[i:])
			sc.width = n
			sc.rune(s, i, n, r)
		case (c == '<' || c == '&') && i+2 < len(s):
			sc.markup(s, i, c)
		default:
			sc.ascii(s, i, c)
		}
		i += sc.width
	}
	sc.endWord()
	return sc.message(s)
}

// span is a token before its text is cut from the shared buffer.
type span struct {
	from, to         int // in buf
	start, end       int // in the original
	sentence, clause int
}

type scanner struct {
	buf       []byte
	spans     []span
	at, width int // the character that is read, in the original
	start     int // where the current word starts in the original, -1 between words
	from      int // where it starts in buf
	last      int // where its last letter ends in the original
	close     int // where the next ">" stands in the original, its length without one
	latin     bool
	foreign   bool // it has letters a to z; it has others
	unlike    bool // some letter of it looks like none of ours
	masked    bool // some word looks Latin letter by letter
	proper    bool // some letter looks like none of ours
	ours      bool // some letter is one of ours
	sentence  int
	clause    int
	words     bool   // the current sentence holds a token
	parts     bool   // the current clause holds a token
	opened    bool   // an opening question mark began the sentence
	asked     []bool // by sentence, up to the last that was asked
}

// ascii reads one character of s that is ASCII.
func (sc *scanner) ascii(s string, i int, c byte) {
	switch {
	case 'a' <= c && c <= 'z':
		sc.latin = true
		sc.letter(c)
	case '0' <= c && c <= '9':
		sc.letter(c)
	case 'A' <= c && c <= 'Z':
		sc.latin = true
		sc.letter(c + ('a' - 'A'))
	case c == '\'' || c == '`':
		// dropped: don't = dont
	case c == '.':
		if i+1 < len(s) && isWordByte(s[i+1]) {
			sc.endWord() // 1.5, e.g., a.b: words end, the sentence goes on
			return
		}
		sc.endSentence(false)
	case c == '!' || c == '\n':
		sc.endSentence(false)
	case c == '?':
		sc.endSentence(true)
	case c == ',' || c == ';' || c == ':' || c == '(' || c == ')':
		sc.endClause()
	default:
		sc.endWord()
	}
}

func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// begin notes that a letter of a word is read.
func (sc *scanner) begin() {
	if sc.start < 0 {
		sc.start, sc.from = sc.at, len(sc.buf)
	}
	sc.last = sc.at + sc.width
}

func (sc *scanner) letter(c byte) {
	sc.begin()
	sc.buf = append(sc.buf, c)
}

// markup reads what a tag or a character reference of HTML stands for, or the
// sign itself.
func (sc *scanner) markup(s string, i int, c byte) {
	if c == '<' {
		if n, block := sc.tag(s, i); n > 0 {
			sc.width = n
			if block {
				sc.endSentence(false)
			}
			return
		}
		sc.endWord()
		return
	}
	plain, n := reference(s, i)
	if n == 0 {
		sc.endWord()
		return
	}
	sc.width = n
	for k, r := range plain {
		if r < utf8.RuneSelf {
			sc.ascii(plain, k, byte(r))
		} else {
			sc.rune(plain, k, utf8.RuneLen(r), r)
		}
	}
}

// rune reads one character of s that is not ASCII.
func (sc *scanner) rune(s string, i, n int, r rune) {
	c := characterOf(r)
	switch {
	case r == utf8.RuneError && n == 1:
		sc.endWord()
	case r == '’' || r == 'ʼ' || r == '‘' || r == '´':
		// dropped, like the typewriter's apostrophe
	case c.kind == dropped:
	case r == '…' || r == '。' || r == '！' || r == '¡':
		sc.endSentence(false)
	case r == '？' || r == '؟':
		sc.endSentence(true)
	case r == '¿':
		sc.endSentence(false)
		sc.opened = true
	case r == '，' || r == '、' || r == '；' || r == '—' || r == '–':
		sc.endClause()
	case boxed(r) != 0:
		sc.latin = true
		sc.letter(boxed(r))
	case c.kind == alone:
		sc.endWord()
		sc.begin()
		if c.letters != "" {
			sc.buf = append(sc.buf, c.letters...)
		} else {
			sc.buf = utf8.AppendRune(sc.buf, r)
		}
		sc.endWord()
	case c.kind == ascii:
		sc.ascii(c.letters, 0, c.letters[0])
	case c.kind == between:
		sc.endWord()
	case c.letters != "":
		sc.latin = sc.latin || c.kind&latin != 0
		sc.foreign = sc.foreign || c.kind&foreign != 0
		sc.unlike = sc.unlike || c.kind&masked == 0
		sc.begin()
		sc.buf = append(sc.buf, c.letters...)
	}
}

// boxed is the letter in a circle, square or brackets, 0 for other signs.
func boxed(r rune) byte {
	for _, first := range [...]rune{0x249C, 0x24B6, 0x24D0, 0x1F110, 0x1F130, 0x1F150, 0x1F170} {
		if r >= first && r < first+26 {
			return byte('a' + r - first)
		}
	}
	return 0
}

func (sc *scanner) endWord() {
	if sc.start < 0 {
		return
	}
	if sc.foreign {
		sc.unmask()
	}
	sc.ours = sc.ours || sc.latin
	sc.spans = append(sc.spans, span{
		from: sc.from, to: len(sc.buf), start: sc.start, end: sc.last,
		sentence: sc.sentence, clause: sc.clause,
	})
	sc.start = -1
	sc.latin, sc.foreign, sc.unlike = false, false, false
	sc.words, sc.parts = true, true
}

// unmask reads look-alikes in a word that has letters of ours too ("hеlp" with
// a Cyrillic е). A word of nothing but look-alikes waits for the whole message.
func (sc *scanner) unmask() {
	switch {
	case sc.latin:
		plain, _ := unmask(string(sc.buf[sc.from:]))
		sc.buf = append(sc.buf[:sc.from], plain...)
	case sc.unlike:
		sc.proper = true
	default:
		sc.masked = true
	}
}

func (sc *scanner) endClause() {
	sc.endWord()
	if sc.parts {
		sc.clause++
		sc.parts = false
	}
}

func (sc *scanner) endSentence(question bool) {
	sc.endClause()
	question = question || sc.opened && sc.words // people leave the closing mark out
	if sc.words {
		sc.sentence++
		sc.words = false
	}
	if question && sc.sentence > 0 { // "what?!?" is asked too
		for len(sc.asked) < sc.sentence {
			sc.asked = append(sc.asked, false)
		}
		sc.asked[sc.sentence-1] = true
	}
	sc.opened = false
}

func (sc *scanner) message(s string) Message {
	if sc.words && sc.opened {
		sc.endSentence(true)
	}
	joined := string(sc.buf)
	tokens := make([]Token, len(sc.spans))
	for k, sp := range sc.spans {
		tokens[k] = Token{
			Norm: joined[sp.from:sp.to], Start: sp.start, End: sp.end,
			Sentence: sp.sentence, Clause: sp.clause,
		}
	}
	if sc.masked && sc.ours && !sc.proper { // among Latin words, what looks Latin is Latin
		for k := range tokens {
			if t := &tokens[k]; t.Norm[0] >= utf8.RuneSelf {
				if plain, whole := unmask(t.Norm); whole {
					t.Norm = plain
				}
			}
		}
	}
	m := Message{Tokens: tokens, source: s, asked: sc.asked}
	if k := len(tokens); k > 0 {
		m.Sentences = tokens[k-1].Sentence + 1
	}
	return m
}

// Normal is the normalised words of a text with one space between them: the
// form in which words, labels and phrases are compared.
func Normal(s string) string {
	m := Scan(s)
	n := 0
	for _, t := range m.Tokens {
		n += len(t.Norm) + 1
	}
	b := make([]byte, 0, n)
	for k, t := range m.Tokens {
		if k > 0 {
			b = append(b, ' ')
		}
		b = append(b, t.Norm...)
	}
	return string(b)
}
