package text_test

import (
	"strings"
	"testing"

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
		{"a beginning", "amenazandola", "amenazandola"},
		{"harmless words", "together therapist painting gum sun skill daughters bomb", "together therapist painting gum sun skill daughters bomb"},
		{"names", "Diego Kyle Hurtado Matamoros Isabella", "diego kyle hurtado matamoros isabella"},
		{"accents", "KIDNÁPPED", "kidnapped"},
		{"look-alikes", "hеlp ѕех ѕuісіdе", "help sex suicide"},
		{"small capitals", "ʜᴇʟᴘ ᴍᴇ", "help me"},
		{"boxed", "🅷🅴🅻🅿 ⓜⓔ", "help me"},
		{"Russian stays", "мама, помогите", "мама помогите"},
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
