package dialog

import (
	"bytes"
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// safeItems are the hotlines, the texts of the program, and the nodes that list help
// and countries, as they stood when it was built: one item a line, written by TestSafe.
//
//go:embed safe.jsonl
var safeItems []byte

// Safe is the bundle of last resort: whatever a person does, it shows the hotlines
// of their country, and a list of countries to choose from. It is compiled in, so
// it is there when no content can be trusted.
var Safe = sync.OnceValue(func() *Bundle {
	b, err := Assemble(safeContent())
	if err != nil {
		panic("the compiled-in hotlines make no bundle: " + err.Error())
	}
	return b
})

func safeContent() []Item {
	var kept []Item
	nodes := map[string]*NodeForm{}
	notices := map[string]string{}
	var countries []string
	for line := range bytes.Lines(safeItems) {
		item, err := ParseItem(bytes.TrimSuffix(line, []byte("\n")))
		if err != nil {
			panic("safe.jsonl: " + err.Error())
		}
		if n := item.Node(); n != nil {
			nodes[item.What] = n
			continue
		}
		if w := item.Word(); w != nil && w.Key == "country-notice" {
			notices[w.Locale] = w.Text
		}
		if h := item.Hotline(); h != nil && h.Country != "" && h.Country != international && !slices.Contains(countries, h.Country) {
			countries = append(countries, h.Country)
		}
		kept = append(kept, item)
	}
	for locale, notice := range notices {
		help, country := nodes["node/"+string(HelpNow)+"@"+locale], nodes["node/"+string(Country)+"@"+locale]
		kept = append(kept, safeNodes(help, country, notice, countries)...)
	}
	return kept
}

// safeNodes are all nodes that the program needs, in one locale. Each says what the
// help button says, and leads to the list of countries.
func safeNodes(help, country *NodeForm, notice string, countries []string) []Item {
	var items []Item
	for _, id := range Reserved() {
		f := &NodeForm{
			head: newHead(nodeItem), ID: id, Locale: help.Locale, Kind: Say.String(), Title: help.Title, Topic: help.Topic,
			Say: strings.TrimSpace(help.Say) + "\n\n" + notice, Choices: country.Choices,
		}
		for _, code := range append([]string{OtherCountry}, countries...) {
			f.Variants = append(f.Variants, VariantForm{When: [][2]string{{"country", code}}, Say: help.Say})
		}
		items = append(items, newItem(f))
	}
	return items
}
