package dialog

import "fmt"

// CourseSchema gives the JSON Schema of course files, as Schema does that of trees.
func CourseSchema() []byte {
	of := nodeSchemas()
	answer := schemaNode{
		Description:   "An answer, as `label:` and below it what is said to whoever gives it. A label has at most " + fmt.Sprint(maxLabel) + " characters.",
		Type:          "object",
		MinProperties: 1, MaxProperties: 1,
		PropertyNames: &schemaNode{Pattern: `\S`, MaxLength: maxLabel},
	}
	said := object(answerKeys, []string{"say"}, map[string]schemaNode{
		"right": {Description: "true marks an answer that is right.", Type: "boolean"},
		"say":   refSchema("say", "Why it is right or wrong, kindly. The program says first which of the two it is."),
	})
	answer.AdditionalProperties = &said
	answers := listSchema("Two answers or three, in the order shown.", answer)
	answers.MinItems, answers.MaxItems = minAnswers, maxAnswers
	quiz := listSchema("The questions after the lesson: one or two.", object(questionKeys, questionKeys, map[string]schemaNode{
		"ask":     refSchema("say", "The question. A parent can answer it by thinking."),
		"answers": answers,
	}))
	quiz.MinItems, quiz.MaxItems = 1, maxQuestions

	of["quiz"] = quiz
	part := func(description string, order keys, required ...string) schemaNode {
		s := object(order, required, pick(of, order))
		s.Description = description
		return s
	}
	lesson := part("A lesson: one screen, and its questions. The program adds how far the parent is, and the buttons.",
		lessonKeys, "title", "say", "quiz")
	root := object(courseKeys, courseKeys, map[string]schemaNode{
		"course":  nameSchema("The name of the course, in small letters, digits and hyphens. It is the first half of its nodes' ids and stays for ever."),
		"title":   textSchema("The name of the course for people."),
		"topic":   textSchema("What the course is about: a slug of topics.yaml. A lesson may name its own."),
		"start":   part("What a parent reads first. The program adds a button for every lesson, before the choices.", startKeys, "title", "say"),
		"lessons": namedSchema("The lessons by name, in the order they are taken. A name stays for ever; a renamed lesson lists its earlier id in `was`.", "lesson"),
		"finish":  part("What a parent reads at the end.", finishKeys, "title", "say", "choices"),
	})
	root.Title = "Porchlight course"
	root.Description = "A file of dialogs/courses: lessons with questions, one after the other."
	definitions := sharedSchemas()
	definitions["lesson"] = lesson
	return root.bytes("lesson", definitions)
}
