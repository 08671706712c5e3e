package dialog

import "slices"

// course gives the parts of a course file their order and style.
func (p *part) course() {
	p.sortKeys(courseKeys)
	for _, e := range p.entries {
		e.value.texts()
		switch e.key {
		case "start":
			e.value.treeNode(startKeys)
		case "finish":
			e.value.treeNode(finishKeys)
		case "lessons":
			e.value.flow = false
			for _, n := range e.value.entries {
				n.value.treeNode(lessonKeys)
			}
		}
	}
}

// quiz gives every answer its label in a line and its explanation below.
func (p *part) quiz() {
	p.flow = false
	for _, item := range p.entries {
		item.value.flow = false
		item.value.sortKeys(questionKeys)
		for _, k := range item.value.entries {
			if k.key == "ask" {
				k.value.say()
				continue
			}
			k.value.flow = false
			k.value.apart()
			for _, answer := range k.value.entries {
				answer.value.entries[0].value.answer()
			}
		}
	}
}

func (p *part) answer() {
	p.flow = false
	p.sortKeys(answerKeys)
	for _, k := range p.entries {
		if k.key == "say" {
			k.value.say()
		} else {
			k.value.verbal = false
		}
	}
}

// spaceCourse puts one blank line before the parts of a course and between its
// lessons.
func (p *part) spaceCourse() {
	for _, e := range p.entries {
		e.lead = noBlankFirst(e.lead)
		if e.value.scalar() {
			continue
		}
		e.lead = slices.Insert(e.lead, 0, "")
		if e.key == "lessons" {
			e.value.spaceEntries()
			continue
		}
		for _, k := range e.value.entries {
			k.lead = noBlankFirst(k.lead)
		}
	}
}
