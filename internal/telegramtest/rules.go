package telegramtest

import (
	"net/url"
	"slices"
	"strings"
)

// Limits that the documentation or the real server's source gives in prose.
const (
	maxRawText  = 32768    // bytes, before parsing
	maxEntities = 100      // the server ignores the rest
	maxPhoto    = 10 << 20 // bytes
	maxUpload   = 50 << 20 // bytes
	maxMarkup   = 10 << 10 // bytes of keyboard; the server's bound is not published
)

// rules are checks by hand, by the name of the method or type that they belong to.
// They run after the tables found every member to have its type.
var rules = map[string]func(map[string]any) *problem{
	"sendMessage":          func(v map[string]any) *problem { return checkText(v, "text", "entities", 4096, true) },
	"editMessageText":      checkEditText,
	"sendPhoto":            checkCaption,
	"sendDocument":         checkCaption,
	"editMessageCaption":   checkCaption,
	"InputMediaPhoto":      checkCaption,
	"InputMediaDocument":   checkCaption,
	"InputMediaVideo":      checkCaption,
	"InputMediaAnimation":  checkCaption,
	"InputMediaAudio":      checkCaption,
	"MessageEntity":        checkEntity,
	"InlineKeyboardButton": checkButton,
	"InlineKeyboardMarkup": checkKeyboard,
	"sendChatAction":       checkAction,
	"setMyCommands":        checkLanguage,
	"getMyCommands":        checkLanguage,
	"deleteMyCommands":     checkLanguage,
	"setMyName":            checkLanguage,
	"getMyName":            checkLanguage,
	"setMyDescription":     checkLanguage,
	"getMyDescription":     checkLanguage,

	"setMyShortDescription": checkLanguage,
	"getMyShortDescription": checkLanguage,
}

func checkCaption(v map[string]any) *problem {
	return checkText(v, "caption", "caption_entities", 1024, false)
}

func checkEditText(v map[string]any) *problem {
	if v["rich_message"] != nil {
		return problemf("is not supported by this fake").at("rich_message")
	}
	return checkText(v, "text", "entities", 4096, true)
}

// checkText measures the visible text and looks at its entities.
func checkText(v map[string]any, name, entities string, most int, needed bool) *problem {
	raw, _ := v[name].(string)
	if len(raw) > maxRawText {
		return &problem{path: name, what: "is longer than 32768 bytes", answer: "text is too long"}
	}
	mode, _ := v["parse_mode"].(string)
	list, _ := v[entities].([]any)
	if mode != "" && len(list) > 0 {
		return problemf("excludes %s", entities).at("parse_mode")
	}
	shown, parsed, p := visible(raw, mode)
	if p != nil {
		return p.at(name)
	}
	shownUnits := units(shown)
	if needed && strings.TrimSpace(shown) == "" {
		return &problem{path: name, what: "shows nothing", answer: "message text is empty"}
	}
	if shownUnits > most {
		answer := "message is too long"
		if !needed {
			answer = "message caption is too long"
		}
		p := problemf("shows %d characters; at most %d are allowed", shownUnits, most)
		p.path, p.answer = name, answer
		return p
	}
	if mode == "" {
		parsed = entitiesOf(list)
	}
	if p := checkEntities(shown, shownUnits, parsed); p != nil {
		return p.at(entities)
	}
	return nil
}

// actions are the kinds of button of which each button has exactly one.
var actions = []string{
	"url", "callback_data", "web_app", "login_url", "switch_inline_query",
	"switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "callback_game", "pay", "copy_text",
}

func checkButton(v map[string]any) *problem {
	if v["text"] == "" {
		return &problem{path: "text", what: "is empty", answer: "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"}
	}
	var found []string
	for _, name := range actions {
		if v[name] != nil {
			found = append(found, name)
		}
	}
	switch {
	case len(found) == 0:
		return &problem{what: "has no action", answer: "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"}
	case len(found) > 1:
		return problemf("has %d actions (%s); exactly one is allowed", len(found), strings.Join(found, ", "))
	case found[0] == "url":
		return checkButtonURL(v["url"].(string))
	}
	return nil
}

func checkButtonURL(raw string) *problem {
	u, err := url.Parse(raw)
	if err != nil || !slices.Contains([]string{"http", "https", "tg"}, u.Scheme) || u.Host == "" {
		return &problem{path: "url", what: "is no http, https or tg link", answer: "BUTTON_URL_INVALID"}
	}
	return nil
}

func checkKeyboard(v map[string]any) *problem {
	size := 0
	for _, row := range v["inline_keyboard"].([]any) {
		for _, b := range row.([]any) {
			button := b.(map[string]any)
			for _, member := range button {
				if text, ok := member.(string); ok {
					size += len(text)
				}
			}
		}
	}
	if size > maxMarkup {
		return &problem{path: "inline_keyboard", what: "is larger than 10 KiB", answer: "reply markup is too long"}
	}
	return nil
}

var chatActions = []string{
	"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
	"upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}

func checkAction(v map[string]any) *problem {
	if !slices.Contains(chatActions, v["action"].(string)) {
		return &problem{path: "action", what: "is unknown", answer: "wrong parameter action in request"}
	}
	return nil
}

func checkLanguage(v map[string]any) *problem {
	code, _ := v["language_code"].(string)
	if code != "" && (len(code) != 2 || strings.ContainsFunc(code, func(r rune) bool { return r < 'a' || r > 'z' })) {
		return problemf("is not a two-letter code").at("language_code")
	}
	return nil
}
