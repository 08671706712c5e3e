package discord

import (
	"strconv"
	"strings"
)

// customID is what a button carries: the payload, and what has to travel along.
//
//	1es:talk/start            a payload
//	US.1es:talk/start         under an answer that began at a panel with a country
//	!1es:danger/next          under a danger reply, which is not edited away
//	!US.1es:talk/start#2      the second button of a message with this payload
//	US.?es                    opens the form to type a question, in a language
//	US.>es                    opens the direct messages, in a language
//	US.=es#1                  a list; each of its options is a payload
//
// The longest is 7 characters longer than a payload, so at most 71 of Discord's 100.
type customID struct {
	stays   bool   // the message is not to be edited
	country string // ISO 3166 alpha-2, or ""
	opens   string // formMark or privateMark, or ""
	locale  string // the language in which it opens
	payload string // "" of a list
}

// Marks of what is no payload; a payload begins with a digit.
const (
	formMark    = "?"
	privateMark = ">"
	listMark    = "="
)

// String gives the text form.
func (c customID) String() string {
	var b strings.Builder
	if c.stays {
		b.WriteByte('!')
	}
	if c.country != "" {
		b.WriteString(c.country + ".")
	}
	if c.opens != "" {
		b.WriteString(c.opens + c.locale)
	} else {
		b.WriteString(c.payload)
	}
	return b.String()
}

// readCustomID reads the text form. What nobody wrote is a payload that leads
// nowhere.
func readCustomID(s string) (c customID) {
	s, c.stays = strings.CutPrefix(s, "!")
	if len(s) > 3 && s[2] == '.' && isCountry(s[:2]) {
		c.country, s = s[:2], s[3:]
	}
	for _, mark := range []string{formMark, privateMark} {
		if locale, ok := strings.CutPrefix(s, mark); ok {
			c.opens, c.locale = mark, locale
			return c
		}
	}
	c.payload, _, _ = strings.Cut(s, "#")
	return c
}

// isCountry reports whether a text may be a country's code: two capital letters.
func isCountry(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

// unlike makes custom ids differ within one message, as Discord demands.
type unlike map[string]int

func (u unlike) id(s string) string {
	u[s]++
	if n := u[s]; n > 1 {
		return s + "#" + strconv.Itoa(n)
	}
	return s
}
