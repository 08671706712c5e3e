package dialog

import "slices"

// Words lists the keys of words.yaml.
func Words() []string { return slices.Concat(shownWords(), courseWords()) }

// courseWords are put into the nodes of courses when these are read.
func courseWords() []string {
	return []string{
		"course-progress", "course-quiz", "course-next-question", "course-next-lesson", "course-finish", "course-stop",
		"quiz-right", "quiz-wrong",
	}
}

// shownWords are looked up by the program while it answers.
func shownWords() []string {
	return []string{
		// The help row and the buttons of a turn.
		"help-now", "menu", "back-to-question", "leave", "yes-now", "no-not-now", "choose-country", "keep-language",
		// Whole messages that always lead to help, separated by commas.
		"safe-words",
		// Notices.
		"help-line", "draft-notice", "country-notice", "also-asked", "speaks", "interpreters", "language-changed", "country-changed",
		// Hotline lines.
		"hotline-always", "hotline-text", "hotline-text-any", "hotline-none-emergency",
		// The card to print.
		"card-scan", "card-print",
		// The web page.
		"web-title", "web-tagline", "web-question-label", "web-placeholder", "web-send",
		"web-skip", "web-you-chose", "web-bot-says", "web-leave-note", "web-privacy", "web-about",
		"web-language", "web-new", "web-error", "web-too-long", "web-drafts",
		"web-conversation", "web-choices", "web-pages", "web-hotlines", "web-call", "web-you-wrote",
		"web-kept-note", "web-waiting", "web-not-found", "web-leave-keys", "web-leave-twice",
		"web-leave-once", "web-leave-stopped", "web-leaving",
		// Telegram, and what both messengers show.
		"too-fast", "group-line", "group-private", "telegram-left", "telegram-left-some", "telegram-description", "telegram-short",
		"command-help", "command-menu", "command-hotline", "command-topics", "command-language", "command-country",
		"command-privacy", "command-about", "command-bye", "command-start", "command-ask", "command-report",
		// Discord.
		"discord-ask", "discord-choose", "discord-context", "discord-left", "discord-left-server", "discord-left-some", "discord-panel",
		"discord-manage", "discord-setup", "discord-preview", "discord-remove", "discord-guide", "discord-channel", "discord-language",
		"discord-country", "discord-message", "discord-posted", "discord-removed", "discord-not-allowed", "discord-no-channel",
		"discord-no-message", "discord-no-country", "discord-later", "discord-private", "discord-private-opened",
		"discord-private-closed", "discord-while-away",
		// The terminal.
		"term-hint",
	}
}
