package web

import (
	"bytes"
	_ "embed"
	"html"
	"html/template"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/markup"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

//go:embed assets/page.html
var pageSource string

var pageTemplate = template.Must(template.New("page").Parse(pageSource))

// page is all that the template shows.
type page struct {
	Lang     string
	Heading  string // of a page that is one node; "" for the chat
	Start    bool   // the first words
	Drafts   bool
	Danger   bool
	Replies  []replyView
	Failed   replyView // what the script shows when nothing came back
	HelpNow  choiceView
	Others   []languageView // the other languages
	LeaveURL string

	locale int
	bundle *dialog.Bundle
	assets assets
}

// Word is a short text in the page's language.
func (p *page) Word(key string) string { return p.bundle.Word(p.locale, key) }

// Dir is the direction of the page's script: "ltr" or "rtl".
func (p *page) Dir() string { return dialog.Direction(p.Lang) }

// Asset is the address of a file of the page.
func (p *page) Asset(name string) string { return p.assets.paths[name] }

// replyView is a reply, ready to be shown.
type replyView struct {
	Lang    string
	Kind    string // "danger", "check" or "answer": how it looks
	Title   string // its heading, which only a danger reply shows to the eye
	You     *youView
	Parts   []template.HTML
	Plain   []string // the last resort, a paragraph each
	Picture *dialog.Picture
	Choices []choiceView
	Menu    *choiceView

	p *page
}

// Page gives a reply's template the words.
func (r *replyView) Page() *page { return r.p }

// youView says what the person did, in our words alone.
type youView struct{ Label string }

// choiceView is a button.
type choiceView struct {
	Label   string
	Payload string
	Leave   bool // it erases and leads away, as the button above does
}

// languageView is a link to the page in another language.
type languageView struct{ Tag, Name string }

// Dir is the direction of the language's script.
func (l languageView) Dir() string { return dialog.Direction(l.Tag) }

// page makes a page of a reply. Its language is the reply's.
func (s *site) page(reply *bots.Reply) *page {
	release := s.handler.Release()
	b := release.Bundle()
	locale, _ := b.Locale(reply.Locale)
	p := &page{
		Lang:     b.Locales()[locale],
		Drafts:   release.Drafts(),
		Danger:   first(reply),
		LeaveURL: s.o.LeaveURL,
		locale:   locale,
		bundle:   b,
		assets:   s.assets,
	}
	p.HelpNow = p.command("help-now", dialog.CommandHelp)
	for _, tag := range b.Locales() {
		if tag != p.Lang {
			p.Others = append(p.Others, languageView{tag, languageName(tag)})
		}
	}
	p.Replies = []replyView{p.reply(reply)}
	p.Failed = p.notice("web-error", reply.Lines)
	return p
}

// command is a button that leads to a command.
func (p *page) command(word string, to dialog.Target) choiceView {
	return choiceView{Label: p.Word(word), Payload: dialog.Payload{Locale: p.Lang, To: to}.String()}
}

func (p *page) reply(r *bots.Reply) replyView {
	v := replyView{Lang: p.Lang, Kind: "answer", Title: p.Word("web-bot-says"), p: p}
	if r.LastResort != "" {
		v.Kind, v.Title = "danger", p.Word("help-now")
		v.Plain = strings.Split(strings.TrimSpace(r.LastResort), "\n\n")
		return v
	}
	switch {
	case first(r):
		v.Kind, v.Title = "danger", p.Word("help-now")
	case r.Route == engine.Check:
		v.Kind = "check"
	}
	for i, d := range r.Body {
		if i == 0 && p.Drafts && d.Plain(nil) == p.Word("draft-notice") {
			continue // the banner says it
		}
		v.Parts = append(v.Parts, p.renderer(r.Lines).doc(d))
	}
	v.Picture = r.Picture
	menu := p.command("menu", dialog.CommandMenu)
	v.Menu = &menu
	for _, c := range r.Choices {
		v.Choices = append(v.Choices, choiceView{Label: c.Label, Payload: c.Payload, Leave: c.To == dialog.CommandBye})
		if c.To == dialog.CommandMenu || c.To == dialog.Target(dialog.Menu) {
			v.Menu = nil
		}
	}
	if r.Node == dialog.Menu {
		v.Menu = nil
	}
	return v
}

// first reports whether nothing may stand before a reply: it leads to help.
func first(r *bots.Reply) bool {
	return r.Route == engine.Danger || r.LastResort != "" || r.Node == dialog.HelpNow
}

func (p *page) renderer(lines *dialog.Lines) renderer {
	return renderer{fill: lines.Fill, call: p.Word("web-call")}
}

// notice is a reply of the page itself: a help line, and what is the matter.
func (p *page) notice(word string, lines *dialog.Lines) replyView {
	v := replyView{Lang: p.Lang, Kind: "notice", Title: p.Word("web-bot-says"), p: p}
	for _, key := range []string{word, "help-line"} {
		d, _ := markup.Parse(p.Word(key))
		v.Parts = append(v.Parts, p.renderer(lines).doc(&d))
	}
	menu := p.command("menu", dialog.CommandMenu)
	v.Menu = &menu
	return v
}

// noticePage is a page that says what is the matter.
func (s *site) noticePage(locale, word string) *page {
	// A turn that nothing is remembered of gives the help lines of the country
	// that is served here.
	_, reply, _ := s.handler.Engine().Turn(engine.State{}, engine.Input{Locale: locale})
	p := s.page(&bots.Reply{Reply: reply})
	p.Replies = []replyView{p.notice(word, reply.Lines)}
	return p
}

func (s *site) notice(w http.ResponseWriter, r *http.Request, status int, word string) {
	s.write(w, status, s.noticePage(s.locale(r), word))
}

// marker says what the person did. What was typed is never shown again, and what
// was tapped only by the title of where it led.
func (s *site) marker(locale int, in engine.Input, reply *bots.Reply) *youView {
	if first(reply) {
		return nil
	}
	if in.Kind != engine.Tap {
		return &youView{}
	}
	n, ok := s.handler.Release().Bundle().Node(reply.Node)
	if !ok || reply.Node == dialog.Gone {
		return nil
	}
	return &youView{Label: n.View(locale).Title}
}

// write sends a page, whole or not at all.
func (s *site) write(w http.ResponseWriter, status int, p *page) {
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, p); err != nil {
		panic("the page's template does not fit the page")
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", p.Lang)
	h.Set("Vary", "Accept-Language, Cookie")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // whoever hung up gets nothing
}

// languageName is a language's name in itself, such as Español.
func languageName(tag string) string {
	name := display.Self.Name(language.Make(tag))
	if name == "" {
		return tag
	}
	first, n := utf8.DecodeRuneInString(name)
	return string(unicode.ToTitle(first)) + name[n:]
}

// lastResort is the page when none of the others can be made. It needs neither
// content nor template.
func (s *site) lastResort(w http.ResponseWriter, r *http.Request) {
	locale := "en"
	if tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language")); err == nil && len(tags) > 0 {
		base, _ := tags[0].Base()
		locale = base.String()
	}
	text := triage.LastResort(locale, dialog.NoCountry)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Del("Content-Length")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = io.WriteString(w, `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">`+
		`<title>Porchlight</title><link rel="stylesheet" href="`+s.assets.paths["style.css"]+`"><link rel="stylesheet" href="`+s.assets.paths["chat.css"]+`"></head>`+
		`<body><main><h1>Porchlight</h1><div id="log"><div class="turn"><div class="reply danger" role="alert"><p class="plain" dir="auto">`+
		html.EscapeString(text)+`</p></div></div></div></main></body></html>`)
}
