package discord

// form is the form to type a question.
func (b *Bot) form(from customID) answer {
	locale := b.locale(from.locale) // which may be anything
	id := customID{country: from.country, opens: formMark, locale: locale}
	return answer{callback: callback{answerForm, map[string]any{
		"custom_id": id.String(),
		"title":     cut(b.word(locale, "discord-ask"), 45),
		"components": []widget{{
			Type: labelType, Label: cut(b.word(locale, "web-question-label"), 45),
			Component: &widget{
				Type: inputType, CustomID: "question", Style: 2, MaxLength: maxQuestion, Placeholder: cut(b.word(locale, "web-placeholder"), 100),
			},
		}},
	}}}
}

// maxQuestion is how long a question may be, as Discord's forms allow.
const maxQuestion = 4000
