package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/markup"
	"github.com/porchlight-chat/porchlight/internal/review"
)

// screen writes everything that is needed to decide about an item: its words, what is
// served today where that differs, its sources, what check says of it, who wrote it and
// who approved.
func (d *desk) screen(r *review.Row) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  (%s, %s)\n", r.Item.What, r.State, r.Item.Digest.Short())
	if english, ok := dialog.SourceItem(r.Item.What); ok {
		if i := slices.IndexFunc(d.items, func(i dialog.Item) bool { return i.What == english }); i >= 0 {
			fmt.Fprintf(&b, "\nENGLISH\n%s", indent(itemWords(&d.items[i])))
		}
	}
	if r.Served != nil && r.Served.Digest != r.Item.Digest {
		fmt.Fprintf(&b, "\nSERVED TODAY\n%s", indent(itemWords(r.Served)))
	}
	fmt.Fprintf(&b, "\nTO APPROVE\n%s", indent(itemWords(&r.Item)))
	if n := r.Item.Node(); n != nil && len(n.Sources) > 0 {
		b.WriteString("\nSOURCES\n")
		for _, s := range d.content.Sources {
			if slices.Contains(n.Sources, s.ID.Text) {
				fmt.Fprintf(&b, "  %s %s, checked %s\n", s.Name.Text, s.URL.Text, s.Checked.Text)
			}
		}
	}
	if found := d.findingsOf(&r.Item); len(found) > 0 {
		b.WriteString("\nFINDINGS\n")
		for _, f := range found {
			fmt.Fprintf(&b, "  %s\n", f)
		}
	}
	fmt.Fprintf(&b, "\nwritten by %s", orNobody(r.Standing.Submitters))
	for _, a := range r.Standing.Approvals {
		fmt.Fprintf(&b, "; %s %s as %s on %s", a.Decision, a.Who, a.Role, review.DayOf(a.At))
	}
	switch {
	case len(r.Standing.Submitters) > 0 && r.Standing.Missing != "":
		fmt.Fprintf(&b, "; needs %s", r.Standing.Missing)
	case r.Standing.Expires != "":
		fmt.Fprintf(&b, "; counts until %s", r.Standing.Expires)
	}
	b.WriteString("\n")
	_, err := fmt.Fprint(d.stdout, b.String())
	return err
}

func orNobody(who []string) string {
	if len(who) == 0 {
		return "nobody who said so"
	}
	return strings.Join(who, ", ")
}

func indent(s string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(s), "\n", "\n  ") + "\n"
}

// itemWords are the words of an item as a reader sees them.
func itemWords(i *dialog.Item) string {
	switch {
	case i.IsRemoved():
		return "(taken away)"
	case i.Node() != nil:
		return nodeWords(i.Node())
	case i.Word() != nil:
		return i.Word().Text
	case i.Hotline() != nil:
		h := i.Hotline()
		return list("name", h.Name, "country", h.Country, "for", strings.Join(h.For, ", "), "number", h.Show, "dialled", h.Dial,
			"text", strings.TrimSpace(h.TextWord+" "+h.TextTo), "web", h.URL, "chat", h.Chat, "hours", h.Hours,
			"confidence", h.Confidence, "verified", h.Verified, "source", h.Source, "checked", h.Checked)
	case i.Picture() != nil:
		p := i.Picture()
		return list("file", p.File, "shows", p.Text, "sha256", p.SHA256)
	default:
		return ruleWords(i)
	}
}

func nodeWords(n *dialog.NodeForm) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n", n.Title, plain(n.Say))
	for _, v := range n.Variants {
		b.WriteString("\nwhen")
		for _, w := range v.When {
			fmt.Fprintf(&b, " %s is %s", w[0], w[1])
		}
		fmt.Fprintf(&b, ":\n%s\n", plain(v.Say))
	}
	for _, c := range n.Choices {
		fmt.Fprintf(&b, "\n[%s] leads to %s", c.Label, c.To)
	}
	return b.String()
}

// plain is a text without its signs; what the program fills in stays in braces.
func plain(s string) string {
	doc, _ := markup.Parse(s)
	return doc.Plain(func(name string) []markup.Span { return []markup.Span{{Text: "{" + name + "}"}} })
}

// list writes pairs of a name and a value, without those that are empty.
func list(pairs ...string) string {
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			fmt.Fprintf(&b, "%-11s %s\n", pairs[i], pairs[i+1])
		}
	}
	return b.String()
}

// ruleWords are the words of an entry of the danger rules.
func ruleWords(i *dialog.Item) string {
	r := i.Rule()
	if r == nil {
		return string(i.Form)
	}
	switch {
	case r.Rule != nil:
		return list("why", r.Rule.Reason, "outcome", r.Rule.Outcome, "kind", string(r.Rule.Kind), "owner", r.Rule.Owner,
			"any of", strings.Join(r.Rule.Any, "\n            "), "unless", strings.Join(r.Rule.Unless, ", "),
			"finds", strings.Join(r.Rule.Examples, "\n            "), "leaves", strings.Join(r.Rule.Counter, "\n            "))
	case r.Signal != nil:
		return list("why", r.Signal.Reason, "kind", string(r.Signal.Kind), "points", fmt.Sprint(r.Signal.Points),
			"any of", strings.Join(r.Signal.Any, "\n            "), "unless", strings.Join(r.Signal.Unless, ", "))
	case r.Counter != nil:
		return list("why", r.Counter.Reason, "reaches", r.Counter.Scope, "any of", strings.Join(r.Counter.Any, "\n            "))
	default:
		return list("words", strings.Join(r.Group, ", "), "fillers", strings.Join(r.Fillers, ", "), "breaks", strings.Join(r.Breaks, ", "))
	}
}

// findingsOf are the findings that stand in the lines of an item's words.
func (d *desk) findingsOf(i *dialog.Item) []diag.Finding {
	n := i.Node()
	if n == nil {
		return nil
	}
	var out []diag.Finding
	for _, f := range d.findings {
		if d.content.IsAbout(f.Pos, n.ID, n.Locale) {
			out = append(out, f)
		}
	}
	return out
}
