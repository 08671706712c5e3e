package text_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/text"
)

func TestNormal(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"plain", "My son is 13", "my son is 13"},
		{"apostrophes", "don't don’t dont", "dont dont dont"},
		{"accents", "¿Qué hago? Mi niño", "que hago mi nino"},
		{"combining", "nin\u0303o", "nino"},
		{"full width", "ＨＥＬＰ me", "help me"},
		{"zero width", "he\u200blp\u200d me", "help me"},
		{"bidi", "\u202ehelp\u202c", "help"},
		{"sharp s", "Straße", "strasse"},
		{"ideographs", "救命啊", "救 命 啊"},
		{"emoji", "help😢now", "help 😢 now"},
		{"ligature", "ﬁle", "file"},
		{"bad bytes", "he\xffllo", "he llo"},
		{"empty", "", ""},
		{"only signs", "?!... --", ""},
		{"dots inside", "v1.5 e.g. this", "v1 5 e g this"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := text.Normal(tc.in); got != tc.want {
				t.Errorf("Normal(%q) = %q, want %q", tc.in, got, tc.want)
			}
		})
	}
}

func TestScanSentences(t *testing.T) {
	m := text.Scan("She left, an hour ago. Her phone is off!! What now?")
	type at struct {
		Norm             string
		Sentence, Clause int
	}
	var got []at
	for _, tok := range m.Tokens {
		got = append(got, at{tok.Norm, tok.Sentence, tok.Clause})
	}
	want := []at{
		{"she", 0, 0},
		{"left", 0, 0},
		{"an", 0, 1},
		{"hour", 0, 1},
		{"ago", 0, 1},
		{"her", 1, 2},
		{"phone", 1, 2},
		{"is", 1, 2},
		{"off", 1, 2},
		{"what", 2, 3},
		{"now", 2, 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tokens (-want +got):\n%s", diff)
	}
	if m.Sentences != 3 || m.Asked(0) || m.Asked(1) || !m.Asked(2) || m.Asked(3) {
		t.Errorf("Sentences = %d, asked %v %v %v, want 3, the last", m.Sentences, m.Asked(0), m.Asked(1), m.Asked(2))
	}
	for in, want := range map[string]bool{"what?!?": true, "¿qué hago": true, "¿qué hago.": true, "help!": false, "a? b": true} {
		if got := text.Scan(in).Asked(0); got != want {
			t.Errorf("%q is asked: %v, want %v", in, got, want)
		}
	}
}

func FuzzScan(f *testing.F) {
	for _, s := range []string{"", "help", "¿qué?", "0㆒0 ㈠a", "a\u0301\u200b’’", "\xff\xfe", "１２３ ﷺ", strings.Repeat("é", 9000)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m := text.Scan(s)
		end := 0
		for _, tok := range m.Tokens {
			if tok.Start < end || tok.End <= tok.Start || tok.End > len(s) {
				t.Fatalf("token %q at %d:%d after %d in %d bytes", tok.Norm, tok.Start, tok.End, end, len(s))
			}
			if tok.Norm == "" || !utf8.ValidString(tok.Norm) {
				t.Fatalf("token text %q", tok.Norm)
			}
			if tok.Sentence >= m.Sentences {
				t.Fatalf("sentence %d of %d", tok.Sentence, m.Sentences)
			}
			end = tok.End
		}
		once := text.Normal(s)
		if again := text.Normal(once); again != once && len(once) < text.MaxLen {
			t.Fatalf("not stable: %q then %q", once, again)
		}
	})
}

func TestDistance(t *testing.T) {
	for _, tc := range []struct {
		a, b  string
		limit int
		want  int
	}{
		{"groming", "grooming", 2, 1},
		{"sextorsion", "sextortion", 2, 1},
		{"teh", "the", 2, 1},
		{"abc", "xyz", 2, 3},
		{"same", "same", 0, 0},
		{"a", "abcdef", 2, 3},
	} {
		if got := text.Distance(tc.a, tc.b, tc.limit); got != tc.want {
			t.Errorf("Distance(%q, %q, %d) = %d, want %d", tc.a, tc.b, tc.limit, got, tc.want)
		}
		if got := text.Distance(tc.b, tc.a, tc.limit); got != tc.want {
			t.Errorf("Distance is not symmetric for %q, %q: %d", tc.b, tc.a, got)
		}
	}
}

func TestUTF16Len(t *testing.T) {
	if got := text.UTF16Len("aé😀"); got != 4 {
		t.Errorf("UTF16Len = %d, want 4", got)
	}
}

func BenchmarkScan100(b *testing.B) {
	s := "hes 13 and someone on roblox wants his snap and says not to tell me, what do i do now please help me"[:100]
	b.ReportAllocs()
	for b.Loop() {
		text.Scan(s)
	}
}

func TestReadability(t *testing.T) {
	easy := "Talk with your child. Stay calm. You did well to ask. We can help you find a way. Call the line. They listen to you."
	hard := "Notwithstanding considerable institutional heterogeneity, contemporary safeguarding methodologies necessitate comprehensive multidisciplinary collaboration between organisational stakeholders, regulatory authorities and technological intermediaries throughout heterogeneous jurisdictional environments."
	for _, tc := range []struct {
		name, language, text string
		low, high            float64
	}{
		{"easy English", "en", easy, -2, 4},
		{"hard English", "en", hard, 15, 60},
		{"easy Spanish", "es", "Hable con su hijo. No se enfade. Hizo bien en pedir ayuda. La línea le escucha. Puede llamar hoy. Su hijo no tiene la culpa.", 0, 7},
		{"hard Spanish", "es", "Independientemente de la heterogeneidad institucional, las metodologías contemporáneas requieren colaboración multidisciplinaria permanente entre organizaciones gubernamentales, autoridades reguladoras e intermediarios tecnológicos internacionales.", 11, 40},
	} {
		grade, ok := text.Readability(tc.language, tc.text)
		if !ok || grade < tc.low || grade > tc.high {
			t.Errorf("%s: grade %.1f, %v; want %g to %g", tc.name, grade, ok, tc.low, tc.high)
		}
	}
	if _, ok := text.Readability("en", "Too short."); ok {
		t.Error("a short text has a grade")
	}
	if _, ok := text.Readability("fr", easy); ok {
		t.Error("a language without a formula has a grade")
	}
}
