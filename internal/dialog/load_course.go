package dialog

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// A course file is read as a tree of ordinary nodes, so that review, translation,
// old buttons and every channel know nothing of courses. Of the course `safety`
// with the lesson `trust`:
//
//	safety/start        leads to every lesson, and to what `choices` adds
//	safety/trust        the lesson; its button leads to
//	safety/trust-1      its first question; the buttons are the answers:
//	safety/trust-1-a    says whether it is right, and why; leads to
//	safety/trust-2      its second question, and so on to the next lesson and to
//	safety/finish
//
// Nothing is remembered of who answered what.

var (
	courseKeys = keys{"course", "title", "topic", "start", "lessons", "finish"}
	startKeys  = keys{"was", "title", "topic", "say", "variants", "picture", "sources", "review-days", "asks", "choices"}
	lessonKeys = keys{"was", "title", "topic", "say", "variants", "picture", "sources", "review-days", "quiz"}
	finishKeys = keys{"was", "title", "topic", "say", "variants", "picture", "sources", "review-days", "choices"}

	questionKeys = keys{"ask", "answers"}
	answerKeys   = keys{"right", "say"}
)

// Sizes of a quiz: what a parent can answer in a minute, on one screen.
const (
	maxQuestions = 2 // of a lesson
	minAnswers   = 2
	maxAnswers   = 3
)

// lesson is a lesson as written: its node without choices, and its questions.
type lesson struct {
	SourceNode
	quiz []question
}

type question struct {
	ask     Located
	answers []answer
}

type answer struct {
	label, say Located
	right      bool
}

func readCourse(r *reader, root *yaml.Node) func(*Content) {
	t := SourceTree{File: r.file}
	var topic Located
	parts := map[string]*yaml.Node{}
	places := map[string]diag.Pos{}
	for key, value := range r.pairs(root, "a course file", courseKeys) {
		switch key.Value {
		case "course":
			t.Name, _ = r.text(value, "course")
		case "title":
			t.Title, _ = r.text(value, "title")
		case "topic":
			topic, _ = r.text(value, "topic")
		default:
			parts[key.Value], places[key.Value] = value, r.pos(key)
		}
	}
	if !r.heading(&t, root, "course") {
		return nil
	}
	whole := topic.Text != ""
	if !whole {
		r.add(missingKey, t.Name.Pos, "add `topic:` with a slug of topics.yaml", "the course has no topic")
	}
	for _, part := range []string{"start", "lessons", "finish"} {
		if parts[part] == nil {
			r.add(missingKey, t.Name.Pos, "add `"+part+":`", "the course has no %s", part)
			whole = false
		}
	}
	if !whole {
		return nil
	}
	part := func(name string, inner bool) SourceNode {
		return SourceNode{ID: t.node(name), Pos: places[name], Topic: topic, Inner: inner}
	}
	start, finish := part("start", false), part("finish", true)
	r.node(&start, parts["start"], startKeys, nil)
	lessons := r.lessons(&t, parts["lessons"], topic)
	if len(lessons) == 0 {
		r.add(missingKey, places["lessons"], "write the first lesson", "the course has no lessons")
		return nil
	}
	r.node(&finish, parts["finish"], finishKeys, nil)
	t.course(start, lessons, finish)
	return t.add
}

// node is the id of a node of the tree.
func (t *SourceTree) node(name string) NodeID { return NodeID(t.Name.Text + "/" + name) }

func (r *reader) lessons(t *SourceTree, value *yaml.Node, topic Located) []lesson {
	var out []lesson
	for key, value := range r.pairs(value, "lessons", nil) {
		if !isKebab(key.Value) {
			r.add(badID, r.pos(key), "use small letters, digits and hyphens", "the lesson name %q is not kebab-case", key.Value)
			continue
		}
		l := lesson{SourceNode: SourceNode{ID: t.node(key.Value), Pos: r.pos(key), Kind: Lesson, Topic: topic, Inner: true}}
		r.node(&l.SourceNode, value, lessonKeys, func(_ string, value *yaml.Node) { l.quiz = r.quiz(value) })
		if n := len(l.quiz); n < 1 || n > maxQuestions {
			r.add(quizSize, l.Pos, "ask one question or two", "lesson %s asks %d questions", l.ID, n)
		}
		out = append(out, l)
	}
	return out
}

func (r *reader) quiz(value *yaml.Node) []question {
	var out []question
	for _, item := range r.items(value, "quiz") {
		var q question
		for key, value := range r.pairs(item, "a question", questionKeys) {
			if key.Value == "ask" {
				q.ask, _ = r.text(value, "ask")
			} else {
				q.answers = r.answers(value)
			}
		}
		if q.ask.Text == "" {
			r.add(missingKey, r.pos(item), "add `ask:`", "the question asks nothing")
		}
		right := 0
		for _, a := range q.answers {
			if a.right {
				right++
			}
		}
		switch n := len(q.answers); {
		case n < minAnswers || n > maxAnswers:
			r.add(quizSize, r.pos(item), "offer two answers or three", "the question offers %d answers", n)
		case right == 0:
			r.add(rightAnswer, r.pos(item), "mark the right one with `right: true`", "no answer of the question is right")
		case right == n:
			r.add(rightAnswer, r.pos(item), "offer one that people might take for right", "every answer of the question is right")
		}
		out = append(out, q)
	}
	return out
}

func (r *reader) answers(value *yaml.Node) []answer {
	var out []answer
	for _, item := range r.items(value, "answers") {
		for label, value := range r.pairs(item, "an answer", nil) {
			a := answer{label: r.key(label)}
			for key, value := range r.pairs(value, "an answer", answerKeys) {
				if key.Value == "right" {
					a.right = r.flag(value, "right")
				} else {
					a.say, _ = r.text(value, "say")
				}
			}
			if a.say.Text == "" {
				r.add(missingKey, a.label.Pos, "add `say:` with why it is right or wrong", "the answer %q explains nothing", a.label.Text)
			}
			out = append(out, a)
		}
	}
	return out
}

// course makes the nodes of a course from what is written of it.
func (t *SourceTree) course(start SourceNode, lessons []lesson, finish SourceNode) {
	contents := make([]SourceChoice, 0, len(lessons)+len(start.Choices))
	for i := range lessons {
		l := &lessons[i]
		contents = append(contents, SourceChoice{
			Label: l.Title, From: l.titleContext(), Target: Located{Text: string(l.ID), Pos: l.Pos}, to: Target(l.ID),
		})
	}
	start.Choices = append(contents, start.Choices...)
	t.Nodes = append(t.Nodes, start)
	for i := range lessons {
		next := wordChoice("course-finish", Target(finish.ID))
		if i+1 < len(lessons) {
			next = wordChoice("course-next-lesson", Target(lessons[i+1].ID))
		}
		l := &lessons[i]
		l.Lead = SourceLead{Word: wordEntry("course-progress"), N: i + 1, Total: len(lessons)}
		t.lesson(l, next)
	}
	t.Nodes = append(t.Nodes, finish)
}

// lesson makes the nodes of a lesson, after which next follows.
func (t *SourceTree) lesson(l *lesson, next SourceChoice) {
	first := next
	if len(l.quiz) > 0 {
		first = wordChoice("course-quiz", Target(l.part("-1").ID))
	}
	n := l.SourceNode
	n.Choices = choicesAt(n.Pos, first, wordChoice("course-stop", CommandMenu))
	t.Nodes = append(t.Nodes, n)
	for k, q := range l.quiz {
		suffix := "-" + strconv.Itoa(k+1)
		onward := next
		if k+1 < len(l.quiz) {
			onward = wordChoice("course-next-question", Target(l.part("-"+strconv.Itoa(k+2)).ID))
		}
		asked := l.part(suffix)
		asked.Kind, asked.Say, asked.Pos = Quiz, q.ask, q.ask.Pos
		var said []SourceNode
		for i, a := range q.answers {
			n := l.part(fmt.Sprintf("%s-%c", suffix, 'a'+i))
			n.Say, n.Pos = a.say, a.label.Pos
			n.Lead.Word = wordEntry("quiz-wrong")
			if a.right {
				n.Lead.Word = wordEntry("quiz-right")
			}
			n.Choices = choicesAt(n.Pos, onward)
			said = append(said, n)
			asked.Choices = append(asked.Choices, SourceChoice{Label: a.label, Target: Located{Text: string(n.ID), Pos: a.label.Pos}, to: Target(n.ID)})
		}
		t.Nodes = append(append(t.Nodes, asked), said...)
	}
}

// part is a node that belongs to a lesson: it bears its title and rests on its
// sources. Its earlier ids follow from those of the lesson.
func (l *lesson) part(suffix string) SourceNode {
	n := SourceNode{
		ID: l.ID + NodeID(suffix), Title: l.Title, TitleOf: l.ID, Topic: l.Topic, Sources: l.Sources,
		ReviewDays: l.ReviewDays, Inner: true,
	}
	for _, was := range l.Was {
		n.Was = append(n.Was, Located{Text: was.Text + suffix, Pos: was.Pos})
	}
	return n
}

// wordContext begins the context of a text of the program; see Message.
const wordContext = "words "

func wordEntry(key string) SourceEntry { return SourceEntry{Key: Located{Text: key}} }

// wordChoice is a button whose label is a text of the program.
func wordChoice(key string, to Target) SourceChoice {
	return SourceChoice{From: wordContext + key, Target: Located{Text: string(to)}, to: to}
}

// choicesAt gives choices that nobody wrote the place of what they belong to.
func choicesAt(pos diag.Pos, choices ...SourceChoice) []SourceChoice {
	for i := range choices {
		choices[i].Label.Pos, choices[i].Target.Pos = pos, pos
	}
	return choices
}

// borrowWords fills in the texts of the program that stand in nodes.
func (c *Content) borrowWords() {
	words := map[string]Located{}
	for _, w := range c.Words {
		words[w.Key.Text] = w.Text
	}
	for t := range c.Trees {
		for i := range c.Trees[t].Nodes {
			n := &c.Trees[t].Nodes[i]
			n.Lead.Word.Text = words[n.Lead.Word.Key.Text]
			for k := range n.Choices {
				if key, ok := strings.CutPrefix(n.Choices[k].From, wordContext); ok {
					n.Choices[k].Label.Text = words[key].Text
				}
			}
		}
	}
}

// context is the context of the lead's text; see Message.
func (l SourceLead) context() string { return wordContext + l.Word.Key.Text }

// before puts the lead, in whichever language its word is given, before a text.
func (l SourceLead) before(word, text string) string {
	if l.Word.Key.Text == "" {
		return text
	}
	fill := strings.NewReplacer("{n}", strconv.Itoa(l.N), "{total}", strconv.Itoa(l.Total))
	return fill.Replace(word) + "\n\n" + text
}
