package dialog

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/porchlight-chat/porchlight/internal/canonical"
	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

// Digest names an item or a bundle: SHA-256.
type Digest [sha256.Size]byte

// String gives 64 hexadecimal digits.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Short gives the first 12 of them, enough for people to tell digests apart.
func (d Digest) Short() string { return d.String()[:12] }

// IsZero reports the digest of nothing.
func (d Digest) IsZero() bool { return d == Digest{} }

// ParseDigest reads what String gives.
func ParseDigest(s string) (Digest, error) {
	var d Digest
	data, err := hex.DecodeString(s)
	if err != nil || len(data) != len(d) || strings.ToLower(s) != s {
		return d, fmt.Errorf("%q is no digest: it has 64 digits, 0-9 and a-f", s)
	}
	copy(d[:], data)
	return d, nil
}

// Item is the smallest thing that review decides on: a node in one locale, a
// hotline, a danger rule, a text of the program, and so on. Content is the list of
// its items: what can change a reply is in one of them. An Item is immutable.
//
// docs/review.md describes the canonical form so that others can compute digests.
type Item struct {
	// What names the item in words that a writer knows:
	//
	//	node/grooming/signs@es     word/help-now@en       hotline/us-988@en
	//	order/hotlines             picture/steps@en       rule/en/not-come-home
	//	group/en/child             signal/es/age-gap      counter/en/fiction
	//	spelling/en                harmless/en            asks/grooming/signs@es
	//	vocabulary/es              said/es                topics, slots
	What string
	// Form is the canonical form, one line without a line feed.
	Form []byte
	// Digest is the leaf hash of Form by RFC 6962: SHA-256 of a zero byte and Form.
	Digest Digest
	// Stale says that a text of the item, a translation, is older than its English,
	// Untranslated that one is missing and English stands in its place. Neither is
	// part of the form.
	Stale, Untranslated bool

	form form
}

// form is one of the structs below.
type form interface{ what() string }

// formVersion changes when the forms change.
const formVersion = "1"

// head starts every form.
type head struct {
	Form    string `json:"form"`
	Version string `json:"version"`
}

// NodeForm is a node as it is said in one locale.
type NodeForm struct {
	head
	ID         NodeID        `json:"id"`
	Locale     string        `json:"locale"`
	Of         string        `json:"of"` // of a translation: the digest of the English item
	Was        []string      `json:"was"`
	Kind       string        `json:"kind"`
	Title      string        `json:"title"`
	Topic      string        `json:"topic"`
	Slot       string        `json:"slot"`
	Smalltalk  bool          `json:"smalltalk"`
	Say        string        `json:"say"`
	Variants   []VariantForm `json:"variants"`
	Choices    []ChoiceForm  `json:"choices"`
	Sources    []string      `json:"sources"`
	Picture    string        `json:"picture"`
	ReviewDays int           `json:"review_days"`
}

// VariantForm is a text for people who told us something. When lists pairs of
// slot and value, sorted.
type VariantForm struct {
	When [][2]string `json:"when"`
	Say  string      `json:"say"`
}

// ChoiceForm is a button. Set is nothing, or a slot and a value.
type ChoiceForm struct {
	Label string   `json:"label"`
	To    Target   `json:"to"`
	Set   []string `json:"set"`
}

// WordForm is a text of the program in one locale.
type WordForm struct {
	head
	Key    string `json:"id"`
	Locale string `json:"locale"`
	Of     string `json:"of"`
	Text   string `json:"text"`
}

// HotlineForm is a hotline. A translation has only ID, Locale, Of, Name and Hours.
type HotlineForm struct {
	head
	ID         string   `json:"id"`
	Locale     string   `json:"locale"`
	Of         string   `json:"of"`
	Country    string   `json:"country"`
	Name       string   `json:"name"`
	For        []string `json:"for"`
	Show       string   `json:"show"`
	Dial       string   `json:"dial"`
	TextTo     string   `json:"text_to"`
	TextWord   string   `json:"text_word"`
	URL        string   `json:"url"`
	Chat       string   `json:"chat"`
	Hours      string   `json:"hours"`
	Confidence string   `json:"confidence"`
	Verified   string   `json:"verified"`
	Source     string   `json:"source"`
	Checked    string   `json:"checked"`
}

// PictureForm is a picture with its description in one locale. SHA256 is that of
// the file's bytes, in hexadecimal digits.
type PictureForm struct {
	head
	Name   string `json:"id"`
	Locale string `json:"locale"`
	Of     string `json:"of"`
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Text   string `json:"text"`
}

// listForm is a list of names or texts: topics, the order of hotlines, messages
// that must raise no alarm.
type listForm struct {
	head
	ID    string   `json:"id"`
	Items []string `json:"items"`
}

// slotsForm is slots.yaml.
type slotsForm struct {
	head
	Slots []Slot `json:"slots"`
}

// AsksForm is the example questions of a node in one locale.
type AsksForm struct {
	head
	ID     NodeID   `json:"id"`
	Locale string   `json:"locale"`
	Asks   []string `json:"asks"`
}

// RuleForm is an entry of a danger rule file: a rule, a signal, a counter, a group
// of words, or how words are spelt. One of the fields is set.
type RuleForm struct {
	head
	Language string           `json:"language"`
	ID       string           `json:"id"`
	Rule     *triage.Rule     `json:"rule"`
	Signal   *triage.Signal   `json:"signal"`
	Counter  *triage.Counter  `json:"counter"`
	Group    triage.Group     `json:"group"`
	Fillers  []string         `json:"fillers"`
	Breaks   []string         `json:"breaks"`
	Spelling *triage.Spelling `json:"spelling"`
}

// removedForm says that an item is taken away.
type removedForm struct {
	head
	ID string `json:"id"` // What of the item
}

// vocabularyForm is what is written about the words of a locale.
type vocabularyForm struct {
	head
	Locale     string           `json:"locale"`
	Vocabulary match.Vocabulary `json:"vocabulary"`
}

// saidForm is how people of a locale name the values of slots.
type saidForm struct {
	head
	Locale  string         `json:"locale"`
	Numbers []string       `json:"numbers"`
	Phrases []saidFormPart `json:"phrases"`
}

type saidFormPart struct {
	Slot  string   `json:"slot"`
	Value string   `json:"value"`
	Words []string `json:"words"`
}

func (f *NodeForm) what() string    { return "node/" + string(f.ID) + "@" + f.Locale }
func (f *WordForm) what() string    { return "word/" + f.Key + "@" + f.Locale }
func (f *HotlineForm) what() string { return "hotline/" + f.ID + "@" + f.Locale }
func (f *PictureForm) what() string { return "picture/" + f.Name + "@" + f.Locale }
func (f *AsksForm) what() string    { return "asks/" + string(f.ID) + "@" + f.Locale }
func (f *removedForm) what() string { return f.ID }
func (f *slotsForm) what() string   { return "slots" }
func (f *saidForm) what() string    { return "said/" + f.Locale }

func (f *vocabularyForm) what() string { return "vocabulary/" + f.Locale }

func (f *listForm) what() string {
	if f.ID == "" {
		return f.Form
	}
	return f.Form + "/" + f.ID
}

func (f *RuleForm) what() string {
	if f.ID == "" {
		return f.Form + "/" + f.Language
	}
	return f.Form + "/" + f.Language + "/" + f.ID
}

// The kinds of item, as What and a form's key "form" name them.
const (
	nodeItem       = "node"
	wordItem       = "word"
	hotlineItem    = "hotline"
	pictureItem    = "picture"
	orderItem      = "order"
	topicsItem     = "topics"
	slotsItem      = "slots"
	asksItem       = "asks"
	ruleItem       = "rule"
	signalItem     = "signal"
	counterItem    = "counter"
	groupItem      = "group"
	spellingItem   = "spelling"
	harmlessItem   = "harmless"
	vocabularyItem = "vocabulary"
	saidItem       = "said"
	removedItem    = "removed"
)

// newForm gives an empty form of a kind, or nil.
func newForm(kind string) form {
	switch kind {
	case nodeItem:
		return &NodeForm{}
	case wordItem:
		return &WordForm{}
	case hotlineItem:
		return &HotlineForm{}
	case pictureItem:
		return &PictureForm{}
	case orderItem, topicsItem, harmlessItem:
		return &listForm{}
	case slotsItem:
		return &slotsForm{}
	case asksItem:
		return &AsksForm{}
	case ruleItem, signalItem, counterItem, groupItem, spellingItem:
		return &RuleForm{}
	case vocabularyItem:
		return &vocabularyForm{}
	case saidItem:
		return &saidForm{}
	case removedItem:
		return &removedForm{}
	default:
		return nil
	}
}

// newItem makes the item of a form.
func newItem(f form) Item {
	data := canonical.Form(f)
	return Item{What: f.what(), Form: data, Digest: Digest(tlog.RecordHash(data)), form: f}
}

// Removed is the item that says that another one is taken away: it has the name of
// the other one, and is approved in its place.
func Removed(what string) Item {
	return newItem(&removedForm{head: newHead(removedItem), ID: what})
}

// IsRemoved reports an item made by Removed.
func (i *Item) IsRemoved() bool { _, ok := i.form.(*removedForm); return ok }

// ErrItem is returned for bytes that are no item in its canonical form.
var ErrItem = errors.New("this is no item in its canonical form")

// ParseItem reads the canonical form of an item. One byte that is not as it was
// written is an error, or gives an item with another digest.
func ParseItem(data []byte) (Item, error) {
	kind, ok := formKind(data)
	f := newForm(kind)
	if !ok || f == nil || canonical.Parse(data, f) != nil {
		return Item{}, ErrItem
	}
	return Item{What: f.what(), Form: slices.Clone(data), Digest: Digest(tlog.RecordHash(data)), form: f}, nil
}

// Node is the form of an item that is a node, or nil.
func (i *Item) Node() *NodeForm { f, _ := i.form.(*NodeForm); return f }

// Word is the form of an item that is a text of the program, or nil.
func (i *Item) Word() *WordForm { f, _ := i.form.(*WordForm); return f }

// Hotline is the form of an item that is a hotline, or nil.
func (i *Item) Hotline() *HotlineForm { f, _ := i.form.(*HotlineForm); return f }

// Picture is the form of an item that is a picture, or nil.
func (i *Item) Picture() *PictureForm { f, _ := i.form.(*PictureForm); return f }

// Rule is the form of an item of a danger rule file, or nil.
func (i *Item) Rule() *RuleForm { f, _ := i.form.(*RuleForm); return f }

// Asks is the form of an item that lists example questions, or nil.
func (i *Item) Asks() *AsksForm { f, _ := i.form.(*AsksForm); return f }

// Kind is the first part of What: node, word, hotline, …; of an item made by Removed
// it is "removed".
func (i *Item) Kind() string {
	if i.IsRemoved() {
		return removedItem
	}
	kind, _, _ := strings.Cut(i.What, "/")
	return kind
}

// Locale is the locale of an item that has one, else "".
func (i *Item) Locale() string { return LocaleOfItem(i.What) }

// Of is the digest of the English item that a translation belongs to, or the zero
// digest.
func (i *Item) Of() Digest {
	var of string
	switch f := i.form.(type) {
	case *NodeForm:
		of = f.Of
	case *WordForm:
		of = f.Of
	case *HotlineForm:
		of = f.Of
	case *PictureForm:
		of = f.Of
	}
	d, _ := ParseDigest(of)
	return d
}

// SourceItem names the English item that an item is a translation of; ok is false
// when it is none.
func SourceItem(what string) (source string, ok bool) {
	name, locale, found := strings.Cut(what, "@")
	if !found || locale == SourceLocale {
		return what, false
	}
	return name + "@" + SourceLocale, true
}

// LocaleOfItem is the locale in the name of an item, or "".
func LocaleOfItem(what string) string {
	_, locale, _ := strings.Cut(what, "@")
	return locale
}

// SortItems sorts items by their names, byte by byte. Items of one name stay as
// they were.
func SortItems(items []Item) {
	slices.SortStableFunc(items, func(a, b Item) int { return cmp.Compare(a.What, b.What) })
}

// Root names a list of items, sorted by name: the Merkle tree hash of RFC 6962
// over their forms.
func Root(items []Item) Digest {
	t := newTree(items)
	root, err := tlog.TreeHash(int64(len(items)), t)
	if err != nil {
		panic("a tree in memory always has its hashes: " + err.Error())
	}
	return Digest(root)
}

// Proof shows that an item is in a bundle.
type Proof struct {
	Index, Size int64
	Path        []Digest // the audit path of RFC 6962, 2.1.1
}

// Prove makes the proof of the item at an index of a sorted list.
func Prove(items []Item, index int) Proof {
	path, err := tlog.ProveRecord(int64(len(items)), int64(index), newTree(items))
	if err != nil {
		panic("a tree in memory always has its hashes: " + err.Error())
	}
	p := Proof{Index: int64(index), Size: int64(len(items))}
	for _, h := range path {
		p.Path = append(p.Path, Digest(h))
	}
	return p
}

// Proves reports whether the proof shows that an item is in the bundle that root
// names.
func (p Proof) Proves(item, root Digest) bool {
	path := make(tlog.RecordProof, 0, len(p.Path))
	for _, h := range p.Path {
		path = append(path, tlog.Hash(h))
	}
	return tlog.CheckRecord(path, p.Size, tlog.Hash(root), p.Index, tlog.Hash(item)) == nil
}

// hashes is a Merkle tree in the order in which tlog stores it.
type hashes []tlog.Hash

func newTree(items []Item) hashes {
	t := make(hashes, 0, 2*len(items))
	for i := range items {
		more, err := tlog.StoredHashesForRecordHash(int64(i), tlog.Hash(items[i].Digest), t)
		if err != nil {
			panic("a tree in memory always has its hashes: " + err.Error())
		}
		t = append(t, more...)
	}
	return t
}

// ReadHashes is tlog.HashReader.
func (t hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, 0, len(indexes))
	for _, i := range indexes {
		out = append(out, t[i])
	}
	return out, nil
}

// formKind finds the value of the key "form" without decoding the whole.
func formKind(data []byte) (string, bool) {
	// Keys before "form" hold lists of texts; in those the quotation marks of the
	// key would be escaped.
	_, rest, ok := bytes.Cut(data, []byte(`"form":"`))
	if !ok {
		return "", false
	}
	kind, _, ok := bytes.Cut(rest, []byte(`"`))
	return string(kind), ok
}
