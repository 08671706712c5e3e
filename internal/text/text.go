// Package text turns what people type into words that rules and asks can be
// compared with.
//
// [Scan] is the one normalisation of the program: compatibility forms folded
// (NFKC), letters lowered, accents and other marks removed, invisible and
// direction-changing characters dropped, apostrophes removed inside words
// ("don't" is "dont"). Each [Token] knows where in the original it stands, so
// that an explanation can mark the words. Everything here is linear in the
// length of its input, pure, and safe for concurrent use.
//
// The package is a leaf: it imports nothing of ours, and besides the standard
// library only x/text and a stemmer.
package text

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxLen is how many bytes of a message are read; what follows is ignored.
// Telegram's longest message is 4,096 UTF-16 units, at most 3 bytes each
// (https://core.telegram.org/bots/api#message), Discord's modal 4,000.
const MaxLen = 12_288

// Token is one word, number, emoji or ideograph of a message.
type Token struct {
	Norm     string // normalised
	Start    int    // bytes in the original: original[Start:End]
	End      int
	Sentence int // from 0
	Clause   int // from 0, counted through the whole message
}

// Message is a text split into tokens. The zero value has no words.
type Message struct {
	Tokens    []Token
	Sentences int  // how many sentences hold a token
	Question  bool // the last sentence ends with a question mark

	asked []bool // by sentence: it ends with a question mark; shorter when the rest do not
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
	}
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			sc.ascii(s, i, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		sc.rune(s, i, n, r)
		i += n
	}
	sc.endWord(len(s))
	return sc.message()
}

// span is a token before its text is cut from the shared buffer.
type span struct {
	from, to         int // in buf
	start, end       int // in the original
	sentence, clause int
}

type scanner struct {
	buf      []byte
	spans    []span
	start    int // where the current word starts in the original, -1 between words
	from     int // where it starts in buf
	last     int // where its last letter ends in the original
	sentence int
	clause   int
	words    bool // the current sentence holds a token
	parts    bool // the current clause holds a token
	question bool
	opened   bool   // an opening question mark began the sentence
	asked    []bool // by sentence, up to the last that was asked
}

func (sc *scanner) ascii(s string, i int, c byte) {
	switch {
	case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
		sc.letter(i, 1, c)
	case 'A' <= c && c <= 'Z':
		sc.letter(i, 1, c+('a'-'A'))
	case c == '\'' || c == '`':
		// dropped: don't = dont
	case c == '.':
		if i+1 < len(s) && isWordByte(s[i+1]) {
			sc.endWord(i) // 1.5, e.g., a.b: words end, the sentence goes on
			return
		}
		sc.endSentence(i, false)
	case c == '!' || c == '\n':
		sc.endSentence(i, false)
	case c == '?':
		sc.endSentence(i, true)
	case c == ',' || c == ';' || c == ':' || c == '(' || c == ')':
		sc.endClause(i)
	default:
		sc.endWord(i)
	}
}

func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

func (sc *scanner) letter(i, n int, c byte) {
	if sc.start < 0 {
		sc.start, sc.from = i, len(sc.buf)
	}
	sc.buf = append(sc.buf, c)
	sc.last = i + n
}

func (sc *scanner) rune(s string, i, n int, r rune) {
	switch {
	case r == utf8.RuneError && n == 1:
		sc.endWord(i)
	case r == '’' || r == 'ʼ' || r == '‘' || r == '´':
		// dropped, like the typewriter's apostrophe
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Me, r):
		// accents, zero-width, direction marks, variation selectors: dropped
	case r == '…' || r == '。' || r == '！' || r == '¡':
		sc.endSentence(i, false)
	case r == '？' || r == '؟' || r == '¿':
		sc.endSentence(i, r != '¿')
		sc.opened = r == '¿'
	case r == '，' || r == '、' || r == '；' || r == '—' || r == '–':
		sc.endClause(i)
	case isIdeograph(r) || unicode.Is(unicode.So, r):
		sc.endWord(i)
		sc.start, sc.from, sc.last = i, len(sc.buf), i+n
		sc.buf = utf8.AppendRune(sc.buf, r)
		sc.endWord(i + n)
	default:
		sc.fold(s, i, n)
	}
}

// fold appends the compatibility decomposition of one character, lowered and
// without marks.
func (sc *scanner) fold(s string, i, n int) {
	decomposed := norm.NFKD.PropertiesString(s[i:]).Decomposition()
	if decomposed == nil {
		decomposed = []byte(s[i : i+n])
	}
	single := utf8.RuneCount(decomposed) == 1
	for len(decomposed) > 0 {
		r, size := utf8.DecodeRune(decomposed)
		decomposed = decomposed[size:]
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'ß':
			sc.letter(i, n, 's')
			sc.letter(i, n, 's')
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if sc.start < 0 {
				sc.start, sc.from = i, len(sc.buf)
			}
			sc.buf = utf8.AppendRune(sc.buf, unicode.ToLower(r))
			sc.last = i + n
		case single:
			sc.endWord(i) // a sign; inside a longer form (a ligature of words) it is dropped
		}
	}
}

func isIdeograph(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

func (sc *scanner) endWord(_ int) {
	if sc.start < 0 {
		return
	}
	sc.spans = append(sc.spans, span{
		from: sc.from, to: len(sc.buf), start: sc.start, end: sc.last,
		sentence: sc.sentence, clause: sc.clause,
	})
	sc.start = -1
	sc.words, sc.parts = true, true
}

func (sc *scanner) endClause(i int) {
	sc.endWord(i)
	if sc.parts {
		sc.clause++
		sc.parts = false
	}
}

func (sc *scanner) endSentence(i int, question bool) {
	sc.endClause(i)
	if sc.words {
		sc.sentence++
		sc.words = false
		sc.question = question
	} else if question {
		sc.question = true // "what?!?"
	}
	if question && sc.sentence > 0 {
		for len(sc.asked) < sc.sentence {
			sc.asked = append(sc.asked, false)
		}
		sc.asked[sc.sentence-1] = true
	}
}

func (sc *scanner) message() Message {
	if sc.words && sc.opened { // people leave the closing mark out
		sc.endSentence(0, true)
	}
	joined := string(sc.buf)
	tokens := make([]Token, len(sc.spans))
	for k, sp := range sc.spans {
		tokens[k] = Token{
			Norm: joined[sp.from:sp.to], Start: sp.start, End: sp.end,
			Sentence: sp.sentence, Clause: sp.clause,
		}
	}
	m := Message{Tokens: tokens, Question: sc.question && !sc.words, asked: sc.asked}
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
