package dialog

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCourseSchemaAcceptsShippedCourses(t *testing.T) {
	s := compileSchema(t, CourseSchema())
	courses := 0
	for name, data := range contentFiles(t) {
		if !strings.HasPrefix(name, "courses/") {
			continue
		}
		courses++
		if err := validate(t, s, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if courses < 2 {
		t.Errorf("%d courses", courses)
	}
}

const goodCourse = `course: a
title: A
topic: t
start:
  title: Start
  say: Text.
  asks: [why]
  choices:
    - Menu: /menu
lessons:
  one:
    was: [a/two]
    title: One
    topic: t
    say: |
      Text.
    sources: [s]
    quiz:
      - ask: Which?
        answers:
          - First: {right: true, say: Because.}
          - Second: {say: Because.}
finish:
  title: The end
  say: Text.
  choices:
    - Menu: /menu
`

func TestCourseSchemaRefusesBrokenCourses(t *testing.T) {
	s := compileSchema(t, CourseSchema())
	if err := validate(t, s, []byte(goodCourse)); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, from, to string }{
		{"unknown key of the course", "topic: t\nstart", "topics: t\nstart"},
		{"no topic", "topic: t\nstart", "start"},
		{"unknown key of a lesson", "    sources: [s]", "    source: [s]"},
		{"choices of a lesson", "    sources: [s]", "    choices: []"},
		{"asks of the end", "  choices:\n    - Menu: /menu\n", ""},
		{"lesson name not kebab-case", "  one:", "  One:"},
		{"no title", "    title: One\n", ""},
		{"no quiz", goodCourse[strings.Index(goodCourse, "    quiz:"):strings.Index(goodCourse, "finish:")], ""},
		{"one answer", "          - Second: {say: Because.}\n", ""},
		{"four answers", "          - First:", "          - Third: {say: No.}\n          - Fourth: {say: No.}\n          - First:"},
		{"answer without a reason", "Second: {say: Because.}", "Second: {right: false}"},
		{"answer as text", "- Second: {say: Because.}", "- Second"},
		{"answer too long", "- Second:", "- An answer that has far too many letters for a button:"},
		{"right is a word", "right: true", "right: sure"},
		{"no question", "      - ask: Which?\n        answers", "      - answers"},
	} {
		broken := strings.Replace(goodCourse, tc.from, tc.to, 1)
		if tc.name == "asks of the end" {
			broken = goodCourse + "  asks: [why]\n"
		}
		if broken == goodCourse {
			t.Fatalf("%s: nothing is broken", tc.name)
		}
		if validate(t, s, []byte(broken)) == nil {
			t.Errorf("%s: accepted", tc.name)
		}
	}
}

// The schema has the keys of the loader.
func TestCourseSchemaHasTheLoadersKeys(t *testing.T) {
	type object struct{ Properties map[string]json.RawMessage }
	var schema struct {
		object
		Defs map[string]object `json:"$defs"`
	}
	if err := json.Unmarshal(CourseSchema(), &schema); err != nil {
		t.Fatal(err)
	}
	part := func(name string) object {
		var o object
		if err := json.Unmarshal(schema.Properties[name], &o); err != nil {
			t.Fatal(err)
		}
		return o
	}
	for _, tc := range []struct {
		name string
		have object
		want keys
	}{
		{"a course", schema.object, courseKeys},
		{"the start", part("start"), startKeys},
		{"the end", part("finish"), finishKeys},
		{"a lesson", schema.Defs["lesson"], lessonKeys},
	} {
		if diff := cmp.Diff(slices.Sorted(slices.Values(tc.want)), slices.Sorted(maps.Keys(tc.have.Properties))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

func TestFormatCourse(t *testing.T) {
	typed := `topic: t   # for all
course: a
title: "A"
finish: {title: The end, say: Text. More., choices: [Menu: /menu, Again: start]}
lessons:
    one: {say: "Text. And more.", title: One, quiz: [{answers: [{First: {say: Because. So., right: true}, Second: {say: No.}}], ask: Which?}]}


    # the last one
    two:
      quiz:
      # hard
      - ask: Which?
        answers:
        - First: {right: false, say: No.} # often taken
        - Second:
            say: Yes.
            right: true
      title: Two
      say: Text.
start:
  asks: [why]
  title: Start
  say: Text.
`
	want := `course: a
title: A
topic: t # for all

start:
  title: Start
  say: |
    Text.
  asks:
    - why

lessons:
  one:
    title: One
    say: |
      Text.
      And more.
    quiz:
      - ask: |
          Which?
        answers:
          - First:
              right: true
              say: |
                Because.
                So.
          - Second:
              say: |
                No.

  # the last one
  two:
    title: Two
    say: |
      Text.
    quiz:
      # hard
      - ask: |
          Which?
        answers:
          - First: # often taken
              right: false
              say: |
                No.
          - Second:
              right: true
              say: |
                Yes.

finish:
  title: The end
  say: |
    Text.
    More.
  choices:
    - Menu: /menu
    - Again: start
`
	got, findings := Format("courses/a.yaml", []byte(typed))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	sameContent(t, "courses/a.yaml", []byte(typed), got)
	again, _ := Format("courses/a.yaml", got)
	if diff := cmp.Diff(string(got), string(again)); diff != "" {
		t.Errorf("formatting twice differs (-once +twice):\n%s", diff)
	}
}
