package dialog_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// course has two lessons; the first asks two questions and has an earlier id.
const course = `course: safety
title: Online safety
topic: games
start:
  title: Online safety
  say: |
    Pick a lesson.
  asks:
    - is there a course
  choices:
    - Menu: /menu
lessons:
  trust:
    was: [safety/strangers]
    title: Who is it?
    say: |
      Anyone can pretend to be a child.
    sources: [practice]
    quiz:
      - ask: |
          A friend asks for a secret. What is this?
        answers:
          - Normal: {say: It is not.}
          - A sign: {right: true, say: It is one.}
      - ask: |
          What next?
        answers:
          - Ask: {right: true, say: Asking helps.}
          - Tell: {right: true, say: Telling helps.}
          - Wait: {say: Waiting does not.}
  report:
    title: Report
    topic: reports
    say: |
      A worry is enough.
    quiz:
      - ask: |
          Do you need proof?
        answers:
          - Yes: {say: You do not.}
          - No: {right: true, say: A worry is enough.}
finish:
  title: The end
  say: |
    Well done.
  choices:
    - Menu: /menu
`

// withCourse is the smallest content with a course that games/chat leads to.
func withCourse(text string) fstest.MapFS {
	fsys := dialogtest.Minimal()
	fsys["courses/safety.yaml"] = &fstest.MapFile{Data: []byte(text)}
	fsys["topics.yaml"].Data = append(fsys["topics.yaml"].Data, "  reports: Where to report.\n"...)
	games := strings.Replace(string(fsys["trees/games.yaml"].Data), "- Menu:", "- Take the course: safety/start\n      - Menu:", 1)
	fsys["trees/games.yaml"] = &fstest.MapFile{Data: []byte(games)}
	words := string(fsys["words.yaml"].Data)
	words = strings.Replace(words, "Words of course-progress", "Lesson {n} of {total}", 1)
	words = strings.Replace(words, "Words of quiz-right", "Right.", 1)
	words = strings.Replace(words, "Words of quiz-wrong", "Not quite.", 1)
	fsys["words.yaml"] = &fstest.MapFile{Data: []byte(words)}
	return fsys
}

// told gives a node as one line: kind, topic, title, text and buttons.
func told(b *dialog.Bundle, id dialog.NodeID, locale int) string {
	n, ok := b.Node(id)
	if !ok {
		return "not there"
	}
	v := n.View(locale)
	var buttons []string
	for _, c := range v.Choices {
		buttons = append(buttons, fmt.Sprintf("[%s] %s", c.Label, c.To))
	}
	text := strings.ReplaceAll(v.Variants[0].Body[0].Plain(nil), "\n", " / ")
	return fmt.Sprintf("%s %s %v %s: %s %s", n.Kind, n.Topic, n.Sources, v.Title, text, strings.Join(buttons, " "))
}

// A course becomes these nodes, in this order.
func TestCourseNodes(t *testing.T) {
	b, findings := dialog.Build(withCourse(course), today)
	if b == nil || len(findings) > 0 {
		t.Fatal(findings)
	}
	var got []string
	for _, id := range b.NodeIDs() {
		if strings.HasPrefix(string(id), "safety/") {
			got = append(got, string(id)+" "+told(b, id, 0))
		}
	}
	want := []string{
		"safety/start say games [] Online safety: Pick a lesson. [Who is it?] safety/trust [Report] safety/report [Menu] /menu",
		"safety/trust lesson games [practice] Who is it?: Lesson 1 of 2 /  / Anyone can pretend to be a child. [Words of course-quiz] safety/trust-1 [Words of course-stop] /menu",
		"safety/trust-1 quiz games [practice] Who is it?: A friend asks for a secret. What is this? [Normal] safety/trust-1-a [A sign] safety/trust-1-b",
		"safety/trust-1-a say games [practice] Who is it?: Not quite. /  / It is not. [Words of course-next-question] safety/trust-2",
		"safety/trust-1-b say games [practice] Who is it?: Right. /  / It is one. [Words of course-next-question] safety/trust-2",
		"safety/trust-2 quiz games [practice] Who is it?: What next? [Ask] safety/trust-2-a [Tell] safety/trust-2-b [Wait] safety/trust-2-c",
		"safety/trust-2-a say games [practice] Who is it?: Right. /  / Asking helps. [Words of course-next-lesson] safety/report",
		"safety/trust-2-b say games [practice] Who is it?: Right. /  / Telling helps. [Words of course-next-lesson] safety/report",
		"safety/trust-2-c say games [practice] Who is it?: Not quite. /  / Waiting does not. [Words of course-next-lesson] safety/report",
		"safety/report lesson reports [] Report: Lesson 2 of 2 /  / A worry is enough. [Words of course-quiz] safety/report-1 [Words of course-stop] /menu",
		"safety/report-1 quiz reports [] Report: Do you need proof? [Yes] safety/report-1-a [No] safety/report-1-b",
		"safety/report-1-a say reports [] Report: Not quite. /  / You do not. [Words of course-finish] safety/finish",
		"safety/report-1-b say reports [] Report: Right. /  / A worry is enough. [Words of course-finish] safety/finish",
		"safety/finish say games [] The end: Well done. [Menu] /menu",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("nodes (-want +got):\n%s", diff)
	}
	for old, heir := range map[dialog.NodeID]dialog.NodeID{
		"safety/strangers": "safety/trust", "safety/strangers-1": "safety/trust-1", "safety/strangers-2-c": "safety/trust-2-c",
	} {
		if n, ok := b.Node(old); !ok || n.ID != heir {
			t.Errorf("the earlier id %s does not lead to %s", old, heir)
		}
	}
}

// Words of the program that stand in nodes are translated once, as words, and each
// node's item holds them as they are said.
func TestCourseWords(t *testing.T) {
	fsys := withCourse(course)
	own := `msgctxt "words course-progress"
msgid "Lesson {n} of {total}"
msgstr "Lección {n} de {total}"

msgctxt "words quiz-right"
msgid "Right."
msgstr "Correcto."

msgctxt "words course-next-question"
msgid "Words of course-next-question"
msgstr "Siguiente"

msgctxt "safety/trust title"
msgid "Who is it?"
msgstr "¿Quién es?"

msgctxt "safety/trust-1-b say"
msgid "It is one."
msgstr "Lo es."
`
	fsys["locales/es/dialogs.po"] = &fstest.MapFile{Data: []byte(own + "\n" + translations(fsys, own))}
	b, findings := dialog.Build(fsys, today)
	if b == nil {
		t.Fatal(findings)
	}
	es, _ := b.Locale("es")
	for id, want := range map[dialog.NodeID]string{
		"safety/trust":     "lesson games [practice] ¿Quién es?: Lección 1 de 2 /  / Anyone can pretend to be a child. [Words of course-quiz] safety/trust-1 [Words of course-stop] /menu",
		"safety/trust-1-b": "say games [practice] ¿Quién es?: Correcto. /  / Lo es. [Siguiente] safety/trust-2",
		"safety/start":     "say games [] Online safety: Pick a lesson. [¿Quién es?] safety/trust [Report] safety/report [Menu] /menu",
	} {
		if diff := cmp.Diff(want, told(b, id, es)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}

	content, _ := dialog.Load(fsys)
	contexts := map[string]int{}
	for _, m := range dialog.Messages(content) {
		if strings.HasPrefix(m.Context, "safety/") {
			contexts[m.Context]++
		}
	}
	want := map[string]int{
		"safety/start title": 1, "safety/start say": 1, "safety/start choice": 1,
		"safety/trust title": 1, "safety/trust say": 1,
		"safety/trust-1 say": 1, "safety/trust-1 choice": 2, "safety/trust-1-a say": 1, "safety/trust-1-b say": 1,
		"safety/trust-2 say": 1, "safety/trust-2 choice": 3, "safety/trust-2-a say": 1, "safety/trust-2-b say": 1, "safety/trust-2-c say": 1,
		"safety/report title": 1, "safety/report say": 1,
		"safety/report-1 say": 1, "safety/report-1 choice": 2, "safety/report-1-a say": 1, "safety/report-1-b say": 1,
		"safety/finish title": 1, "safety/finish say": 1, "safety/finish choice": 1,
	}
	if diff := cmp.Diff(want, contexts); diff != "" {
		t.Errorf("texts to translate (-want +got):\n%s", diff)
	}
	for _, item := range dialog.Items(content) {
		if item.What == "node/safety/trust-1-b@es" && item.Node().Say != "Correcto.\n\nLo es." {
			t.Errorf("the item says %q", item.Node().Say)
		}
	}
}

// What is wrong with a course is reported where it stands.
func TestCourseFindings(t *testing.T) {
	for _, tt := range []struct{ name, from, to, code, at string }{
		{"no name", "course: safety\n", "", "missing-key", "1:1"},
		{"a name that is no id", "course: safety", "course: Safety_1", "bad-id", "1:9"},
		{"no title", "title: Online safety\ntopic", "topic", "missing-key", "1:9"},
		{"no topic", "topic: games\nstart", "start", "missing-key", "1:9"},
		{"no finish", course[strings.Index(course, "finish:"):], "", "missing-key", "1:9"},
		{"no lessons", course[strings.Index(course, "  trust:"):strings.Index(course, "finish:")], "  {}\n", "missing-key", "12:1"},
		{"an unknown key", "    quiz:\n      - ask: |\n          Do you", "    quizz:\n      - ask: |\n          Do you", "unknown-key", "36:5"},
		{"choices of a lesson", "    sources: [practice]\n", "    choices: []\n", "unknown-key", "18:5"},
		{"a lesson that is no id", "  report:\n", "  Report:\n", "bad-id", "31:3"},
		{"a lesson called finish", "  report:\n", "  finish:\n", "duplicate-id", "42:1"},
		{"a lesson called as a question", "  report:\n", "  trust-1:\n", "duplicate-id", "31:3"},
		{"no quiz", course[strings.Index(course, "    quiz:\n      - ask: |\n          Do you"):strings.Index(course, "finish:")], "", "quiz-size", "31:3"},
		{"one answer", "          - Yes: {say: You do not.}\n", "", "quiz-size", "37:9"},
		{"four answers", "          - Wait: {say", "          - Pay: {say: Do not.}\n          - Wait: {say", "quiz-size", "25:9"},
		{"no right answer", "No: {right: true, ", "No: {", "right-answer", "37:9"},
		{"all answers right", "Yes: {say", "Yes: {right: true, say", "right-answer", "37:9"},
		{"right is a word", "No: {right: true", "No: {right: sure", "yaml-shape", "41:25"},
		{"an answer without a reason", "Yes: {say: You do not.}", "Yes: {}", "missing-key", "40:13"},
		{"an answer as text", "- Yes: {say: You do not.}", "- Yes", "yaml-shape", "40:13"},
		{"the same answer twice", "- No: {right", "- Yes: {right", "duplicate-label", "41:13"},
		{"a question of nothing", "      - ask: |\n          Do you need proof?\n        answers", "      - answers", "missing-key", "37:9"},
		{"a topic nobody knows", "topic: games\nstart", "topic: gams\nstart", "unknown-topic", "3:8"},
		{"a source nobody knows", "[practice]", "[practise]", "unknown-source", "18:15"},
		{"an answer too long for a button", "- Yes:", "- Yes, I need the proof before I may call:", "label-too-long", "40:13"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			broken := strings.Replace(course, tt.from, tt.to, 1)
			if broken == course {
				t.Fatal("nothing is broken")
			}
			_, findings := dialog.Build(withCourse(broken), today)
			times := 0
			for _, f := range findings {
				if string(f.Code) == tt.code && f.Pos.File == "courses/safety.yaml" && fmt.Sprintf("%d:%d", f.Pos.Line, f.Pos.Col) == tt.at {
					times++
				}
			}
			if times != 1 {
				t.Errorf("%d times %s at %s in %v", times, tt.code, tt.at, findings)
			}
		})
	}
}

// A course that nothing leads to is said once, at its start.
func TestCourseNobodyLeadsTo(t *testing.T) {
	fsys := withCourse(course)
	fsys["trees/games.yaml"] = dialogtest.Minimal()["trees/games.yaml"]
	_, findings := dialog.Build(fsys, today)
	if len(findings) != 1 || findings[0].Code != "unreachable-node" || findings[0].Pos.Line != 4 {
		t.Errorf("findings: %v", findings)
	}
}

// What a lesson shows is measured with the words of the program.
func TestCourseLength(t *testing.T) {
	text := strings.Repeat("word ", 239) + "end." // 1,199 characters: one screen
	long := strings.Replace(course, "A worry is enough.", text, 1)
	_, findings := dialog.Build(withCourse(long), today)
	if !slices.ContainsFunc(findings, func(f diag.Finding) bool { return f.Code == "text-long" }) {
		t.Errorf("the line that says how far one is was not counted: %v", findings)
	}
}

// In every course that ships each node leads to its end by buttons alone, every
// right answer says so and every node shows the way to help.
func TestShippedCoursesCanBeFinished(t *testing.T) {
	b := dialogtest.Shipped(t)
	e := engine.New(b, engine.Options{})
	nodes := 0
	for locale, name := range b.Locales() {
		for _, id := range b.NodeIDs() {
			tree, _, _ := strings.Cut(string(id), "/")
			end := dialog.NodeID(tree + "/finish")
			if _, isCourse := b.Node(end); !isCourse {
				continue
			}
			nodes++
			if !leadsTo(b, locale, id, end) {
				t.Errorf("%s: from %s nobody reaches %s", name, id, end)
			}
			_, r, _ := e.Turn(engine.State{}, engine.Input{Kind: engine.Tap, Payload: dialog.Payload{Locale: name, To: dialog.Target(id)}.String()})
			if r.Node != id || r.Locale != name || len(r.Help) == 0 || r.Help[0].To != dialog.CommandHelp {
				t.Errorf("%s: %s shows %s in %s, help %v", name, id, r.Node, r.Locale, r.Help)
			}
			if n, _ := b.Node(id); n.Kind == dialog.Quiz && !hasRightAnswer(b, n, locale) {
				t.Errorf("%s: no answer of %s is right", name, id)
			}
		}
	}
	if nodes < 100 {
		t.Errorf("only %d nodes of courses", nodes)
	}
}

func leadsTo(b *dialog.Bundle, locale int, from, end dialog.NodeID) bool {
	course, _, _ := strings.Cut(string(end), "/")
	seen := map[dialog.NodeID]bool{}
	for queue := []dialog.NodeID{from}; len(queue) > 0; queue = queue[1:] {
		id := queue[0]
		if id == end {
			return true
		}
		n, ok := b.Node(id)
		if !ok || seen[id] || !strings.HasPrefix(string(id), course+"/") {
			continue
		}
		seen[id] = true
		for _, c := range n.View(locale).Choices {
			queue = append(queue, dialog.NodeID(c.To))
		}
	}
	return false
}

func hasRightAnswer(b *dialog.Bundle, n *dialog.Node, locale int) bool {
	return slices.ContainsFunc(n.View(locale).Choices, func(c dialog.Choice) bool {
		answer, _ := b.Node(dialog.NodeID(c.To))
		return strings.HasPrefix(answer.View(locale).Variants[0].Body[0].Plain(nil), b.Word(locale, "quiz-right")+"\n")
	})
}
