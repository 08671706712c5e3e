package dialog

import (
	"regexp"
	"strings"
	"time"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// Ages after which a fact has to be looked at again.
const (
	sourceAge  = 365 * 24 * time.Hour
	hotlineAge = 90 * 24 * time.Hour // safety rules, 1.9
)

var (
	// claimMark finds figures and words of law in a text without its list
	// numbers and placeholders.
	claimMark = regexp.MustCompile(`(?i)\d|%|\bpercent|\bper cent|\bone in\b|\bhalf of\b|\billegal|\bby law\b|\bthe law\b|\bfederal\b|\bpor ciento|\bla mitad\b|\bun[oa] de cada\b|\bilegal|\bla ley\b|\bdelito`)
	listMark  = regexp.MustCompile(`(?m)^\s*\d{1,3}\. `)
	fillMark  = regexp.MustCompile(`\{[^}\n]*\}|\]\([^)\n]*\)`)
	// phoneMark finds numbers to call: seven digits and more with the signs people
	// write between them, or a short code after a word of calling.
	phoneMark = regexp.MustCompile(`\+?\d[\d().  \-]{5,}\d|(?i)\b(?:call|dial|text|llame|llama|marque|marca)\b(?: al?| to)? \d{3,6}\b`)
	emailMark = regexp.MustCompile(`[\pL\d._%+-]+@[\pL\d-]+\.\pL{2,}`)
	yearRange = regexp.MustCompile(`^(?:19|20)\d\d *- *(?:19|20)\d\d$`)
)

// blank replaces what a pattern finds with spaces, so that places stay right.
func blank(p *regexp.Regexp, s string) string {
	return p.ReplaceAllStringFunc(s, func(m string) string { return strings.Repeat(" ", len(m)) })
}

// claims asks for a source where a text has a figure or speaks of law.
func (c *checker) claims(s shown) {
	if len(s.node.Sources) > 0 {
		return
	}
	bare := blank(fillMark, blank(listMark, s.text))
	if at := claimMark.FindStringIndex(bare); at != nil {
		c.add(claimWithoutSource, s.at(at[0]), "name where it comes from in `sources:`", "%q is a claim and the node names no source", s.text[at[0]:at[1]])
	}
}

// contacts finds numbers, addresses and links that do not belong into a text.
func (c *checker) contacts(s shown) {
	// The patterns are slow; most texts have no digit outside a placeholder and no @.
	bare := s.text
	if strings.ContainsAny(bare, "0123456789@") {
		bare = blank(fillMark, bare)
	} else {
		bare = ""
	}
	for _, at := range phoneMark.FindAllStringIndex(bare, -1) {
		if !yearRange.MatchString(s.text[at[0]:at[1]]) {
			c.add(phoneInText, s.at(at[0]), "write {hotline.…}, so that the number is right in every country", "a phone number stands in the text")
		}
	}
	for _, at := range emailMark.FindAllStringIndex(bare, -1) {
		c.add(emailInText, s.at(at[0]), "link to the page of the service instead", "an e-mail address stands in the text")
	}
	for _, link := range s.doc.Links() {
		at := s.at(strings.Index(s.text, link))
		switch {
		case !strings.HasPrefix(link, "https://"):
			c.add(linkNotHTTPS, at, "use its https address", "%q is no https link", link)
		case !c.listed(link):
			c.add(linkNotListed, at, "add the page to sources.yaml first", "the site of %q is in neither sources.yaml nor hotlines.yaml", link)
		}
	}
}

// listed reports whether the site of a link is one we name as a source or
// hotline.
func (c *checker) listed(link string) bool {
	if len(c.hosts) == 0 {
		for _, s := range c.content.Sources {
			c.hosts[site(s.URL.Text)] = true
		}
		for i := range c.content.Hotlines {
			h := &c.content.Hotlines[i]
			for _, l := range []Located{h.URL, h.Chat, h.Source} {
				c.hosts[site(l.Text)] = true
			}
		}
		delete(c.hosts, "")
	}
	return c.hosts[site(link)]
}

// site is the host of a web address without "www.".
func site(url string) string {
	_, rest, ok := strings.Cut(url, "://")
	if !ok {
		return ""
	}
	h, _, _ := strings.Cut(rest, "/")
	return strings.ToLower(strings.TrimPrefix(h, "www."))
}

// references checks sources and hotlines themselves. It comes after texts, which
// note the placeholders they name.
func (c *checker) references() {
	used := map[string]bool{}
	for _, n := range c.nodes {
		for _, s := range n.Sources {
			used[s.Text] = true
		}
	}
	for i := range c.content.Sources {
		s := &c.content.Sources[i]
		if !used[s.ID.Text] {
			c.add(unusedSource, s.ID.Pos, "name it in a node or take it away", "no node uses source %s", s.ID.Text)
		}
		c.age(s.Checked, sourceAge, OldSource, "source "+s.ID.Text)
		if s.URL.Text != "" && site(s.URL.Text) == "" {
			c.add(linkNotHTTPS, s.URL.Pos, "write the whole address", "%q is no web address", s.URL.Text)
		}
	}
	for i := range c.content.Hotlines {
		c.hotline(&c.content.Hotlines[i])
	}
	usedPictures := map[string]bool{}
	for _, n := range c.nodes {
		usedPictures[n.Picture.Text] = true
	}
	for _, p := range c.content.Pictures {
		if !usedPictures[p.Name.Text] {
			c.add(unusedPicture, p.Name.Pos, "show it in a node or take it away", "no node shows picture %s", p.Name.Text)
		}
	}
}

var (
	countryCode = regexp.MustCompile(`^(?:[A-Z]{2}|INTL)$`)
	dialled     = regexp.MustCompile(`^\+?\d{2,15}$`)
)

func (c *checker) hotline(h *SourceHotline) {
	bad := func(l Located, hint, format string, args ...any) {
		pos := l.Pos
		if pos.Line == 0 {
			pos = h.ID.Pos
		}
		c.add(badHotline, pos, hint, format, args...)
	}
	id := h.ID.Text
	if !countryCode.MatchString(h.Country.Text) {
		bad(h.Country, "write two capital letters such as US, or INTL", "hotline %s: %q is no country code", id, h.Country.Text)
	}
	if h.Name.Text == "" {
		bad(h.Name, "add `name:`", "hotline %s has no name", id)
	}
	if len(h.For) == 0 {
		bad(Located{}, "add `for: [purpose]`", "hotline %s has no purpose", id)
	}
	for _, p := range h.For {
		known := false
		for _, purpose := range purposes {
			known = known || p.Text == purpose
		}
		if !known {
			bad(p, didYouMean(p.Text, purposes), "hotline %s: there is no purpose %q", id, p.Text)
		}
	}
	if h.Show.Text != "" && !dialled.MatchString(h.Dial.Text) {
		bad(h.Dial, "write it as a phone dials it: digits, with + in front for a full number", "hotline %s: %q cannot be dialled", id, h.Dial.Text)
	}
	if h.Show.Text == "" && h.TextTo.Text == "" && h.URL.Text == "" {
		bad(Located{}, "add `phone:`, `text:` or `url:`", "hotline %s offers no way to reach it", id)
	}
	for _, l := range []Located{h.URL, h.Chat} {
		if l.Text != "" && !strings.HasPrefix(l.Text, "https://") {
			bad(l, "use its https address", "hotline %s: %q is no https link", id, l.Text)
		}
	}
	switch h.Confidence.Text {
	case "high":
		// Emergency numbers are common knowledge; no page needs to prove them.
		emergency := len(h.For) > 0 && h.For[0].Text == "emergency"
		if h.Verified.Text == "memory" && !emergency {
			bad(h.Verified, "read it on the service's own page", "hotline %s is marked as sure and rests on memory", id)
		}
	case "medium", "low":
		if c.named["hotline."+id] && !h.shown() {
			c.add(hotlineUnverified, h.Confidence.Pos, "have a person check the number on the service's own page", "hotline %s is used in a text and is not shown, because nobody has verified its number", id)
		}
	default:
		bad(h.Confidence, "write high, medium or low", "hotline %s has no confidence", id)
	}
	c.age(h.Checked, hotlineAge, OldHotline, "hotline "+id)
}

// age reports a day that is no date, or too long ago.
func (c *checker) age(l Located, limit time.Duration, code diag.Code, what string) {
	if l.Text == "" {
		return // reported as a missing key
	}
	day, err := time.Parse(time.DateOnly, l.Text)
	switch {
	case err != nil:
		c.add(badDate, l.Pos, "write it as 2026-11-21", "%s: %q is no date", what, l.Text)
	case c.now.Sub(day) > limit:
		c.add(code, l.Pos, "look at it again and set the date", "%s was checked %d days ago, %d is the most", what, int(c.now.Sub(day).Hours()/24), int(limit.Hours()/24))
	}
}
