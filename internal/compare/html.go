package compare

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"html/template"
	"io"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string

	pageTemplate = template.Must(template.New("page").Parse(pageHTML))
)

// Options are choices for the page. The zero value works.
type Options struct {
	Title string // of the page; "" for a plain one
	// Draft tells whether the later version of an item is a draft, which no expert
	// has approved. Nil: none is.
	Draft func(*Edit) bool
}

// pageData is what page.html shows.
type pageData struct {
	Title, Summary, Alarm string
	Before, After         string
	Drafts                bool
	Style                 template.CSS
	Hash                  string
	Together              Together
	Sections              []pageSection
}

type pageSection struct {
	ID, Name string
	First    bool // danger, help lines and help
	Follows  bool
	Edits    []pageEdit
}

type pageEdit struct {
	*Edit
	ID            string
	Draft         bool
	Effect, Rest  string
	Fields        []pageField
	Conversations []pageConversation
	Article       template.HTML // all of that
}

type pageField struct {
	Name  string
	Lines []pageLine
}

type pageConversation struct {
	Name, Elsewhere string
	Before, After   *pageReply // nil where it is not there
}

type pageReply struct {
	Lang, Dir, Language string
	Title               template.HTML
	Lines               []pageLine
	Buttons             []pageButton
	Picture, Calls      template.HTML
}

type pageLine struct {
	Item bool // of a list
	Text template.HTML
}

type pageButton struct {
	Button
	Mark string // "del", "ins" or ""
	Help bool
}

// HTML writes the report as one web page that asks for nothing outside itself and
// runs no script. It is made to be read on a phone.
func (r *Report) HTML(w io.Writer, o Options) error {
	sum := sha256.Sum256([]byte(pageCSS))
	data := pageData{
		Title: o.Title, Summary: r.summary(), Alarm: r.alarm(), Before: short(r.Before), After: short(r.After),
		Style: template.CSS(pageCSS), //nolint:gosec // our own file
		Hash:  "sha256-" + base64.StdEncoding.EncodeToString(sum[:]), Together: r.Together,
	}
	if data.Title == "" {
		data.Title = "What parents would see change"
	}
	edits := make([]pageEdit, len(r.Edits))
	problems := make([]error, len(edits))
	for i := range edits {
		e := &r.Edits[i]
		edits[i] = pageEdit{Edit: e, ID: fmt.Sprintf("e%d", i+1), Draft: o.Draft != nil && e.Change != Removed && o.Draft(e)}
	}
	each(len(edits), func(i int) { problems[i] = edits[i].draw(r) })
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("draw an edit: %w", err)
	}
	for i := range edits {
		e := &edits[i]
		data.Drafts = data.Drafts || e.Draft
		name := e.section()
		n := len(data.Sections)
		if n == 0 || data.Sections[n-1].Name != name {
			data.Sections = append(data.Sections, pageSection{
				ID: fmt.Sprintf("s%d", n+1), Name: name, First: e.First != "", Follows: e.rank == rankFollows,
			})
			n++
		}
		data.Sections[n-1].Edits = append(data.Sections[n-1].Edits, *e)
	}
	if err := pageTemplate.Execute(w, &data); err != nil {
		return fmt.Errorf("write the page of the comparison: %w", err)
	}
	return nil
}

func short(digest string) string { return digest[:min(len(digest), 12)] }

// draw makes what the page shows of an edit.
func (e *pageEdit) draw(r *Report) error {
	e.Effect, e.Rest = e.effect(), r.rest(e.Edit.Conversations)
	for _, f := range e.Edit.Fields {
		field := pageField{Name: f.Name}
		lines := markedLines(markWords(f.Before, f.After))
		for i, line := range lines {
			if nearChange(lines, i) && len(line.parts) > 0 {
				field.Lines = append(field.Lines, newPageLine(line.parts))
			}
		}
		e.Fields = append(e.Fields, field)
	}
	for i := range e.Edit.Conversations[:min(len(e.Edit.Conversations), shownFirst)] {
		c := &e.Edit.Conversations[i]
		e.Conversations = append(e.Conversations, newPageConversation(c, r.elsewhere(c)))
	}
	var b strings.Builder
	err := pageTemplate.ExecuteTemplate(&b, "article", e)
	e.Article = template.HTML(b.String()) //nolint:gosec // a template escaped it
	return err
}

func newPageConversation(c *Conversation, elsewhere string) pageConversation {
	out := pageConversation{Name: c.Places[0].String(), Elsewhere: elsewhere}
	locale := c.Places[0].Locale
	switch {
	case c.Before == nil:
		_, out.After = pageReplies(locale, c.After, c.After)
	case c.After == nil:
		out.Before, _ = pageReplies(locale, c.Before, c.Before)
	default:
		out.Before, out.After = pageReplies(locale, c.Before, c.After)
	}
	return out
}

// pageReplies draws both sides of a conversation, with what goes marked on the one
// and what comes on the other.
func pageReplies(locale string, before, after *Shown) (b, a *pageReply) {
	title, text := markWords(before.Title, after.Title), markWords(before.Text, after.Text)
	picture := markWords(before.picture(), after.picture())
	buttons := align(buttonNames(before), buttonNames(after))
	var calls []part // numbers are told where they differ
	if x, y := strings.Join(before.Calls, ", "), strings.Join(after.Calls, ", "); x != y {
		calls = markWords(x, y)
	}
	draw := func(side mark, own []Button) *pageReply {
		r := &pageReply{
			Lang: locale, Dir: direction(locale), Language: languageName(locale), Title: marked(only(side, title)),
			Picture: marked(only(side, picture)), Calls: marked(only(side, calls)),
		}
		for _, line := range markedLines(only(side, text)) {
			if len(line.parts) > 0 {
				r.Lines = append(r.Lines, newPageLine(line.parts))
			}
		}
		for i, p := range only(side, buttons) {
			r.Buttons = append(r.Buttons, pageButton{Button: own[i], Mark: tags[p.mark], Help: leadsToHelp(own[i].To)})
		}
		return r
	}
	return draw(goes, before.Buttons), draw(comes, after.Buttons)
}

var tags = [...]string{stays: "", goes: "del", comes: "ins"}

// only keeps what stands on one side.
func only(side mark, parts []part) []part {
	out := make([]part, 0, len(parts))
	for _, p := range parts {
		if p.mark == stays || p.mark == side {
			out = append(out, p)
		}
	}
	return out
}

// marked writes parts as HTML.
func marked(parts []part) template.HTML {
	var b strings.Builder
	for i, p := range parts {
		if i > 0 && p.mark == comes && parts[i-1].mark == goes {
			b.WriteByte(' ') // two marks do not run into each other
		}
		text := html.EscapeString(p.text)
		if tag := tags[p.mark]; tag != "" {
			text = "<" + tag + ">" + text + "</" + tag + ">"
		}
		b.WriteString(text)
	}
	return template.HTML(b.String()) //nolint:gosec // every text in it was escaped
}

func newPageLine(parts []part) pageLine {
	number := strings.TrimLeft(parts[0].text, "0123456789")
	item := strings.HasPrefix(parts[0].text, "• ") || len(number) < len(parts[0].text) && strings.HasPrefix(number, ". ")
	return pageLine{Item: item, Text: marked(parts)}
}

// languageName is a locale's name in English, such as Spanish.
func languageName(locale string) string {
	if name := display.English.Tags().Name(language.Make(locale)); name != "" {
		return name
	}
	return locale
}

// direction is the way a language is written.
func direction(locale string) string {
	switch script, _ := language.Make(locale).Script(); script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo":
		return "rtl"
	default:
		return "ltr"
	}
}
