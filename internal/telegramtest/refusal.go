package telegramtest

import (
	"fmt"
	"strconv"
)

// An apiError is a refused request as the client sees it. Wrong marks what a
// bot without faults never asks for; the others are circumstances, such as a
// person who blocked the bot.
type apiError struct {
	code       int
	text       string
	retryAfter int   // seconds; 0: absent
	migrateTo  int64 // 0: absent
	wrong      bool
	detail     string // for Violations; "": text says it all
}

func (e *apiError) outcome() string {
	return strconv.Itoa(e.code) + " " + e.text
}

// wrongf is a request that a faultless bot does not make.
func wrongf(format string, args ...any) *apiError {
	return &apiError{code: 400, text: "Bad Request: " + fmt.Sprintf(format, args...), wrong: true}
}

func fromProblem(p *problem) *apiError {
	if p.answer == "" {
		return wrongf("%s", p)
	}
	e := wrongf("%s", p.answer)
	e.detail = p.String()
	return e
}

func badRequest(text string) *apiError { return &apiError{code: 400, text: "Bad Request: " + text} }
func forbidden(text string) *apiError  { return &apiError{code: 403, text: "Forbidden: " + text} }
func conflict(text string) *apiError   { return &apiError{code: 409, text: "Conflict: " + text} }

func tooMany(seconds int) *apiError {
	return &apiError{code: 429, text: "Too Many Requests: retry after " + strconv.Itoa(seconds), retryAfter: seconds}
}

// Descriptions of the real server, to the letter.
var (
	errUnauthorized   = &apiError{code: 401, text: "Unauthorized"}
	errNotFound       = &apiError{code: 404, text: "Not Found", wrong: true}
	errNotModified    = badRequest("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
	errEditUnknown    = badRequest("message to edit not found")
	errEditOthers     = badRequest("message can't be edited")
	errDeleteUnknown  = badRequest("message to delete not found")
	errDeleteRefused  = badRequest("message can't be deleted")
	errQueryOld       = badRequest("query is too old and response timeout expired or query ID is invalid")
	errReplyUnknown   = badRequest("message to be replied not found")
	errBlocked        = forbidden("bot was blocked by the user")
	errDeactivated    = forbidden("user is deactivated")
	errOtherPoller    = conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
	errWebhookActive  = conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	errWebhookSet     = conflict("terminated by setWebhook request")
	errNeverStarted   = &apiError{code: 403, text: "Forbidden: bot can't initiate conversation with a user", wrong: true}
	errChatNotFound   = &apiError{code: 400, text: "Bad Request: chat not found", wrong: true}
	errTooLarge       = &apiError{code: 413, text: "Request Entity Too Large", wrong: true}
	errNoText         = wrongf("there is no text in the message to edit")
	errNoCaption      = wrongf("there is no caption in the message to edit")
	errNoMessageID    = wrongf("message identifier is not specified")
	errInternalServer = &apiError{code: 500, text: "Internal Server Error"}
)

// missing and invalid are the real server's words for a parameter or member
// that is absent or does not fit.
var missing = map[string]string{
	"chat_id":           "chat_id is empty",
	"text":              "message text is empty",
	"message_id":        "message identifier is not specified",
	"message_ids":       "message identifiers are not specified",
	"callback_query_id": errQueryOld.text[len("Bad Request: "):],
	"photo":             "there is no photo in the request",
	"document":          "there is no document in the request",
	"action":            "wrong parameter action in request",
}

var invalid = map[string]string{
	"InlineKeyboardButton.callback_data": "BUTTON_DATA_INVALID",
	"BotCommand.command":                 "BOT_COMMAND_INVALID",
	"BotCommand.description":             "BOT_COMMAND_DESCRIPTION_INVALID",
	"setMyCommands.commands":             "BOT_COMMANDS_TOO_MUCH",
	"answerCallbackQuery.text":           "MESSAGE_TOO_LONG",
}

// tolerated are names that go-telegram/bot v1.19.0 sends although the API has
// no such parameter; the real server ignores them.
var tolerated = map[string]bool{
	"editMessageCaption.k":                        true,
	"editMessageCaption.disable_web_page_preview": true,
}
