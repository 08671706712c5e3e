package triage

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// shipped decodes the rule files that the program ships with.
func shipped(tb testing.TB) []File {
	tb.Helper()
	var files []File
	for _, language := range []string{"en", "es"} {
		data, err := os.ReadFile("../../dialogs/triage/" + language + ".yaml")
		if err != nil {
			tb.Fatal(err)
		}
		var f File
		if err := yaml.Unmarshal(data, &f); err != nil {
			tb.Fatalf("%s: %v", language, err)
		}
		files = append(files, f)
	}
	return files
}

func TestShippedRules(t *testing.T) {
	files := shipped(t)
	r := mustCompile(t, files)
	for _, p := range r.Test() {
		t.Errorf("%s %s %s[%d]: %s", p.Language, p.ID, p.Field, p.Index, p.Message)
	}
	for _, p := range r.Uneven() {
		t.Errorf("%s %s: %s", p.Language, p.ID, p.Message)
	}
	for _, f := range files {
		for _, k := range Kinds() {
			if !slices.ContainsFunc(f.Rules, func(r Rule) bool { return r.Kind == k && r.Outcome == "danger" }) {
				t.Errorf("%s has no danger rule for %s", f.Language, k)
			}
		}
		for _, rule := range f.Rules {
			if len(rule.Examples) < 2 {
				t.Errorf("%s rule %s has fewer than two examples", f.Language, rule.ID)
			}
		}
	}
}

// harmless are words of everyday language, and names, close to words that rules
// listen for.
var harmless = strings.Fields(`
	thread threads random amused hunting piston stranded strange strangely streaming steaming creaming
	breeding bleating blending breathe breathing baking tomatoes bathrooms knives picturing together therapist
	granddad grandsons nephews assorted resorted insulted vanish varnished banished disappointed
	appointment traffic texting textual textually underway unpaid burning learning earning warming
	pastel pastas pastillero hermosa hermosos nieve nietos sobrinos extension extensiones violines escalera escaparate
	amanecer amenizar amenidad cuchara pistacho pasaporte desayuno desayuna entrenar entrenamiento encerar golosina
	skillet killjoy gunther matamoros mateo matias hurtado diego camila suicida raquel violeta violinista
	contarme cantarle pegamento golpista secuencia secuestro amenaza vendetta chantaje
`)

func TestHarmlessWordsStay(t *testing.T) {
	files := shipped(t)
	r := mustCompile(t, files)
	for _, w := range append(harmless, files[0].Spelling.Never...) {
		m := r.words.lexicon.Mend(text.Scan(w), nil)
		if len(m.Tokens) != 1 || m.Tokens[0].Norm != text.Normal(w) {
			t.Errorf("%q is read as %+v; add it to spelling.never", w, m.Tokens)
		}
	}
	for typo, want := range map[string]string{
		"kidnaped": "kidnapped", "blackmial": "blackmail", "suicdal": "suicidal", "threatning": "threatening",
		"granddaugter": "granddaughter", "desaparesida": "desaparecida", "secuestrron": "secuestraron",
	} {
		if len(r.words.appendSymbols(nil, typo)) > 0 {
			continue // it is listed, or a listed beginning
		}
		if m := r.words.lexicon.Mend(text.Scan(typo), nil); m.Tokens[0].Norm != want {
			t.Errorf("%q is read as %q, want %q", typo, m.Tokens[0].Norm, want)
		}
	}
}

// TestRewrites holds what people and evaders do to the same words: it may not
// change the verdict.
func TestRewrites(t *testing.T) {
	r := mustCompile(t, shipped(t))
	for _, s := range []string{
		"my daughter didn't come home last night and her phone is off",
		"mi hija no volvió de la escuela y no contesta",
		"he says he will send my pictures to everyone if i dont pay",
	} {
		want := r.JudgeText(s)
		if want.Outcome != Danger {
			t.Errorf("%q is %v", s, want.Outcome)
		}
		for name, rewrite := range map[string]func(string) string{
			"capitals":    strings.ToUpper,
			"curly":       func(s string) string { return strings.ReplaceAll(s, "'", "’") },
			"zero width":  func(s string) string { return strings.ReplaceAll(s, "o", "o\u200b") },
			"look-alikes": func(s string) string { return strings.NewReplacer("a", "а", "o", "о").Replace(s) },
			"spaces":      func(s string) string { return "  " + strings.ReplaceAll(s, " ", "   ") + "!!!" },
			"emoji":       func(s string) string { return strings.Replace(s, " ", " 😭 ", 2) + " 😭😭" },
			"background":  func(s string) string { return strings.Repeat("We had a nice day at the lake. ", 40) + s },
		} {
			got := r.JudgeText(rewrite(s))
			if got.Outcome != want.Outcome || got.Kind != want.Kind {
				t.Errorf("%s: %q is %v %s, plain it is %v %s", name, s, got.Outcome, got.Kind, want.Outcome, want.Kind)
			}
		}
	}
}

func FuzzJudge(f *testing.F) {
	r := mustCompile(f, shipped(f))
	for _, s := range []string{"", "my daughter is missing", "no encuentro a mi hijo", strings.Repeat("he wont let her ", 200), "\xff", "😭🔪"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v := r.JudgeText(s)
		if v.Outcome > Danger || (v.Outcome >= Check) != (v.Kind != "") || (v.Outcome > Calm) != (v.Rule != "") {
			t.Fatalf("%q: %+v", s, v)
		}
		for _, e := range v.Evidence {
			for _, sp := range e.Spans {
				if sp.Start < 0 || sp.End <= sp.Start || sp.End > len(s) {
					t.Fatalf("%q: span %v", s, sp)
				}
			}
		}
	})
}

const hundred = "so my son is 13 and he is on roblox all day, how do i set a limit without a fight every evening here"

// benchmark measures text already scanned: splitting is paid for by the turn.
func benchmark(b *testing.B, files []File, s string) {
	r := mustCompile(b, files)
	m := text.Scan(s)
	b.ReportAllocs()
	for b.Loop() {
		r.Judge(m)
	}
}

func long() string { return strings.Repeat(hundred+". ", 41)[:4096] }

func BenchmarkJudge100(b *testing.B)         { benchmark(b, shipped(b), hundred) }
func BenchmarkJudge4096(b *testing.B)        { benchmark(b, shipped(b), long()) }
func BenchmarkJudge100TenTimes(b *testing.B) { benchmark(b, tenTimes(shipped(b)), hundred) }
func BenchmarkJudge4096TenTimes(b *testing.B) {
	benchmark(b, tenTimes(shipped(b)), long())
}

func BenchmarkJudgeDanger100(b *testing.B) {
	benchmark(b, shipped(b), "my daughter didn't come home last night, her phone is off and a man from snapchat says he has her pic")
}

// tenTimes adds every group, rule, signal and pattern of a counter nine times
// more: every phrase keeps its short words and has a word of its own.
func tenTimes(files []File) []File {
	var out []File
	for _, f := range files {
		all := f
		all.Groups = maps.Clone(f.Groups)
		all.Rules, all.Signals, all.Counters = slices.Clone(f.Rules), slices.Clone(f.Signals), slices.Clone(f.Counters)
		for n := 1; n < 10; n++ {
			suffix := string(rune('0' + n))
			for name, g := range f.Groups {
				all.Groups[name+suffix] = others(g, suffix)
			}
			for _, r := range f.Rules {
				r.ID, r.Any = r.ID+suffix, others(r.Any, suffix)
				all.Rules = append(all.Rules, r)
			}
			for _, s := range f.Signals {
				s.ID, s.Any = s.ID+suffix, others(s.Any, suffix)
				all.Signals = append(all.Signals, s)
			}
			for k, c := range f.Counters {
				all.Counters[k].Any = append(slices.Clone(all.Counters[k].Any), others(c.Any, suffix)...)
			}
		}
		out = append(out, all)
	}
	return out
}

// others gives phrases or patterns of the same shape over other groups, with
// their longest word changed.
func others(list []string, suffix string) []string {
	var to []string
	for _, s := range list {
		fields := strings.Fields(s)
		longest := -1
		for i, w := range fields {
			plain := !strings.ContainsAny(w, "@<") && strings.Trim(w, ".+&") != ""
			if plain && (longest < 0 || len(w) > len(fields[longest])) {
				longest = i
			}
		}
		for i, w := range fields {
			switch {
			case strings.Contains(w, "@"):
				fields[i] = w + suffix
			case i == longest:
				fields[i] = "q" + suffix + w
			}
		}
		if s = strings.Join(fields, " "); !slices.Contains(list, s) && !slices.Contains(to, s) {
			to = append(to, s)
		}
	}
	if len(to) == 0 {
		return slices.Clone(list) // nothing but signs
	}
	return to
}

func BenchmarkCompile(b *testing.B) {
	files := shipped(b)
	b.ReportAllocs()
	for b.Loop() {
		mustCompile(b, files)
	}
}
