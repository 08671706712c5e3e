package dialog

import (
	"slices"

	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/text"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

// Reserved lists the nodes that the program needs.
func Reserved() []NodeID {
	ids := []NodeID{
		Start, Menu, Topics, HelpNow, Hotlines, Fallback, Media, Unknown, Gone, Privacy,
		About, Bye, Language, Country, Refuse, CheckQuestion, Suggest,
	}
	for _, k := range triage.Kinds() {
		ids = append(ids, Handoff(k))
	}
	return ids
}

// Digest names the bundle: 64 hexadecimal digits, the same for the same content
// on every machine.
func (b *Bundle) Digest() string { return b.digest }

// Locales lists the locales, the source locale first. Do not change it.
func (b *Bundle) Locales() []string { return b.locales }

// Locale is the index of a locale, for View and Word: an exact match, else the
// same language, else ok is false and the index is the source locale's.
func (b *Bundle) Locale(name string) (index int, ok bool) {
	if i := slices.Index(b.locales, name); i >= 0 {
		return i, true
	}
	for i, l := range b.locales {
		if len(name) >= 2 && len(l) >= 2 && name[:2] == l[:2] && (len(name) == 2 || name[2] == '-' || name[2] == '_') {
			return i, true
		}
	}
	return 0, false
}

// Node finds a node by its id or an earlier id.
func (b *Bundle) Node(id NodeID) (*Node, bool) {
	n, ok := b.nodes[id]
	if !ok {
		n, ok = b.nodes[b.heirs[id]]
	}
	return n, ok
}

// NodeIDs lists all nodes, in the order of the files where it was built from a
// folder, else sorted. Do not change it.
func (b *Bundle) NodeIDs() []NodeID { return b.order }

// Topics lists the topics. Do not change it.
func (b *Bundle) Topics() []string { return b.topics }

// View is a node in a locale, by locale index.
func (n *Node) View(locale int) *View { return &n.views[locale] }

// Word is a short text of the program in a locale, by locale index; a key
// nobody wrote gives "".
func (b *Bundle) Word(locale int, key string) string { return b.words[locale][key] }

// Lines are the hotlines of a country in a locale, by locale index. A country
// without entries gets the international ones.
func (b *Bundle) Lines(locale int, country string) *Lines {
	l := b.lines[locale][country]
	if l == nil {
		l = b.lines[locale][OtherCountry]
	}
	return l
}

// Countries lists the country codes that have hotlines of their own, sorted.
func (b *Bundle) Countries() []string {
	var out []string
	for c := range b.lines[0] {
		if c != NoCountry && c != OtherCountry {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out
}

// Slot finds a slot by name.
func (b *Bundle) Slot(name string) (Slot, bool) {
	i := slices.IndexFunc(b.slots, func(s Slot) bool { return s.Name == name })
	if i < 0 {
		return Slot{}, false
	}
	return b.slots[i], true
}

// Judge asks whether a message tells of danger.
func (b *Bundle) Judge(m text.Message) triage.Verdict { return b.rules.Judge(m) }

// Index is the match index of a locale, by locale index.
func (b *Bundle) Index(locale int) *match.Index { return b.indexes[locale] }

// Language tells the language of a message scanned from original: the index of
// the locale it leans to, the source locale's when it leans to none, and how
// sure that is.
func (b *Bundle) Language(m text.Message, original string) (locale int, t match.Telling) {
	t = b.languages.Tell(m, original)
	locale, _ = b.Locale(t.Language)
	return locale, t
}

// LanguageSigns lists what told the language of a message.
func (b *Bundle) LanguageSigns(m text.Message, original string) []match.Sign {
	return b.languages.Signs(m, original)
}

// HasPicture reports whether a node shows the picture in a file.
func (b *Bundle) HasPicture(file string) bool { return b.pictures[file] }
