package compare

import (
	"maps"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/markup"
)

// lineKey names a hotline line as it is shown.
type lineKey struct{ locale, country, placeholder string }

// line tells whether a line differs, and by which edits.
type line struct {
	changed bool
	causes  []string
}

// orderItem is the item that decides which of several hotlines serves a purpose.
const orderItem = "order/hotlines"

// international is the country of hotlines for everyone.
const international = "INTL"

// lineWords are the short texts around a hotline.
var lineWords = []string{"hotline-always", "hotline-text", "hotline-text-any", "hotline-none-emergency"}

// line compares what stands for a placeholder. Each is worked out once.
func (w *walk) line(s situation, placeholder string) line {
	key := lineKey{s.Locale, s.Country, placeholder}
	if known, ok := w.lines.Load(key); ok {
		return known.(line)
	}
	before, after := w.before.fill(key), w.after.fill(key)
	l := line{changed: !slices.Equal(before, after)}
	if l.changed {
		l.causes = w.lineCauses(key, before, after)
	}
	w.lines.Store(key, l)
	return l
}

func (v *version) fill(k lineKey) []markup.Span {
	locale, ok := v.locale(k.locale)
	if !ok {
		return nil
	}
	return v.bundle.Lines(locale, k.country).Fill(k.placeholder)
}

// unchanged fills in the lines that differ and leaves the others as placeholders.
func (w *walk) unchanged(s situation, r *reply) markup.Fill {
	return func(placeholder string) []markup.Span {
		if w.line(s, placeholder).changed {
			return r.fill(placeholder)
		}
		return []markup.Span{{Text: "{" + placeholder + "}"}}
	}
}

// lineCauses are the edits of the hotlines that are shown before or after, else of
// their order, and of the short texts around them.
func (w *walk) lineCauses(k lineKey, before, after []markup.Span) []string {
	found := map[string]bool{}
	ids := w.before.shownAt(k, before)
	maps.Copy(ids, w.after.shownAt(k, after))
	for id := range ids {
		for _, locale := range []string{k.locale, dialog.SourceLocale} {
			what := "hotline/" + id + "@" + locale
			if w.edited[what] && w.before.visible(what, k.locale) != w.after.visible(what, k.locale) {
				found[what] = true
			}
		}
	}
	if len(found) == 0 && w.edited[orderItem] {
		found[orderItem] = true
	}
	for _, key := range lineWords {
		old, later := w.before.text(key, k.locale), w.after.text(key, k.locale)
		if old == later || !holds(before, old) && !holds(after, later) {
			continue
		}
		for _, v := range []*version{w.before, w.after} {
			if what := v.said("word/"+key, k.locale); w.edited[what] {
				found[what] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// holds reports whether a line has the fixed part of a short text in it.
func holds(spans []markup.Span, word string) bool {
	word, _, _ = strings.Cut(word, "{")
	word = strings.TrimSpace(word)
	return word != "" && slices.ContainsFunc(spans, func(s markup.Span) bool { return strings.Contains(s.Text, word) })
}

// shownAt are the ids of the hotlines that a line may be of.
func (v *version) shownAt(k lineKey, spans []markup.Span) map[string]bool {
	out := map[string]bool{}
	if len(spans) == 0 {
		return out
	}
	home := k.country
	if home == dialog.NoCountry {
		home = dialog.HomeCountry
	}
	for _, h := range v.hotlines {
		if k.placeholder == "hotline."+h.ID {
			return map[string]bool{h.ID: true}
		}
		if h.Country != home && h.Country != international {
			continue
		}
		name := v.items[v.said("hotline/"+h.ID, k.locale)].Hotline().Name
		text := spans[0].Text
		if text == name+": " || text == name+" ("+h.Country+"): " || h.Dial != "" && spans[0].Link == "tel:"+h.Dial {
			out[h.ID] = true
		}
	}
	return out
}

// visible is the part of a hotline's item that people of a locale are shown: a
// translation has the name and the hours, its English all the rest.
func (v *version) visible(what, locale string) string {
	item := v.items[what]
	if item == nil {
		return ""
	}
	h := item.Hotline()
	parts := []string{h.ID}
	if what == v.said("hotline/"+h.ID, locale) {
		parts = append(parts, h.Name, h.Hours)
	}
	if h.Locale == dialog.SourceLocale {
		parts = append(parts, h.Country, h.Show, h.Dial, h.TextTo, h.TextWord, h.URL)
		parts = append(parts, h.For...)
	}
	return strings.Join(parts, "\x00")
}
