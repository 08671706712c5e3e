package dialog

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"hash"
	"maps"
	"slices"
)

// digestVersion changes when the form below changes.
const digestVersion = "porchlight-bundle-1"

// digest names content: SHA-256 over everything that can change a reply, in the
// order written, each text with its length before it. Comments, the order
// of a node's keys and white space do not count; of the names of tree files only
// their order does.
func digest(c *Content) string {
	d := digester{sha256.New()}
	d.text(digestVersion)
	d.count(len(c.Trees))
	for _, t := range c.Trees {
		d.text("tree", t.Name.Text)
		d.count(len(t.Nodes))
		for i := range t.Nodes {
			d.node(&t.Nodes[i])
		}
	}
	for _, table := range [][]SourceEntry{c.Words, c.Topics} {
		d.count(len(table))
		for _, e := range table {
			d.text(e.Key.Text, e.Text.Text)
		}
	}
	d.count(len(c.Slots))
	for _, s := range c.Slots {
		d.text("slot", s.Name.Text)
		d.located(s.Values)
	}
	d.count(len(c.Hotlines))
	for i := range c.Hotlines {
		h := &c.Hotlines[i]
		d.text("hotline")
		for _, l := range []Located{
			h.ID, h.Country, h.Name, h.Show, h.Dial, h.TextTo, h.TextWord, h.URL, h.Chat,
			h.Hours, h.Confidence,
		} {
			d.text(l.Text)
		}
		d.located(h.For)
	}
	d.count(len(c.Pictures))
	for _, p := range c.Pictures {
		d.text("picture", p.Name.Text, p.File.Text, p.Description.Text)
	}
	d.count(len(c.Locales))
	for i := range c.Locales {
		l := &c.Locales[i]
		d.text("locale", l.Locale)
		d.count(len(l.Messages))
		for _, m := range l.Messages {
			fuzzy := ""
			if m.Fuzzy {
				fuzzy = "fuzzy"
			}
			d.text(m.Context, m.ID, m.Str, fuzzy)
		}
		d.count(len(l.Asks))
		for _, id := range slices.Sorted(maps.Keys(l.Asks)) {
			d.text(string(id))
			d.located(l.Asks[id])
		}
	}
	d.count(len(c.Rules))
	for i := range c.Rules {
		d.values(c.Rules[i].Rules)
	}
	for _, locale := range slices.Sorted(maps.Keys(c.vocabularies)) {
		d.text(locale)
		d.values(c.vocabularies[locale])
	}
	for _, locale := range slices.Sorted(maps.Keys(c.said)) {
		said := c.said[locale]
		d.text("said", locale)
		d.located(said.Numbers)
		d.count(len(said.Phrases))
		for _, p := range said.Phrases {
			d.text(p.Slot.Text, p.Value.Text)
			d.located(p.Words)
		}
	}
	return hex.EncodeToString(d.h.Sum(nil))
}

type digester struct{ h hash.Hash }

func (d digester) text(texts ...string) {
	var n [8]byte
	for _, s := range texts {
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		d.h.Write(n[:])
		d.h.Write([]byte(s))
	}
}

func (d digester) count(n int) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	d.h.Write(b[:])
}

func (d digester) located(list []Located) {
	d.count(len(list))
	for _, l := range list {
		d.text(l.Text)
	}
}

func (d digester) pairs(list []SourcePair) {
	d.text(whenKey(list))
}

func (d digester) node(n *SourceNode) {
	smalltalk := ""
	if n.Smalltalk {
		smalltalk = "smalltalk"
	}
	d.text("node", string(n.ID), n.Title.Text, n.Topic.Text, n.Slot.Text, n.Say.Text, n.Picture.Text, smalltalk)
	d.count(int(n.Kind))
	d.located(n.Was)
	d.located(n.Sources)
	d.located(n.Asks)
	d.count(len(n.Variants))
	for _, v := range n.Variants {
		d.pairs(v.When)
		d.text(v.Say.Text)
	}
	d.count(len(n.Choices))
	for _, c := range n.Choices {
		d.text(c.Label.Text, string(c.to))
		d.pairs(c.Set)
	}
}

// yaml adds a plain value in YAML's form, in which maps are sorted.
func (d digester) values(v any) {
	data, err := json.Marshal(v)
	if err != nil {
		panic("plain values always have a JSON form: " + err.Error())
	}
	d.text(string(data))
}
