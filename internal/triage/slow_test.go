package triage

import (
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// slowRules is the reference: the same language of rules with no trie, no
// anchors, no two pointers and no memory. It tries every phrase at every token
// and every way to put hits into a pattern.
type slowRules struct {
	files   []File
	short   map[string][]string
	means   map[string]string
	lexicon *text.Lexicon
}

func newSlow(files []File, fast *Rules) *slowRules {
	return &slowRules{files: files, short: fast.words.short, means: fast.words.means, lexicon: fast.words.lexicon}
}

// group gives all phrases of a group, some of them twice.
func (s *slowRules) group(language, ref string) [][]string {
	language, name := split(language, ref)
	file := slices.IndexFunc(s.files, func(f File) bool { return f.Language == language })
	var all [][]string
	for _, item := range s.files[file].Groups[name] {
		out := [][]string{nil}
		for field := range strings.FieldsSeq(item) {
			choices := [][]string{s.words(field)}
			if ref, ok := strings.CutPrefix(field, "@"); ok {
				choices = s.group(language, ref)
			}
			var longer [][]string
			for _, head := range out {
				for _, tail := range choices {
					longer = append(longer, slices.Concat(head, tail))
				}
			}
			out = longer
		}
		all = append(all, out...)
	}
	return all
}

// words gives plain words as messages are read.
func (s *slowRules) words(plain string) []string {
	words, _ := phraseWords(plain)
	var out []string
	for _, w := range words {
		if long, ok := s.short[w]; ok {
			out = append(out, long...)
		} else {
			out = append(out, w)
		}
	}
	return out
}

func fits(written string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return fitsOne(written, word) })
}

func fitsOne(written, word string) bool {
	if written == anyNumber {
		return word[0] >= '0' && word[0] <= '9'
	}
	if stem, ok := strings.CutSuffix(written, "*"); ok {
		return strings.HasPrefix(word, stem)
	}
	return written == word
}

type slowMessage struct {
	text.Message
	words  [][]string // by token: its word, and the one it also means
	filler [][]string // by token: languages whose filler it is
	block  [][]string // by token: ids of counters
}

// fills reports whether a token is a filler of a language.
func (m slowMessage) fills(token int, language string) bool {
	return slices.Contains(m.filler[token], language) || slices.Contains(m.filler[token], "every")
}

// ends reports whether a sentence ends before a token.
func (m slowMessage) ends(token int) bool {
	return token == len(m.words) || m.Tokens[token].Sentence != m.Tokens[token-1].Sentence
}

func (s *slowRules) hits(m slowMessage, language string, phrases [][]string) []hit {
	var out []hit
	for _, p := range phrases {
		for i := range m.words {
			p := p
			if p[0] == atStart {
				if i > 0 && !m.ends(i) {
					continue
				}
				p = p[1:]
			}
			asked := p[len(p)-1] == atAsked
			if asked && len(p) == 1 {
				if m.ends(i+1) && m.Asked(m.Tokens[i].Sentence) {
					out = append(out, hit{int32(i), int32(i + 1), int32(m.Tokens[i].Sentence)})
				}
				continue
			}
			if asked {
				p = p[:len(p)-1]
			}
			var walk func(k, at, skipped int)
			walk = func(k, at, skipped int) {
				if k == len(p) {
					if asked && !(m.ends(at) && m.Asked(m.Tokens[i].Sentence)) {
						return
					}
					out = append(out, hit{int32(i), int32(at), int32(m.Tokens[i].Sentence)})
					return
				}
				if at >= len(m.words) || at-i >= maxHit || m.Tokens[at].Sentence != m.Tokens[i].Sentence {
					return
				}
				if fits(p[k], m.words[at]) {
					walk(k+1, at+1, 0)
				}
				if m.fills(at, language) && skipped < maxSkips && k > 0 {
					walk(k, at+1, skipped+1)
				}
			}
			walk(0, i, 0)
		}
	}
	return out
}

// holds gives the spans of all matches of all chains of a pattern in sentences
// where their parts hold.
func (s *slowRules) holds(m slowMessage, language, src string, unless []string) [][2]int32 {
	var lists [][][]string
	var languages []string
	add := func(language string, phrases [][]string) (int32, error) {
		lists, languages = append(lists, phrases), append(languages, language)
		return int32(len(lists) - 1), nil
	}
	p, err := parsePattern(src,
		func(ref string) (int32, error) {
			from, _ := split(language, ref)
			return add(from, s.group(language, ref))
		},
		func(words string) (int32, error) {
			return add(language, [][]string{s.words(words)})
		})
	if err != nil {
		return nil
	}
	for _, group := range p.absent {
		if len(s.hits(m, languages[group], lists[group])) > 0 {
			return nil
		}
	}
	var all [][2]int32
	for _, pt := range p.parts {
		var found [][][3]int32 // by chain: start, end, sentence
		for _, c := range pt {
			var ends [][3]int32
			var walk func(k int, start int32, before hit)
			walk = func(k int, start int32, before hit) {
				if k == len(c) {
					ends = append(ends, [3]int32{start, before.end, before.sentence})
					return
				}
				for _, h := range s.hits(m, languages[c[k].group], lists[c[k].group]) {
					if slices.ContainsFunc(m.block[h.start:h.end], func(ids []string) bool {
						return slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(unless, id) })
					}) {
						continue
					}
					if k == 0 {
						walk(1, h.start, h)
						continue
					}
					if h.start < before.end || h.sentence != before.sentence {
						continue
					}
					between := int(h.start - before.end)
					ok := c[k].gap == gapSentence || between <= c[k].gap
					if !ok && between <= maxSkips {
						ok = true
						for i := before.end; i < h.start; i++ {
							ok = ok && m.fills(int(i), language)
						}
					}
					if ok {
						walk(k+1, start, h)
					}
				}
			}
			walk(0, 0, hit{})
			found = append(found, ends)
		}
		any := false
		for _, ends := range found {
			for _, e := range ends {
				here := true
				for _, other := range found {
					here = here && slices.ContainsFunc(other, func(o [3]int32) bool { return o[2] == e[2] })
				}
				if here {
					any = true
					all = append(all, [2]int32{e[0], e[1]})
				}
			}
		}
		if !any {
			return nil
		}
	}
	return all
}

// judge gives what fired: id to "yes" or "taken back", by language.
func (s *slowRules) judge(in text.Message) map[string]string {
	in = s.lexicon.Mend(in, nil) // it has a slow twin of its own, in text
	m := slowMessage{Message: in, block: make([][]string, len(in.Tokens))}
	for _, t := range in.Tokens {
		words := []string{t.Norm}
		if meant, ok := s.means[t.Norm]; ok {
			words = append(words, meant)
		}
		m.words = append(m.words, words)
		var filler []string
		if t.Norm[0] >= 0xE2 && isPicture(t.Norm) {
			filler = append(filler, "every")
		}
		for _, f := range s.files {
			if slices.ContainsFunc(f.Fillers, func(x string) bool { return slices.Contains(words, text.Normal(x)) }) {
				filler = append(filler, f.Language)
			}
		}
		m.filler = append(m.filler, filler)
	}
	isBreak := func(i int) bool {
		return slices.ContainsFunc(s.files, func(f File) bool {
			return slices.ContainsFunc(f.Breaks, func(x string) bool { return slices.Contains(m.words[i], text.Normal(x)) })
		})
	}
	of := map[string][]string{}
	type mark struct {
		id     string
		tokens []int
	}
	var marks []mark
	for _, f := range s.files {
		for _, c := range f.Counters {
			of[c.ID] = append(of[c.ID], c.ID)
			of[c.ID] = append(of[c.ID], c.Of...)
			for _, src := range c.Any {
				for _, span := range s.holds(m, f.Language, src, nil) {
					first, last := int(span[0]), int(span[1])-1
					var in []int
					for i := range m.words {
						same := m.Tokens[i].Sentence == m.Tokens[first].Sentence
						broken := false // a break between the match and i
						for k := last + 1; k <= i; k++ {
							broken = broken || isBreak(k)
						}
						for k := i + 1; k <= first; k++ {
							broken = broken || isBreak(k)
						}
						inside := i >= first && i <= last
						clause := m.Tokens[i].Clause == m.Tokens[first].Clause || m.Tokens[i].Clause == m.Tokens[last].Clause
						switch scopes[c.Scope] {
						case scopeMessage:
							in = append(in, i)
						case scopeSentence:
							if inside || same && !broken {
								in = append(in, i)
							}
						case scopeForward:
							if inside || same && i >= first && !broken {
								in = append(in, i)
							}
						case scopeClause:
							if inside || same && clause && !broken {
								in = append(in, i)
							}
						}
					}
					marks = append(marks, mark{c.ID, in})
				}
			}
		}
	}
	for _, mk := range marks {
		for _, i := range mk.tokens {
			m.block[i] = append(m.block[i], mk.id)
		}
	}
	out := map[string]string{}
	fire := func(language, id string, any, unless []string) {
		var ids []string
		for _, u := range unless {
			ids = append(ids, of[u]...)
		}
		for _, src := range any {
			if len(s.holds(m, language, src, nil)) == 0 {
				continue
			}
			if len(s.holds(m, language, src, ids)) > 0 {
				out[language+" "+id] = "yes"
				return
			}
			strong := slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
				return slices.ContainsFunc(s.files, func(f File) bool {
					return slices.ContainsFunc(f.Counters, func(c Counter) bool { return c.ID == id && c.Half })
				})
			})
			if len(s.holds(m, language, src, strong)) > 0 {
				out[language+" "+id] = "half"
			} else if out[language+" "+id] == "" {
				out[language+" "+id] = "taken back"
			}
		}
	}
	for _, f := range s.files {
		for _, r := range f.Rules {
			fire(f.Language, r.ID, r.Any, r.Unless)
		}
		for _, sg := range f.Signals {
			fire(f.Language, sg.ID, sg.Any, sg.Unless)
		}
	}
	return out
}

// firedBy is what the fast rules fired, in the form of slowRules.judge.
func firedBy(r *Rules, m text.Message) map[string]string {
	out := map[string]string{}
	if len(m.Tokens) == 0 {
		return out
	}
	s := r.pool.New().(*scratch)
	r.judgeInto(m, s, "")
	for _, f := range s.fired {
		it := r.items[f.item]
		out[it.language+" "+it.id] = [...]string{"taken back", "half", "yes"}[f.held]
	}
	return out
}
