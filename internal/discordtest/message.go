package discordtest

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// A Message is what a person sees.
type Message struct {
	ID      string
	Channel string
	FromBot bool
	Author  string // id of who wrote it
	Date    time.Time
	Edits   int

	Content string
	Embeds  []Embed
	Text    string // content, embeds and text displays from top to bottom, with empty lines between
	Buttons []Button
	Selects []Select
	Files   []string // names

	Ephemeral bool // only the person who gave the command sees it
	Thinking  bool // deferred: no answer yet
	V2        bool // laid out by components alone
	Silent    bool // does not make the phone ring
	Mentions  bool // would call people or roles that its texts name
	Reply     string
}

// An Embed is a box of text under a message.
type Embed struct {
	Title, Description, Footer, URL string
	Fields                          []Field
	Image                           string // URL
}

// A Field is a titled part of an embed.
type Field struct{ Name, Value string }

// A Button is one that may be pressed, or a link.
type Button struct {
	Label    string
	CustomID string // "": a link
	URL      string
	Style    int // 1 primary, 2 secondary, 3 success, 4 danger, 5 link
	Disabled bool
	Row      int // counted from 0
}

// A Select is a list to choose from.
type Select struct {
	CustomID    string
	Placeholder string
	Options     []Option
	Min, Max    int // how many may be chosen
	Disabled    bool
}

// An Option is a line of a Select.
type Option struct {
	Label, Value, Description string
	Default                   bool
}

// message is a message as the server keeps it. The server's mu guards it.
type message struct {
	id       string
	channel  *Channel
	author   *User // nil: the bot
	kind     int   // 0 ordinary, 19 reply, 20 command, 23 context menu
	date     time.Time
	edited   time.Time
	edits    int
	deleted  bool
	flags    int
	content  string
	embeds   []any
	parts    []any    // components
	files    []object // attachments
	mentions object   // allowed_mentions
	nonce    any
	replyTo  string
	by       *Interaction // that made it; nil: none
}

const (
	kindReply   = 19
	kindCommand = 20
	kindContext = 23
)

func (m *message) has(f int) bool { return m.flags&f != 0 }

func (m *message) fileNames() []string {
	var out []string
	for _, f := range m.files {
		out = append(out, str(f, "filename"))
	}
	return out
}

// visible reports whether a person sees it.
func (m *message) visible(to *User) bool {
	return !m.deleted && (!m.has(flagEphemeral) || m.by != nil && m.by.user == to)
}

// apply sets what a body names; null takes away. The caller holds mu.
func (m *message) apply(s *Server, r *content) {
	for name := range r.raw {
		switch name {
		case "content":
			m.content = str(r.body, name)
		case "embeds":
			m.embeds = list(r.body, name)
		case "components":
			m.parts = numbered(list(r.body, name))
		case "allowed_mentions":
			m.mentions = child(r.body, name)
		case "attachments":
			m.keep(list(r.body, name))
		}
	}
	for _, f := range r.files {
		id := s.nextID()
		link := s.URL() + attachmentPath + id + "/" + f.name
		m.files = append(m.files, object{"id": id, "filename": f.name, "size": f.size, "url": link, "proxy_url": link})
	}
}

// keep drops the attachments that a list does not name.
func (m *message) keep(named []any) {
	m.files = slices.DeleteFunc(m.files, func(f object) bool {
		return !slices.ContainsFunc(named, func(v any) bool { return str(v.(object), "id") == str(f, "id") })
	})
}

// numbered is a copy of components with the ids that Discord gives to those without.
func numbered(components []any) []any {
	copied := clone(components).([]any)
	used, next := map[int]bool{}, 0
	walk(copied, nil, func(c object, _ []string) { used[whole(c, "id")] = true })
	walk(copied, nil, func(c object, _ []string) {
		if whole(c, "id") != 0 {
			return
		}
		for next++; used[next]; next++ {
		}
		c["id"] = next
	})
	return copied
}

func clone(v any) any {
	switch v := v.(type) {
	case object:
		out := maps.Clone(v)
		for name, member := range out {
			out[name] = clone(member)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, member := range v {
			out[i] = clone(member)
		}
		return out
	}
	return v
}

// public is the message for people. The caller holds mu.
func (m *message) public(s *Server) Message {
	out := Message{
		ID: m.id, Channel: m.channel.id, FromBot: m.author == nil, Author: s.opts.ApplicationID,
		Date: m.date, Edits: m.edits, Content: m.content, Files: m.fileNames(),
		Ephemeral: m.has(flagEphemeral), Thinking: m.has(flagLoading), V2: m.has(flagComponentsV2), Silent: m.has(flagSilent),
		Reply: m.replyTo,
	}
	if m.author != nil {
		out.Author = m.author.id
	}
	var texts []string
	say := func(lines ...string) {
		lines = slices.DeleteFunc(lines, func(line string) bool { return line == "" })
		if len(lines) > 0 {
			texts = append(texts, strings.Join(lines, "\n"))
		}
	}
	say(m.content)
	if !m.has(flagSuppressEmbeds) {
		for _, v := range m.embeds {
			e := embed(v.(object))
			out.Embeds = append(out.Embeds, e)
			say(e.Title, e.Description)
			for _, f := range e.Fields {
				say(f.Name, f.Value)
			}
			say(e.Footer)
		}
	}
	row := -1
	walk(m.parts, nil, func(c object, _ []string) {
		switch kind := whole(c, "type"); {
		case kind == componentRow:
			row++
		case kind == componentText:
			say(str(c, "content"))
		case kind == componentButton:
			out.Buttons = append(out.Buttons, button(c, max(0, row)))
		case isSelect(kind):
			out.Selects = append(out.Selects, selection(c))
		}
	})
	out.Text = strings.Join(texts, "\n\n")
	out.Mentions = m.author == nil && m.calls()
	return out
}

// calls reports whether allowed_mentions lets the texts of the message call somebody.
func (m *message) calls() bool {
	if m.mentions == nil {
		return true
	}
	return len(list(m.mentions, "parse"))+len(list(m.mentions, "users"))+len(list(m.mentions, "roles")) > 0
}

func embed(o object) Embed {
	e := Embed{
		Title: str(o, "title"), Description: str(o, "description"), URL: str(o, "url"),
		Footer: str(child(o, "footer"), "text"), Image: str(child(o, "image"), "url"),
	}
	for _, v := range list(o, "fields") {
		f := v.(object)
		e.Fields = append(e.Fields, Field{str(f, "name"), str(f, "value")})
	}
	return e
}

func button(c object, row int) Button {
	label := str(c, "label")
	if label == "" {
		label = str(child(c, "emoji"), "name")
	}
	return Button{label, str(c, "custom_id"), str(c, "url"), whole(c, "style"), flag(c, "disabled"), row}
}

func selection(c object) Select {
	out := Select{CustomID: str(c, "custom_id"), Placeholder: str(c, "placeholder"), Min: 1, Max: 1, Disabled: flag(c, "disabled")}
	if n, ok := wholeOf(c["min_values"]); ok {
		out.Min = n
	}
	if n, ok := wholeOf(c["max_values"]); ok {
		out.Max = n
	}
	for _, v := range list(c, "options") {
		o := v.(object)
		out.Options = append(out.Options, Option{str(o, "label"), str(o, "value"), str(o, "description"), flag(o, "default")})
	}
	return out
}
