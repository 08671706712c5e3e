package text_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// listening is a small lexicon.
func listening() *text.Lexicon {
	words := strings.Fields("help kill killed suicide suicidal kidnapped daughter son missing she is in danger wants to die my and " +
		"rape sex amenaz* hija desaparecio videos tomorrow blackmail threatening she he hurt me right now lost our touched " +
		"hace gun phone pictures please scared hello")
	return text.NewLexicon(words, func(string) bool { return true }, map[string][]string{"rn": {"right", "now"}})
}

func mended(l *text.Lexicon, s string) string {
	m := l.Mend(text.Scan(s), nil)
	words := make([]string, len(m.Tokens))
	for k, t := range m.Tokens {
		words[k] = t.Norm
	}
	return strings.Join(words, " ")
}

func TestMend(t *testing.T) {
	l := listening()
	for _, tc := range []struct{ name, in, want string }{
		{"as it should be", "My daughter is missing", "my daughter is missing"},
		{"letters set apart", "h e l p", "help"},
		{"letters with points", "h.e.l.p me", "help me"},
		{"letters with lines", "h-e-l-p me", "help me"},
		{"letters under one another", "h\ne\nl\np", "help"},
		{"words set apart", "h e l p m y s o n", "help my son"},
		{"a short run of letters", "plan a b c", "plan a b c"},
		{"letters in a sentence", "he wants to k i l l her", "he wants to kill her"},
		{"digits for letters", "k1ll h3lp 5uicide su1c1dal", "kill help suicide suicidal"},
		{"numbers stay", "13yo 2nd 8am ps5 4ever", "13yo 2nd 8am ps5 4ever"},
		{"signs for letters", "k!ll r@pe $ex k*ll s**cide", "kill rape sex kill suicide"},
		{"signs elsewhere", "hi!there me@mail.com @sam $50 5*3", "hi there me mail com sam 50 5 3"},
		{"drawn out", "heeelp pleeeease sheeee", "help please she"},
		{"cut in two", "sui cide kid-napped", "suicide kid napped"},
		{"by ear", "mi ija desaparesio bideos ablan", "mi hija desaparecio videos ablan"},
		{"slips", "kidnaped tommorow hepl daugther threatning", "kidnapped tomorrow help daughter threatening"},
		{"words run together", "helpmyson sheismissing", "help my son she is missing"},
		{"abbreviation", "she is lost rn", "she is lost right now"},
		{"a beginning", "amenazadisima", "amenazadisima"},
		{"harmless words", "together therapist painting gum sun skill daughters bomb", "together therapist painting gum sun skill daughters bomb"},
		{"names", "Diego Kyle Hurtado Matamoros Isabella", "diego kyle hurtado matamoros isabella"},
		{"accents", "KIDNÁPPED", "kidnapped"},
		{"look-alikes", "hеlp ѕех ѕuісіdе", "help sex suicide"},
		{"small capitals", "ʜᴇʟᴘ ᴍᴇ", "help me"},
		{"boxed", "🅷🅴🅻🅿 ⓜⓔ", "help me"},
		{"Russian stays", "мама, помогите", "мама помогите"},
		{"Russian that looks Latin", "сестра тренер", "сестра тренер"},
		{"tags", "<b>help</b> my h<i>el</i>p <br>son &#104;elp <help>", "help my help son help help"},
		{"references", "don&#39;t &lt;3 help&nbsp;me &unknown;", "dont 3 help me unknown"},
		{"Markdown", "**help** _me_ ~~now~~ ||gun|| `phone` [my son](x)", "help me now gun phone my son x"},
		{"no word", "qwrtplkj zzzz", "qwrtplkj zzzz"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := mended(l, tc.in); got != tc.want {
				t.Errorf("%q is read as %q, want %q", tc.in, got, tc.want)
			}
		})
	}
}

// TestKnownWordsStay holds the promise that no harmless word becomes another:
// every word of general language is read as it stands.
func TestKnownWordsStay(t *testing.T) {
	l := listening()
	n := 0
	for _, w := range text.OrdinaryWords() {
		n++
		if got := mended(l, w); got != w {
			t.Errorf("%q is read as %q", w, got)
		}
	}
	if n < 80_000 {
		t.Errorf("only %d words", n)
	}
}

func FuzzMend(f *testing.F) {
	l := listening()
	for _, s := range []string{"h e l p", "k!ll $ex @", "<b>he</b>lp &#104;", "helpmyson rn", "\xff😭🔪", strings.Repeat("a b ", 60), "su icide", "***k*ll***"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m := l.Mend(text.Scan(s), nil)
		at, end := 0, 0
		for _, tok := range m.Tokens {
			if tok.Start < at || tok.End < end || tok.End <= tok.Start || tok.End > len(s) {
				t.Fatalf("%q: token %+v after %d:%d", s, tok, at, end)
			}
			if tok.Norm == "" || !utf8.ValidString(tok.Norm) || tok.Sentence >= m.Sentences {
				t.Fatalf("%q: token %+v", s, tok)
			}
			at, end = tok.Start, tok.End
		}
	})
}
