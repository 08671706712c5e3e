package dialog

import (
	"fmt"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// The codes of findings. Each has a page docs/findings/CODE.md whose example a
// test runs; the codes are part of the outside contract and never change their
// meaning.
const (
	// Files and YAML.
	missingFile    diag.Code = "missing-file"
	unreadableFile diag.Code = "unreadable-file"
	fileTooBig     diag.Code = "file-too-big"
	tooManyFiles   diag.Code = "too-many-files"
	badEncoding    diag.Code = "bad-encoding"
	yamlSyntax     diag.Code = "yaml-syntax"
	yamlShape      diag.Code = "yaml-shape"
	yamlAnchor     diag.Code = "yaml-anchor"
	unknownKey     diag.Code = "unknown-key"
	duplicateKey   diag.Code = "duplicate-key"
	missingKey     diag.Code = "missing-key"
	emptyText      diag.Code = "empty-text"
	unknownFile    diag.Code = "unknown-file"

	// Trees.
	badID           diag.Code = "bad-id"
	duplicateID     diag.Code = "duplicate-id"
	earlierIDTaken  diag.Code = "earlier-id-taken"
	reservedNode    diag.Code = "reserved-node"
	missingTarget   diag.Code = "missing-target"
	unreachableNode diag.Code = "unreachable-node"
	deadEnd         diag.Code = "dead-end"
	closedLoop      diag.Code = "closed-loop"
	duplicateLabel  diag.Code = "duplicate-label"
	unknownTopic    diag.Code = "unknown-topic"
	unknownSlot     diag.Code = "unknown-slot"
	deadVariant     diag.Code = "dead-variant"
	unknownWord     diag.Code = "unknown-word"
	missingWord     diag.Code = "missing-word"

	// Courses.
	quizSize    diag.Code = "quiz-size"
	rightAnswer diag.Code = "right-answer"

	// What channels can show.
	textTooLong    diag.Code = "text-too-long"
	textLong       diag.Code = "text-long"
	labelTooLong   diag.Code = "label-too-long"
	payloadTooLong diag.Code = "payload-too-long"
	tooManyChoices diag.Code = "too-many-choices"
	markupProblem  diag.Code = "markup"

	// Danger.
	handoffOrder diag.Code = "handoff-order"
	handoffLong  diag.Code = "handoff-long"
	ruleProblem  diag.Code = "rule-problem"
	ruleExample  diag.Code = "rule-example"
	ruleIdle     diag.Code = "rule-idle"
	rulePoints   diag.Code = "rule-points"

	// Asks.
	duplicateAsk diag.Code = "duplicate-ask"
	askCollision diag.Code = "ask-collision"
	closeAsks    diag.Code = "close-asks"
	unasked      diag.Code = "no-asks"
	lostAsks     diag.Code = "lost-asks"

	// Claims, sources, hotlines, links.
	claimWithoutSource diag.Code = "claim-without-source"
	unknownSource      diag.Code = "unknown-source"
	unusedSource       diag.Code = "unused-source"
	OldSource          diag.Code = "old-source" // exported: whoever serves content alarms on it
	unknownPlaceholder diag.Code = "unknown-placeholder"
	hotlineUnverified  diag.Code = "hotline-unverified"
	OldHotline         diag.Code = "old-hotline" // the same
	badHotline         diag.Code = "bad-hotline"
	phoneInText        diag.Code = "phone-in-text"
	emailInText        diag.Code = "email-in-text"
	linkNotHTTPS       diag.Code = "link-not-https"
	linkNotListed      diag.Code = "link-not-listed"
	badDate            diag.Code = "bad-date"

	// Letters and words.
	hiddenCharacter diag.Code = "hidden-character"
	lookalike       diag.Code = "look-alike-letter"
	readingGrade    diag.Code = "reading-grade"
	avoidWord       diag.Code = "avoid-word"

	// Translations.
	badPO               diag.Code = "bad-po"
	missingTranslation  diag.Code = "missing-translation"
	staleTranslation    diag.Code = "stale-translation"
	unknownTranslation  diag.Code = "unknown-translation"
	placeholdersDiffer  diag.Code = "placeholders-differ"
	listDiffers         diag.Code = "list-differs"
	sameAsEnglish       diag.Code = "same-as-english"
	unknownLocale       diag.Code = "unknown-locale"
	missingPicture      diag.Code = "missing-picture"
	pictureWithoutWords diag.Code = "picture-without-words"
	unusedPicture       diag.Code = "unused-picture"
)

// severities lists the codes that are not errors.
var severities = map[diag.Code]diag.Severity{
	ruleIdle:           diag.Warning,
	rulePoints:         diag.Warning,
	textLong:           diag.Warning,
	closeAsks:          diag.Info,
	unasked:            diag.Info,
	lostAsks:           diag.Info,
	unusedSource:       diag.Warning,
	OldSource:          diag.Warning,
	hotlineUnverified:  diag.Warning,
	OldHotline:         diag.Warning,
	readingGrade:       diag.Warning,
	avoidWord:          diag.Warning,
	missingTranslation: diag.Warning,
	staleTranslation:   diag.Warning,
	unknownTranslation: diag.Warning,
	listDiffers:        diag.Warning,
	sameAsEnglish:      diag.Info,
	unknownFile:        diag.Warning,
	unknownWord:        diag.Warning,
	unusedPicture:      diag.Warning,
	deadVariant:        diag.Warning,
}

func finding(code diag.Code, pos diag.Pos, hint, format string, args ...any) diag.Finding {
	severity, listed := severities[code]
	if !listed {
		severity = diag.Error
	}
	return diag.Finding{Code: code, Severity: severity, Pos: pos, Message: fmt.Sprintf(format, args...), Hint: hint}
}
