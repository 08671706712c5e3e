package dialog

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/markup"
)

// notes says to translators what a text is: where it is shown, how long it may
// be, what becomes of its placeholders.
type notes struct {
	titles   map[NodeID]string
	from     map[NodeID][]origin // the buttons that lead to a node
	handoffs map[NodeID]bool
	hotlines map[string]string // names, by id
}

// origin is a button that leads to a node.
type origin struct {
	at    NodeID
	label string
}

// most is how many of several like things a note names.
const most = 3

func newNotes(c *Content) *notes {
	n := &notes{titles: map[NodeID]string{}, from: map[NodeID][]origin{}, handoffs: handoffs(c), hotlines: map[string]string{}}
	for _, t := range c.Trees {
		for i := range t.Nodes {
			node := &t.Nodes[i]
			n.titles[node.ID] = node.Title.Text
			for _, ch := range node.Choices {
				to := destination(ch.to)
				n.from[to] = append(n.from[to], origin{node.ID, ch.Label.Text})
			}
		}
	}
	for i := range c.Hotlines {
		n.hotlines[c.Hotlines[i].ID.Text] = c.Hotlines[i].Name.Text
	}
	return n
}

// of gives the notes on a text, a line each.
func (n *notes) of(m *Message) []string {
	place, part := m.part()
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	switch {
	case m.choice != nil:
		add("Button of %s (%s), leads to %s.", place, n.titles[m.node.ID], n.target(m.choice.to))
		for _, p := range m.choice.Set {
			add("It tells us %s %s.", p.Slot.Text, p.Value.Text)
		}
		add("At most %d characters.", maxLabel)
	case m.variant != nil:
		add("What %s (%s) says to those who told us %s.", place, n.titles[m.node.ID], strings.ReplaceAll(whenKey(m.variant.When), "=", " "))
		add("At most %d characters as shown.", n.limit(m.node))
	case m.node != nil && part == "title":
		add("Name of %s, also the button that offers it in “Which of these do you mean?”.", place)
		add("At most %d characters.", maxLabel)
	case m.node != nil:
		add("What %s (%s) says.", place, n.titles[m.node.ID])
		out = append(out, n.before(m.node)...)
		add("At most %d characters as shown.", n.limit(m.node))
	case place == "words":
		out = append(out, wordNotes(part)...)
	case place == "hotline" && strings.HasSuffix(part, " name"):
		add("Name of a help line, as its callers know it; often it stays as it is.")
	case place == "hotline":
		add("When somebody answers at %s.", n.hotlines[strings.TrimSuffix(part, " hours")])
	case place == "picture":
		add("What a picture shows, read aloud to people who do not see it.")
	}
	return append(out, n.marks(m.ID)...)
}

// destination is the node that a target leads to.
func destination(to Target) NodeID {
	if _, _, behind, ok := Command(string(to)); ok {
		return behind
	}
	return NodeID(to)
}

// target names where a button leads.
func (n *notes) target(to Target) string {
	if title := n.titles[destination(to)]; title != "" {
		return fmt.Sprintf("%s (%s)", to, title)
	}
	return string(to)
}

// limit is how long the text of a node may be, as shown.
func (n *notes) limit(node *SourceNode) int {
	switch {
	case n.handoffs[node.ID]:
		return maxHandoff
	case node.Picture.Text != "":
		return maxCaption
	default:
		return maxText
	}
}

// before says what a person did who reads the text of a node.
func (n *notes) before(node *SourceNode) []string {
	var out []string
	from := n.from[node.ID]
	for _, o := range from[:min(most, len(from))] {
		out = append(out, fmt.Sprintf("Shown after the button “%s” of %s.", o.label, o.at))
	}
	if more := len(from) - most; more > 0 {
		out = append(out, fmt.Sprintf("Shown after buttons of %d more nodes.", more))
	}
	if len(node.Asks) > 0 {
		out = append(out, fmt.Sprintf("Answers questions such as “%s”.", node.Asks[0].Text))
	}
	return out
}

// marks says what must stay in a text as it is.
func (n *notes) marks(english string) []string {
	var out []string
	for _, mark := range wordPlaceholder.FindAllString(english, -1) {
		if line := fmt.Sprintf("Keep %s: %s.", mark, n.becomes(strings.Trim(mark, "{}"))); !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	doc, _ := markup.Parse(english)
	for _, link := range doc.Links() {
		out = append(out, fmt.Sprintf("Keep the address %s, translate the words before it.", link))
	}
	return out
}

// filled says what the program puts for the placeholders of words.yaml.
var filled = map[string]string{
	"number": "a phone number", "word": "the word to send in a text message",
	"n": "the number of the lesson", "total": "how many lessons there are",
}

// becomes says what a placeholder is filled with. It names no number: numbers
// change, and a translation file is no place to look one up.
func (n *notes) becomes(key string) string {
	id, hotline := strings.CutPrefix(key, "hotline.")
	switch {
	case !hotline && filled[key] != "":
		return filled[key]
	case !hotline:
		return "the program fills it in"
	case id == "emergency":
		return "the emergency number of the reader's country"
	case n.hotlines[id] != "":
		return "name, number and hours of " + n.hotlines[id]
	default:
		return "name, number and hours of the line for “" + id + "” in the reader's country"
	}
}

// buttonWords are the words of the program that stand on buttons.
var buttonWords = map[string]bool{
	"help-now": true, "menu": true, "back-to-question": true, "leave": true, "yes-now": true, "no-not-now": true, "choose-country": true, "keep-language": true,
	"course-quiz": true, "course-next-question": true, "course-next-lesson": true, "course-finish": true, "course-stop": true,
}

func wordNotes(key string) []string {
	switch room, _, _ := strings.Cut(key, "-"); {
	case buttonWords[key]:
		return []string{"Button of the program.", fmt.Sprintf("At most %d characters.", maxLabel)}
	case key == "safe-words":
		return []string{"Whole messages that always lead to help, separated by commas.", "Write what people of this language type, as many as there are."}
	case room == "web":
		return []string{"Short text of the web page."}
	case room == "term":
		return []string{"Short text of the terminal chat."}
	case room == "hotline":
		return []string{"Stands beside the number of a help line."}
	case room == "course":
		return []string{"Says above a lesson how far one is."}
	case room == "quiz":
		return []string{"Says above the explanation of an answer whether it is right."}
	default:
		return []string{"Note above or below a reply."}
	}
}
