package dialog

// Status says how far the translation of a locale is.
type Status struct {
	Locale     string
	Counts                   // of all texts
	Incomplete []PlaceStatus // what lacks something, in the order of the files
}

// Counts counts texts.
type Counts struct {
	Texts      int
	Translated int
	Fuzzy      int // to be looked at again: the English changed, or a translator marked it
	Missing    int
}

// PlaceStatus counts the texts of a node, or of "words", "hotline", "picture".
type PlaceStatus struct {
	Place string
	Counts
}

// Complete reports whether every text is translated and none is to be looked at
// again.
func (c Counts) Complete() bool { return c.Translated == c.Texts }

// TranslationStatus counts the translations of every locale, in the order of
// their names.
func TranslationStatus(c *Content) []Status {
	messages := Messages(c)
	out := make([]Status, 0, len(c.Locales))
	for i := range c.Locales {
		out = append(out, statusOf(messages, &c.Locales[i]))
	}
	return out
}

func statusOf(messages []Message, l *SourceLocaleFiles) Status {
	tr := newTranslator(l)
	s := Status{Locale: l.Locale}
	places := map[string]*Counts{}
	var order []string
	for i := range messages {
		m := &messages[i]
		place, _ := m.part()
		here := places[place]
		if here == nil {
			here = &Counts{}
			places[place] = here
			order = append(order, place)
		}
		for _, c := range []*Counts{&s.Counts, here} {
			c.Texts++
			switch str, stale, _ := tr.find(m.Context, m.ID); {
			case str == "":
				c.Missing++
			case stale:
				c.Fuzzy++
			default:
				c.Translated++
			}
		}
	}
	for _, place := range order {
		if c := *places[place]; !c.Complete() {
			s.Incomplete = append(s.Incomplete, PlaceStatus{place, c})
		}
	}
	return s
}
