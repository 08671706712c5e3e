package triage

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// small is a rule file that uses every part of the language.
func small() []File {
	return []File{
		{
			Language: "en",
			Fillers:  []string{"just", "already"},
			Breaks:   []string{"but"},
			Spelling: Spelling{Never: []string{"threaten"}, Means: map[string]string{"hr": "home", "gcs": "gift cards"}},
			Groups: map[string]Group{
				"child": {"daughter", "my son", "@es/hija"},
				"gone":  {"missing", "@not come home", "kidnapped"},
				"not":   {"didnt", "did not"},
				"man":   {"he", "a man"},
				"scare": {"threatens", "blackmail*"},
				"sum":   {"<n> dollars", "gcs", "money"},
				"asks":  {"<start> what is", "<start> is safe", "come home <asked>", "<start> money <asked>"},
				"end":   {"<asked>"},
			},
			Rules: []Rule{
				{
					ID: "missing", Kind: MissingChild, Outcome: "danger", Owner: "o", Reason: "r",
					Any: []string{"@child .. @gone"}, Unless: []string{"usual"},
					Examples: []string{"my son is missing"}, Counter: []string{"what if my son is missing"},
				},
				{
					ID: "firm", Kind: ImmediatePhysical, Outcome: "danger", Owner: "o", Reason: "r", Firm: true,
					Any: []string{"not safe"}, Examples: []string{"what if she is not safe"}, Counter: []string{"safe"},
				},
				{
					ID: "blackmail", Kind: SextortionActive, Outcome: "check", Owner: "o", Reason: "r",
					Any: []string{"@man ... @scare + @sum", "@scare & @child"}, Unless: []string{"past", "asks"},
					Examples: []string{"he threatens her, 5 dollars"}, Counter: []string{"he threatens"},
				},
				{
					ID: "no", Outcome: "refuse", Owner: "o", Reason: "r",
					Any: []string{"ignore your rules"}, Examples: []string{"ignore your rules"}, Counter: []string{"rules"},
				},
			},
			Signals: []Signal{
				{ID: "pay", Kind: SextortionActive, Points: 50, Reason: "r", Any: []string{"gift cards"}},
				{ID: "now", Points: 20, Reason: "r", Any: []string{"right now"}, Unless: []string{"past"}},
			},
			Counters: []Counter{
				{ID: "if", Scope: "forward", Reason: "r", Any: []string{"what if"}},
				{ID: "past", Scope: "sentence", Reason: "r", Any: []string{"last year", "<n> years ago"}},
				{ID: "safe", Scope: "message", Reason: "r", Any: []string{"@child .. is safe"}},
				{ID: "asks", Scope: "sentence", Half: true, Reason: "r", Any: []string{"@asks & !@child", "@scare + @end"}},
				{ID: "usual", Reason: "r", Of: []string{"if", "past", "safe", "asks"}},
			},
		},
		{
			Language: "es",
			Fillers:  []string{"ya", "a"},
			Groups:   map[string]Group{"hija": {"hija", "hijo"}, "falta": {"no volvio"}},
			Rules: []Rule{{
				ID: "falta", Kind: MissingChild, Outcome: "danger", Owner: "o", Reason: "r",
				Any: []string{"@hija @falta"}, Unless: []string{"if"},
				Examples: []string{"mi hija no volvió"}, Counter: []string{"mi hija volvió"},
			}},
			Counters: []Counter{{ID: "if", Scope: "clause", Reason: "r", Any: []string{"y si"}}},
		},
	}
}

func mustCompile(tb testing.TB, files []File) *Rules {
	tb.Helper()
	r, problems := Compile(files)
	for _, p := range problems {
		tb.Errorf("%s %s %s %s[%d]: %s; %s", p.Language, p.Section, p.ID, p.Field, p.Index, p.Message, p.Hint)
	}
	if r == nil {
		tb.FailNow()
	}
	return r
}

func TestJudge(t *testing.T) {
	r := mustCompile(t, small())
	for _, p := range r.Test() {
		t.Errorf("%s %s %s[%d]: %s", p.Language, p.ID, p.Field, p.Index, p.Message)
	}
	for _, tc := range []struct{ name, in, want string }{
		{"nothing", "hello there", "calm"},
		{"empty", "", "calm"},
		{"near", "my daughter is missing", "danger missing_child missing 100"},
		{"other order", "missing my daughter", "calm"},
		{"six words between", "daughter a b c d e f missing", "danger missing_child missing 100"},
		{"seven words between", "daughter a b c d e f g missing", "calm"},
		{"other sentence", "my daughter. missing", "calm"},
		{"other clause", "my daughter, missing", "danger missing_child missing 100"},
		{"product of groups", "daughter did not come home", "danger missing_child missing 100"},
		{"fillers in a phrase", "daughter didn't just already come home", "danger missing_child missing 100"},
		{"too many fillers", "daughter didnt just just just come home", "calm"},
		{"picture in a phrase", "daughter didnt 😭 come home", "danger missing_child missing 100"},
		{"misspelt", "daughter kidnaped", "danger missing_child missing 100"},
		{"harmless neighbour", "he threaten 5 dollars", "calm"},
		{"look-alikes", "d\u0430ughter k1dnapped", "danger missing_child missing 100"},
		{"drawn out", "daughter missinggg", "danger missing_child missing 100"},
		{"two languages", "my hija is missing", "danger missing_child missing 100"},
		{"the other file", "mi hija no volvio", "danger missing_child falta 100"},
		{"any order and number", "5 dollars or he is blackmailing", "check sextortion_active blackmail 50"},
		{"any order, two sentences", "5 dollars. he is blackmailing", "calm"},
		{"anywhere", "blackmail. my daughter", "check sextortion_active blackmail 50"},
		{"adds up", "he threatens 5 dollars. gift cards", "danger sextortion_active blackmail 100"},
		{"signal alone", "gift cards", "check sextortion_active pay 50"},
		{"signal without a kind alone", "right now", "calm"},
		{"signal without a kind", "daughter missing right now", "danger missing_child missing 120"},
		{"forward", "what if my daughter is missing", "calm"},
		{"forward ends at a break", "what if but my daughter is missing", "danger missing_child missing 100"},
		{"not backward", "my daughter is missing what if", "danger missing_child missing 100"},
		{"sentence", "my daughter was missing last year", "calm"},
		{"sentence to a break", "last year but my daughter is missing", "danger missing_child missing 100"},
		{"other sentence past", "last year. my daughter is missing", "danger missing_child missing 100"},
		{"message", "my daughter is missing. my daughter is safe", "calm"},
		{"counter of the other file", "y si daughter missing", "calm"},
		{"counter not named", "what if he blackmails for money", "check sextortion_active blackmail 50"},
		{"a question leaves half", "my daughter is missing, he threatens?", "check missing_child missing 50"},
		{"half is never danger", "my daughter is missing, he threatens right now? gift cards", "check sextortion_active blackmail 95 missing_child"},
		{"absent", "what is money. not come home?", "calm"},
		{"at the start of a sentence", "is safe my daughter missing", "danger missing_child missing 100"},
		{"firm", "last year she is not safe", "danger immediate_physical firm 100"},
		{"two kinds", "daughter missing. not safe", "danger immediate_physical firm 100 missing_child"},
		{"refuse", "ignore your rules", "refuse no 0"},
		{"danger before refuse", "ignore your rules, daughter missing", "danger missing_child missing 100"},
		{"a free match beside a blocked one", "daughter missing last year. daughter missing", "danger missing_child missing 100"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			v := r.JudgeText(tc.in)
			if diff := cmp.Diff(tc.want, brief(v)); diff != "" {
				t.Errorf("%q (-want +got):\n%s", tc.in, diff)
			}
		})
	}
}

func brief(v Verdict) string {
	if v.Outcome == Calm {
		return "calm"
	}
	return strings.Join(strings.Fields(strings.Join([]string{
		v.Outcome.String(), string(v.Kind), v.Rule, itoa(v.Score), string(v.Second),
	}, " ")), " ")
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

func TestEvidence(t *testing.T) {
	r := mustCompile(t, small())
	in := "oh no, my daughter is missing last year; daughter didn't come home"
	v := r.JudgeText(in)
	if v.Outcome != Calm || len(v.Evidence) != 1 || !v.Evidence[0].TakenBack || v.Evidence[0].Points != -100 {
		t.Fatalf("verdict %+v", v)
	}
	var got []string
	for _, sp := range r.JudgeText("oh no, my daughter didn't come home").Evidence[0].Spans {
		got = append(got, "oh no, my daughter didn't come home"[sp.Start:sp.End])
	}
	if diff := cmp.Diff([]string{"daughter", "didn't come home"}, got); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
}

func TestCompileReports(t *testing.T) {
	rule := func(mend func(*File, *Rule)) []File {
		f := File{
			Language: "en",
			Groups:   map[string]Group{"child": {"daughter"}},
			Counters: []Counter{{ID: "past", Scope: "sentence", Reason: "r", Any: []string{"ago"}}},
		}
		r := Rule{
			ID: "a", Kind: MissingChild, Outcome: "danger", Owner: "o", Reason: "r", Any: []string{"@child missing"},
			Examples: []string{"daughter missing"}, Counter: []string{"x"},
		}
		mend(&f, &r)
		f.Rules = append(f.Rules, r)
		return []File{f}
	}
	for _, tc := range []struct {
		name string
		mend func(*File, *Rule)
		want string
	}{
		{"nothing wrong", func(*File, *Rule) {}, ""},
		{"unknown group", func(_ *File, r *Rule) { r.Any = []string{"@child @chidl"} }, "rules a any[0] unknown group @chidl; did you mean @child?"},
		{"unknown counter", func(_ *File, r *Rule) { r.Unless = []string{"pats"} }, `rules a unless[0] unknown counter "pats"; did you mean past?`},
		{"unknown kind", func(_ *File, r *Rule) { r.Kind = "missing_chidl" }, `rules a kind[-1] unknown kind "missing_chidl"; did you mean missing_child?`},
		{"unknown outcome", func(_ *File, r *Rule) { r.Outcome = "red" }, `rules a outcome[-1] unknown outcome "red"; danger, check or refuse`},
		{"empty pattern", func(_ *File, r *Rule) { r.Any = append(r.Any, "  ") }, "rules a any[1] pattern ends without a word"},
		{"sign at the end", func(_ *File, r *Rule) { r.Any = append(r.Any, "@child ..") }, "rules a any[1] pattern ends without a word"},
		{"sign at the start", func(_ *File, r *Rule) { r.Any = append(r.Any, "+ @child") }, `rules a any[1] "+" has nothing on its left`},
		{"two signs", func(_ *File, r *Rule) { r.Any = append(r.Any, "@child .. & x") }, `rules a any[1] "&" has nothing on its left`},
		{"no pattern", func(f *File, r *Rule) { r.Any = nil; f.Groups = nil }, "rules a any[-1] has no pattern"},
		{"pattern twice", func(_ *File, r *Rule) { r.Any = append(r.Any, r.Any[0]) }, "rules a any[1] pattern stands here twice"},
		{"short stem", func(_ *File, r *Rule) { r.Any = append(r.Any, "ab*") }, `rules a any[1] "ab*" is too short for a trailing *`},
		{"no letters", func(_ *File, r *Rule) { r.Any = append(r.Any, "?!") }, `rules a any[1] "?!" has no letters`},
		{"id twice", func(f *File, r *Rule) { f.Rules = append(f.Rules, *r) }, "rules a id[-1] id is missing or used twice"},
		{"no owner", func(_ *File, r *Rule) { r.Owner = "" }, "rules a owner[-1] owner is missing"},
		{"no reason", func(_ *File, r *Rule) { r.Reason = "" }, "rules a reason[-1] reason is missing"},
		{"no example", func(_ *File, r *Rule) { r.Examples = nil }, "rules a examples[-1] no example; add a message that must be found"},
		{"no counter-example", func(_ *File, r *Rule) { r.Counter = nil }, "rules a counter[-1] no counter-example; add a message that must not be found"},
		{"firm with unless", func(_ *File, r *Rule) { r.Firm, r.Unless = true, []string{"past"} }, "rules a unless[-1] a firm rule is never taken back; remove unless or firm"},
		{"refuse with a kind", func(_ *File, r *Rule) { r.Outcome = "refuse" }, "rules a kind[-1] a rule that refuses has no kind; remove it"},
		{"cycle", func(f *File, _ *Rule) { f.Groups["child"] = Group{"son", "@child"} }, "groups child [1] group @child includes itself"},
		{"unused group", func(f *File, _ *Rule) { f.Groups["idle"] = Group{"x"} }, "groups idle [-1] nothing uses this group"},
		{"empty group", func(f *File, _ *Rule) { f.Groups["child"] = nil }, "groups child [-1] group is empty"},
		{"other language", func(f *File, _ *Rule) { f.Groups["child"] = Group{"@xx/y"} }, `groups child [0] no rule file for language "xx"`},
		{"unknown scope", func(f *File, _ *Rule) { f.Counters[0].Scope = "page" }, `counters past scope[-1] unknown scope "page"; message, sentence, clause or forward`},
		{"no meaning", func(f *File, _ *Rule) { f.Spelling.Means = map[string]string{"a b": "c"} }, "spelling a b means[-1] must be one word and the words it means; such as u: you"},
		{"absent in a rule", func(_ *File, r *Rule) { r.Any = append(r.Any, "missing & !@child") }, "rules a any[1] only a counter may ask that a group is absent; make a counter of it and name it in unless"},
		{"only absent", func(f *File, _ *Rule) { f.Counters[0].Any = []string{"!@child"} }, "counters past any[0] !@child must stand alone after &"},
		{"absent in a chain", func(f *File, _ *Rule) { f.Counters[0].Any = []string{"ago & x !@child"} }, "counters past any[0] !@child must stand alone after &"},
		{"word after absent", func(f *File, _ *Rule) { f.Counters[0].Any = []string{"ago & !@child x"} }, `counters past any[0] "x" must have & before it`},
		{"start in the middle", func(_ *File, r *Rule) { r.Any = append(r.Any, "he <start> left") }, "rules a any[1] <start> must come before the first word of a phrase"},
		{"asked in the middle", func(f *File, _ *Rule) { f.Groups["child"] = Group{"son <asked> x"} }, "groups child [0] <asked> must come last in a phrase"},
		{"long filler", func(f *File, _ *Rule) { f.Fillers = []string{"a b"} }, "fillers [0] must be one word"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, problems := Compile(rule(tc.mend))
			var got []string
			for _, p := range problems {
				s := strings.Join(strings.Fields(strings.Join([]string{p.Section, p.ID, p.Field}, " ")), " ")
				if p.Field == "" {
					s += " "
				}
				n := "-1"
				if p.Index >= 0 {
					n = itoa(p.Index)
				}
				s += "[" + n + "] " + p.Message
				if p.Hint != "" {
					s += "; " + p.Hint
				}
				got = append(got, s)
			}
			if diff := cmp.Diff(tc.want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	var r *Rules
	if v := r.JudgeText("help"); v.Outcome != Calm {
		t.Errorf("nil rules say %v", v)
	}
	r = mustCompile(t, small())
	for _, in := range []string{
		strings.Repeat("daughter ", 1300), strings.Repeat("what if ", 1500), strings.Repeat("my son daughter missing. ", 500),
		strings.Repeat("just ", 2000), strings.Repeat("a", text.MaxLen), strings.Repeat("😀", 3000), "\xff\xfe",
	} {
		r.JudgeText(in)
	}
}

// pieces is what fuzzed messages are made of: words of the small file and what
// lies around them.
var pieces = strings.Split("daughter|my|son|hija|missing|didnt|did|not|come|home|kidnaped|kidnapped|he|a|man|threatens|threatenz|threaten|"+
	"blackmailed|5|dollars|money|ignore|your|rules|gift|cards|right|now|what|if|last|year|years|ago|safe|is|y|si|no|volvio|just|ya|¿|"+
	"already|but|.|,|?|😭|x|missinggg|m1ssing|hr|gcs|miss|ing|d a u|g h t e r", "|")

func FuzzAgainstSlow(f *testing.F) {
	f.Add([]byte{0, 4, 1, 2, 40, 38, 7})
	f.Add([]byte("what if my son is missing"))
	f.Add([]byte{3, 5, 8, 53}) // "hija didnt come hr": a word that also means another
	fast := mustCompile(f, small())
	slow := newSlow(small(), fast)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 40 {
			data = data[:40]
		}
		var b strings.Builder
		for _, c := range data {
			b.WriteString(pieces[int(c)%len(pieces)])
			b.WriteByte(' ')
		}
		m := text.Scan(b.String())
		if diff := cmp.Diff(slow.judge(m), firedBy(fast, m)); diff != "" {
			t.Fatalf("%q (-slow +fast):\n%s", b.String(), diff)
		}
	})
}

// What a person wrote is nowhere in the memory that is kept for the next message.
func TestForgets(t *testing.T) {
	r := mustCompile(t, small())
	kept := r.pool.New().(*scratch)
	r.pool = &sync.Pool{New: func() any { return kept }}
	for _, in := range []string{
		strings.Repeat("my son is missinggg. helpmyson, 5 dollars! ", 20), "d a u g h t e r kidnaped", "he blackmails her",
	} {
		r.JudgeText(in)
		if len(kept.tokens) == 0 || len(kept.symbols) == 0 {
			t.Fatalf("%q was judged in other memory", in)
		}
		if s := wordIn(reflect.ValueOf(*kept)); s != "" {
			t.Errorf("after %q the word %q is kept", in, s)
		}
		if slices.ContainsFunc(kept.symbols[:cap(kept.symbols)], func(sym int32) bool { return sym != 0 }) {
			t.Errorf("after %q the numbers of its words are kept", in)
		}
	}
}

// wordIn gives a string that a value holds, in the capacity of its slices too.
func wordIn(v reflect.Value) string {
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Slice:
		for k := range v.Cap() {
			if s := wordIn(v.Slice(0, v.Cap()).Index(k)); s != "" {
				return s
			}
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			if s := wordIn(field); s != "" {
				return s
			}
		}
	}
	return ""
}

func TestHalf(t *testing.T) {
	r := mustCompile(t, small())
	v := r.JudgeText("my daughter is missing, he threatens?")
	if len(v.Evidence) != 2 || !v.Evidence[0].Half || v.Evidence[0].Points != 50 || v.Evidence[0].TakenBack {
		t.Fatalf("evidence %+v", v.Evidence)
	}
	if diff := cmp.Diff([]string{"asks"}, v.Evidence[0].Counters()); diff != "" {
		t.Errorf("counters (-want +got):\n%s", diff)
	}
	if v = r.JudgeText("what if my daughter is missing"); len(v.Evidence) != 1 || !v.Evidence[0].TakenBack {
		t.Fatalf("evidence %+v", v.Evidence)
	} else if diff := cmp.Diff([]string{"if"}, v.Evidence[0].Counters()); diff != "" {
		t.Errorf("counters (-want +got):\n%s", diff)
	}
}

func TestIdleAndHarmless(t *testing.T) {
	files := small()
	files[0].Harmless = []string{"what if my daughter is missing", "my daughter is missing"}
	files[0].Rules = append(files[0].Rules, Rule{
		ID: "again", Kind: MissingChild, Outcome: "danger", Owner: "o", Reason: "r",
		Any: []string{"daughter ... missing"}, Unless: []string{"usual"}, Examples: []string{"daughter missing"}, Counter: []string{"x"},
	})
	r := mustCompile(t, files)
	problems := r.Test()
	if len(problems) != 1 || problems[0].Section != "harmless" || problems[0].Index != 1 ||
		problems[0].Message != `harmless message "my daughter is missing" raises danger missing_child, by missing of en` {
		t.Errorf("problems %+v", problems)
	}
	idle := r.Idle()
	if len(idle) != 1 || idle[0].ID != "again" || idle[0].Message != "finds nothing that missing does not find" {
		t.Errorf("idle %+v", idle)
	}
}

// So much is never taken back whole.
func TestHeavyEvidence(t *testing.T) {
	files := small()
	for k := range 3 {
		files[0].Signals = append(files[0].Signals, Signal{
			ID: "more" + itoa(k), Kind: MissingChild, Points: 50 - k, Reason: "r", Any: []string{"@gone"}, Unless: []string{"usual"},
		})
	}
	r := mustCompile(t, files)
	if v := r.JudgeText("last year my daughter was missing"); v.Outcome != Calm {
		t.Errorf("247 points are %v", v)
	}
	files[0].Signals[len(files[0].Signals)-1].Points = 55
	r = mustCompile(t, files)
	v := r.JudgeText("last year my daughter was missing")
	if diff := cmp.Diff("check missing_child missing 254", brief(v)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
