package dialog

import (
	"strings"

	"github.com/porchlight-chat/porchlight/internal/markup"
)

// Purposes of hotlines, as hotlines.yaml and placeholders name them.
var purposes = []string{
	"emergency", "trafficking", "missing", "exploitation", "suicide", "child",
	"assault", "images", "runaway", "support", "scam", "young", "young-suicide",
}

// instead lists what a country's missing purpose is served by, in this order. A
// missing child is for the police: no helpline stands in for them.
var instead = map[string][]string{
	"trafficking":   {"exploitation", "child"},
	"missing":       {"emergency"},
	"suicide":       {"child"},
	"exploitation":  {"child", "trafficking"},
	"child":         {"suicide"},
	"assault":       {"child", "exploitation"},
	"runaway":       {"missing", "child"},
	"support":       {"child"},
	"scam":          {"exploitation", "child"},
	"young":         {"child", "suicide"},
	"young-suicide": {"suicide", "young", "child"},
}

const (
	// always is the value of `hours` for a line that never closes.
	always = "always"
	// international marks entries for every country.
	international = "INTL"
	// NoCountry is the country of somebody who did not tell. The lines shown are
	// those of HomeCountry, marked as such.
	NoCountry = ""
	// OtherCountry is the country of somebody who told us that theirs is not
	// listed: only international entries are shown.
	OtherCountry = "ZZ"
	// HomeCountry is where the national hotline that Porchlight routes to is.
	HomeCountry = "US"
	// directory is the entry that lists child helplines of all countries.
	directory = "intl-chi"
)

// Lines are the hotlines of one country in one locale, ready to be shown.
// Immutable, safe for concurrent use.
type Lines struct {
	Country string
	spans   map[string][]markup.Span // by placeholder, such as "hotline.child"
	numbers map[string]bool          // the placeholders that show a number to call or text
}

// Fill gives the spans of a placeholder; it is a markup.Fill.
func (l *Lines) Fill(placeholder string) []markup.Span {
	if l == nil {
		return nil
	}
	return l.spans[placeholder]
}

// Number reports whether a placeholder shows a number to call or text.
func (l *Lines) Number(placeholder string) bool { return l != nil && l.numbers[placeholder] }

// shown reports whether an entry may be shown to people: a number is shown only
// when it was read on a page that can be trusted; a web address alone may rest
// on less.
func (h *SourceHotline) shown() bool {
	switch h.Confidence.Text {
	case "high":
		return true
	case "medium":
		return h.Show.Text == "" && h.TextTo.Text == ""
	default:
		return false
	}
}

// lineBuilder makes the Lines of one locale.
type lineBuilder struct {
	hotlines []HotlineForm // in their order, translated
	words    map[string]string
}

func (b *lineBuilder) lines(country string) *Lines {
	home := country
	if country == NoCountry {
		home = HomeCountry
	}
	l := &Lines{Country: country, spans: map[string][]markup.Span{}, numbers: map[string]bool{}}
	first := map[string]*HotlineForm{} // by purpose
	for i := range b.hotlines {
		h := &b.hotlines[i]
		l.put("hotline."+h.ID, b.spans(h, false), h)
		if h.Country != home {
			continue
		}
		for _, purpose := range h.For {
			if first[purpose] == nil {
				first[purpose] = h
			}
		}
	}
	for _, purpose := range purposes {
		h := first[purpose]
		for _, other := range instead[purpose] {
			if h == nil {
				h = first[other]
			}
		}
		if h == nil {
			h = b.international(purpose)
		}
		key := "hotline." + purpose
		switch {
		case h == nil && forPolice(purpose):
			l.spans[key] = []markup.Span{{Text: b.words["hotline-none-emergency"]}}
		case isEmergency(h):
			l.put(key, b.emergency(h, country == NoCountry), h)
		case h != nil:
			l.put(key, b.spans(h, country == NoCountry && h.Country == HomeCountry), h)
		}
	}
	return l
}

func (l *Lines) put(key string, spans []markup.Span, h *HotlineForm) {
	l.spans[key] = spans
	l.numbers[key] = h.Show != "" || h.TextTo != ""
}

// international is the entry for every country that serves a purpose, or else
// the directory of child helplines.
func (b *lineBuilder) international(purpose string) *HotlineForm {
	if forPolice(purpose) {
		return nil
	}
	var dir *HotlineForm
	for i := range b.hotlines {
		h := &b.hotlines[i]
		if h.Country != international {
			continue
		}
		for _, p := range h.For {
			if p == purpose {
				return h
			}
		}
		if h.ID == directory {
			dir = h
		}
	}
	return dir
}

// forPolice reports purposes for which no line abroad can stand in.
func forPolice(purpose string) bool { return purpose == "emergency" || purpose == "missing" }

func isEmergency(h *HotlineForm) bool {
	return h != nil && len(h.For) > 0 && h.For[0] == "emergency"
}

// emergency writes the number alone: everyone knows what 911 is, and texts say
// "call {hotline.emergency}".
func (b *lineBuilder) emergency(h *HotlineForm, nameCountry bool) []markup.Span {
	out := []markup.Span{{Text: b.number(h.Show), Style: markup.Bold, Link: "tel:" + h.Dial}}
	if nameCountry {
		out = append(out, markup.Span{Text: " (" + h.Country + ")"})
	}
	return out
}

// spans writes a line: "Name: NUMBER (day and night, or text WORD to NUMBER)".
// The country is named when it was not told.
func (b *lineBuilder) spans(h *HotlineForm, nameCountry bool) []markup.Span {
	name := h.Name
	if nameCountry {
		name += " (" + h.Country + ")"
	}
	out := []markup.Span{{Text: name + ": "}}
	switch {
	case h.Show != "":
		out = append(out, markup.Span{Text: b.number(h.Show), Style: markup.Bold, Link: "tel:" + h.Dial})
	case h.TextTo == "" && h.URL != "":
		out = append(out, markup.Span{Text: host(h.URL), Link: h.URL})
	}
	var notes []string
	switch {
	case h.Hours == always && (h.Show != "" || h.TextTo != ""):
		notes = append(notes, b.words["hotline-always"])
	case h.Hours != "" && h.Hours != always:
		notes = append(notes, h.Hours)
	}
	if h.TextTo != "" {
		pattern := b.words["hotline-text"]
		if h.TextWord == "" {
			pattern = b.words["hotline-text-any"]
		}
		notes = append(notes, strings.NewReplacer("{word}", h.TextWord, "{number}", b.number(h.TextTo)).Replace(pattern))
	}
	if len(notes) > 0 {
		out = append(out, markup.Span{Text: " (" + strings.Join(notes, ", ") + ")"})
	}
	return out
}

// number keeps a number in its order: among words that run from right to left,
// 1-800-555 is shown as 555-800-1 unless two invisible signs part it from them.
func (b *lineBuilder) number(s string) string {
	if s == "" || !startsRightToLeft(b.words["hotline-text"]) {
		return s
	}
	return "\u2066" + s + "\u2069"
}

// host is the visible part of a web address.
func host(url string) string {
	url = strings.TrimPrefix(strings.TrimPrefix(url, "https://"), "www.")
	return strings.TrimSuffix(url, "/")
}
