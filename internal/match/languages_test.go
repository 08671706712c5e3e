package match_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/text"
)

// TestTelling measures labelled texts: few are told wrong, and few not at all.
func TestTelling(t *testing.T) {
	l := match.NewLanguages(vocabularies(t))
	for _, tc := range []struct {
		name        string
		cases       map[string]string
		right       float64 // at least, in percent
		wrong, size int     // at most, at least
	}{
		{"while written", languageCases, 98, 1, 150},
		{"first sight", languageFirstSight, 92, 0, 60},
	} {
		t.Run(tc.name, func(t *testing.T) {
			all, right, wrong := 0, 0, 0
			for label, lines := range tc.cases {
				for line := range strings.Lines(strings.TrimSpace(lines)) {
					line = strings.TrimSpace(line)
					all++
					got := l.Tell(text.Scan(line), line)
					switch judge(label, got) {
					case "right":
						right++
					case "wrong":
						wrong++
						t.Logf("wrong: %s %q: %+v", label, line, got)
					default:
						t.Logf("unsure: %s %q: %+v", label, line, got)
					}
				}
			}
			t.Logf("%d texts: %d right, %d wrong, %d unsure", all, right, wrong, all-right-wrong)
			if share := 100 * float64(right) / float64(all); share < tc.right {
				t.Errorf("%.1f %% are told right, want %.1f", share, tc.right)
			}
			if wrong > tc.wrong {
				t.Errorf("%d are told wrong, want at most %d", wrong, tc.wrong)
			}
			if all < tc.size {
				t.Errorf("%d texts, want %d", all, tc.size)
			}
		})
	}
}

// judge is "right", "wrong" or "unsure". Only what is sure can be wrong; a text
// in two languages must not be told as one alone.
func judge(label string, got match.Telling) string {
	switch {
	case label == "mixed" && got.Mixed:
		return "right"
	case label == "mixed" && got.Sure:
		return "wrong"
	case label == "mixed":
		return "unsure"
	case label == "other" || label == "none":
		if got.Sure {
			return "wrong"
		}
		return "right"
	case !got.Sure:
		return "unsure"
	case got.Language != label:
		return "wrong"
	default:
		return "right"
	}
}

// TestTellingMessages measures the labelled messages: of each file hardly any is
// told surely as the other language, and few are not told at all.
func TestTellingMessages(t *testing.T) {
	l := match.NewLanguages(vocabularies(t))
	files, err := filepath.Glob("../eval/testdata/messages-*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no messages", err)
	}
	// Spanish files hold messages in both languages, so one in a file may be told
	// as the other.
	const mostWrong, mostUnsure = 0.5, 6.0 // percent
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all, count := 0, map[string]int{}
		for line := range strings.Lines(string(data)) {
			m := struct{ Lang, Text string }{Lang: "en"}
			if err := json.Unmarshal([]byte(line), &m); err != nil {
				t.Fatal(err)
			}
			if m.Lang != "en" && m.Lang != "es" {
				m.Lang = "other"
			}
			got := l.Tell(text.Scan(m.Text), m.Text)
			all++
			count[judge(m.Lang, got)]++
			if got.Mixed {
				count["mixed"]++
			}
		}
		t.Logf("%s: %d messages: %v", filepath.Base(file), all, count)
		if wrong := 100 * float64(count["wrong"]) / float64(all); wrong > mostWrong && count["wrong"] > 1 {
			t.Errorf("%s: %.1f %% are told wrong, want at most %.1f", file, wrong, mostWrong)
		}
		if unsure := 100 * float64(count["unsure"]) / float64(all); unsure > mostUnsure {
			t.Errorf("%s: %.1f %% are not told surely, want at most %.1f", file, unsure, mostUnsure)
		}
	}
}

// TestTellingOneLanguage: content in English alone tells English, and never takes
// Spanish for it.
func TestTellingOneLanguage(t *testing.T) {
	l := match.NewLanguages(map[string]match.Vocabulary{"en": vocabularies(t)["en"]})
	for in, want := range map[string]match.Telling{
		"my daughter is talking to a stranger":  {Language: "en", Sure: true},
		"mi hija está hablando con un extraño":  {},
		"minha filha está falando com estranho": {},
		"":                                      {},
	} {
		if got := l.Tell(text.Scan(in), in); got != want {
			t.Errorf("%q: %+v, want %+v", in, got, want)
		}
	}
	if got := new(match.Languages).Tell(text.Scan("hello"), "hello"); got != (match.Telling{}) {
		t.Errorf("the zero value tells %+v", got)
	}
}

func TestSigns(t *testing.T) {
	l := match.NewLanguages(vocabularies(t))
	in := "Mi ija juega roblox en el School, ¿ok?"
	want := []string{"Mi es", "ija es", "juega es", "en es", "el es", "School en", "¿ es"}
	var got []string
	for _, s := range l.Signs(text.Scan(in), in) {
		s.Languages = slices.DeleteFunc(s.Languages, func(name string) bool { return name != "en" && name != "es" })
		got = append(got, in[s.Start:s.End]+" "+strings.Join(s.Languages, "+"))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("signs (-want +got):\n%s", diff)
	}
}

func TestTellingTakesNoMemory(t *testing.T) {
	l := match.NewLanguages(vocabularies(t))
	in := strings.Repeat("mi hija no kiere hablar con stranngers ¿k ago? h e l p m e ", 20)
	m := text.Scan(in)
	if n := testing.AllocsPerRun(10, func() { l.Tell(m, in) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzTelling(f *testing.F) {
	for _, s := range []string{"", "h e l p", "¿qué?", "mi hijo está being bullied", "не help", "\xff\xf1", strings.Repeat("zz ", 300), strings.Repeat("a ", 300)} {
		f.Add(s)
	}
	l := match.NewLanguages(vocabularies(f))
	f.Fuzz(func(t *testing.T, s string) {
		m := text.Scan(s)
		got := l.Tell(m, s)
		if got.Sure && got.Language == "" || got.Mixed && got.Language == "" {
			t.Errorf("%q: %+v of no language", s, got)
		}
		if again := l.Tell(m, s); again != got {
			t.Errorf("%q: %+v, then %+v", s, got, again)
		}
		signs := l.Signs(m, s)
		for _, sign := range signs {
			if sign.Start < 0 || sign.Start >= sign.End || sign.End > len(s) || len(sign.Languages) == 0 || sign.Points <= 0 {
				t.Errorf("%q: sign %+v", s, sign)
			}
		}
		if got.Sure && len(signs) == 0 {
			t.Errorf("%q: %+v of no signs", s, got)
		}
	})
}

func BenchmarkTelling(b *testing.B) {
	l := match.NewLanguages(vocabularies(b))
	for name, in := range map[string]string{
		"english=100":   "my daughter is talking to a stranger she met on roblox, he asks her for pictures, what should I do ?",
		"spanish=100":   "mi hija habla con un desconocido que conoció en roblox y le pide fotos por mensaje, qué puedo hacer",
		"garbage=100":   "zxqvbn wertzui poiulk lkjhgf mnbvcx cxzayt asdfgk ghjkqw qwerpo rtyubn vbnmfg fghjty tyuiop oplkmn za",
		"letters=4096":  strings.Repeat("a i ", 1024),
		"garbage=4096":  strings.Repeat("thgnoosh ck", 372),
		"accents=4096":  strings.Repeat("ñé¿ü", 512),
		"run-words=4k":  strings.Repeat("mihijanomihijanomihijanomihija z", 128),
		"alphabet=4096": strings.Repeat("q w e r t y u i o p ", 204),
	} {
		m := text.Scan(in)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l.Tell(m, in)
			}
		})
	}
}
