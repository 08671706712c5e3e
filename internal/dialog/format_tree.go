package dialog

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/porchlight-chat/porchlight/internal/markup"
)

// tree gives the parts of a tree file their order and style.
func (p *part) tree() {
	p.sortKeys(treeKeys)
	for _, e := range p.entries {
		e.value.texts()
		if e.key != "nodes" {
			continue
		}
		e.value.flow = false
		for _, n := range e.value.entries {
			n.value.treeNode(nodeKeys)
		}
	}
}

// treeNode gives the parts of a node their order and style.
func (p *part) treeNode(order keys) {
	p.flow = false
	p.sortKeys(order)
	for _, e := range p.entries {
		switch v := e.value; e.key {
		case "was", "sources":
			v.flow = !v.commented()
		case "asks":
			v.flow = false
		case "say":
			v.say()
		case "smalltalk", "review-days":
			v.verbal = false
		case "variants":
			v.flow = false
			for _, item := range v.entries {
				item.value.flow = false
				item.value.sortKeys(variantKeys)
				for _, k := range item.value.entries {
					if k.key == "say" {
						k.value.say()
					} else {
						k.value.flow = !k.value.commented()
					}
				}
			}
		case "choices":
			v.flow = false
			v.choices()
		case "quiz":
			v.quiz()
		}
	}
}

// texts marks all scalars as texts: in trees nothing is a number or a date.
func (p *part) texts() {
	p.verbal, p.quoted = p.scalar(), false
	for _, e := range p.entries {
		e.value.texts()
	}
}

// choices gives every choice a line of its own.
func (p *part) choices() {
	p.apart()
	for _, item := range p.entries {
		if v := item.value.entries[0].value; !v.scalar() {
			v.sortKeys(choiceKeys)
			v.flow = !v.commented()
			for _, k := range v.entries {
				if !k.value.scalar() {
					k.value.flow = !k.value.commented()
				}
			}
		}
	}
}

// apart makes a list of mappings a list of single pairs.
func (p *part) apart() {
	var items []*entry
	for _, item := range p.entries {
		item.value.flow = false
		for i, pair := range item.value.entries {
			one := &part{node: item.value.node, entries: []*entry{pair}}
			e := &entry{value: one}
			if i == 0 {
				e.lead, e.tail = item.lead, item.tail
			}
			if i == len(item.value.entries)-1 {
				one.foot = item.value.foot
			}
			items = append(items, e)
		}
	}
	p.entries = items
}

// sortKeys puts the pairs of a mapping in the order of the model.
func (p *part) sortKeys(order keys) {
	slices.SortStableFunc(p.entries, func(a, b *entry) int {
		return cmp.Compare(slices.Index(order, a.key), slices.Index(order, b.key))
	})
}

// spaceNodes puts one blank line between nodes and none inside them, except
// where a list is grouped by blank lines.
func (p *part) spaceNodes() {
	for _, e := range p.entries {
		e.lead = noBlankFirst(e.lead)
		if e.key != "nodes" {
			continue
		}
		e.value.spaceEntries()
	}
}

// spaceEntries puts one blank line between the nodes of a mapping.
func (p *part) spaceEntries() {
	for i, n := range p.entries {
		n.lead = noBlankFirst(n.lead)
		if i > 0 {
			n.lead = slices.Insert(n.lead, 0, "")
		}
		for _, k := range n.value.entries {
			k.lead = noBlankFirst(k.lead)
		}
	}
}

// say writes a text with one sentence a line.
func (p *part) say() {
	if p.scalar() {
		p.text = sentences(p.text)
		p.literal = true
	}
}

// sentences breaks the lines of a text after each sentence. What a reader sees
// stays the same: a break that would change it is not made.
func sentences(text string) string {
	var out []string
	item := false // the lines belong to a list item
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			item = false
			if k := len(out); k > 0 && out[k-1] != "" {
				out = append(out, "")
			}
			continue
		}
		start := itemSign(line)
		indent := ""
		if start > 0 {
			item = true
		} else if item {
			indent = "  "
		}
		for i, sentence := range cutSentences(line, start) {
			if i > 0 && item {
				indent = "  "
			}
			out = append(out, indent+sentence)
		}
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n")
}

// itemSign is the length of "- " or "1. " at the start of a line, as
// markup.Parse reads it.
func itemSign(line string) int {
	if strings.HasPrefix(line, "- ") {
		return 2
	}
	digits := 0
	for digits < len(line) && digits < 3 && line[digits] >= '0' && line[digits] <= '9' {
		digits++
	}
	if digits > 0 && strings.HasPrefix(line[digits:], ". ") {
		return digits + 2
	}
	return 0
}

// cutSentences cuts a line where one sentence clearly ends and the next starts,
// beginning at byte start.
func cutSentences(line string, start int) []string {
	var out []string
	done, speech := 0, false // what somebody says stays together
	for i := start; i+2 < len(line); i++ {
		if line[i] == '"' {
			speech = !speech
		}
		if speech || line[i+1] != ' ' || !endsSentence(line[start:i+1]) || !startsSentence(line[i+2:]) {
			continue
		}
		whole, _ := markup.Parse(line[done:])
		apart, _ := markup.Parse(line[done:i+1] + "\n" + line[i+2:])
		if reflect.DeepEqual(whole, apart) {
			out = append(out, line[done:i+1])
			done = i + 2
		}
	}
	return append(out, line[done:])
}

// abbreviations end with a full stop that ends no sentence.
var abbreviations = []string{
	"approx", "dept", "dr", "etc", "inc", "jr", "ltd", "mr", "mrs", "ms", "mt", "prof", "rev", "sgt", "sr", "st", "tel", "vs",
}

// endsSentence reports whether a text up to and with its last sign ends a
// sentence for sure.
func endsSentence(s string) bool {
	switch s[len(s)-1] {
	case '!', '?':
		return true
	case '.':
	default:
		return false
	}
	word := strings.TrimSuffix(s[strings.LastIndexByte(s, ' ')+1:], ".")
	word = strings.TrimLeftFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len([]rune(word)) < 2 || strings.Contains(word, ".") && !strings.ContainsAny(word, "/)}") {
		return false // an initial, "e.g.", "U.S.", dots
	}
	if len(word) < 3 && strings.Trim(word, "0123456789") == "" {
		return false // "step 12. Then"
	}
	return !slices.Contains(abbreviations, strings.ToLower(word))
}

func startsSentence(s string) bool {
	if s[0] == '{' {
		return true
	}
	for _, r := range s {
		return unicode.IsUpper(r)
	}
	return false
}
