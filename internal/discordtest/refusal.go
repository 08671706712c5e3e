package discordtest

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// An apiError is a refused request as the client sees it. Wrong marks what a bot
// without faults never asks for; the others are circumstances, such as a person who
// closed the direct messages.
type apiError struct {
	status, code int
	text         string
	problems     []problem // of code 50035
	wrong        bool
	limit        *limited // of status 429
	detail       string   // for Violations; "": text says it all
}

// A problem is why a member of a body does not fit. Code and text are those of the
// real API where they are known.
type problem struct {
	path       []string
	code, text string
}

func problemf(code, format string, args ...any) *problem {
	return &problem{code: code, text: fmt.Sprintf(format, args...)}
}

// at puts a step before the path.
func (p *problem) at(steps ...string) *problem {
	p.path = append(steps, p.path...)
	return p
}

func (p *problem) String() string {
	return strings.TrimSpace(strings.Join(p.path, ".") + " " + p.code + ": " + p.text)
}

func invalid(list ...problem) *apiError {
	said := make([]string, len(list))
	for i := range list {
		said[i] = list[i].String()
	}
	return &apiError{status: http.StatusBadRequest, code: 50035, text: "Invalid Form Body", problems: list, wrong: true, detail: strings.Join(said, "; ")}
}

func (e *apiError) outcome() string {
	return strconv.Itoa(e.status) + " " + e.text
}

// because is the same refusal with a reason for Violations.
func (e *apiError) because(format string, args ...any) *apiError {
	c := *e
	c.detail, c.wrong = fmt.Sprintf(format, args...), true
	return &c
}

// body is the error object of https://discord.com/developers/docs/reference#error-messages.
func (e *apiError) body() map[string]any {
	out := map[string]any{"message": e.text, "code": e.code}
	if len(e.problems) > 0 {
		tree := map[string]any{}
		for _, p := range e.problems {
			at := tree
			for _, step := range p.path {
				next, ok := at[step].(map[string]any)
				if !ok {
					next = map[string]any{}
					at[step] = next
				}
				at = next
			}
			list, _ := at["_errors"].([]any)
			at["_errors"] = append(list, map[string]any{"code": p.code, "message": p.text})
		}
		out["errors"] = tree
	}
	return out
}

func refusal(status, code int, text string) *apiError {
	return &apiError{status: status, code: code, text: text}
}

func wrong(status, code int, text string) *apiError {
	return &apiError{status: status, code: code, text: text, wrong: true}
}

// The real API's statuses, codes and texts.
var (
	errUnauthorized   = refusal(401, 0, "401: Unauthorized")
	errNotFound       = wrong(404, 0, "404: Not Found")
	errServer         = refusal(500, 0, "500: Internal Server Error")
	errUserAgent      = wrong(403, 40333, "internal network error")
	errBadJSON        = wrong(400, 50109, "The request body contains invalid JSON.")
	errTooLarge       = wrong(413, 40005, "Request entity too large")
	errChannel        = wrong(404, 10003, "Unknown Channel")
	errMessage        = refusal(404, 10008, "Unknown Message")
	errUser           = wrong(404, 10013, "Unknown User")
	errWebhook        = wrong(404, 10015, "Unknown Webhook")
	errInteraction    = refusal(404, 10062, "Unknown interaction")
	errAcknowledged   = wrong(400, 40060, "Interaction has already been acknowledged.")
	errAccess         = refusal(403, 50001, "Missing Access")
	errOnDM           = wrong(403, 50003, "Cannot execute action on a DM channel")
	errNotAuthor      = wrong(403, 50005, "Cannot edit a message authored by another user")
	errEmpty          = wrong(400, 50006, "Cannot send an empty message")
	errDMsClosed      = refusal(403, 50007, "Cannot send messages to this user")
	errPermissions    = refusal(403, 50013, "Missing Permissions")
	errToken          = refusal(401, 50027, "Invalid Webhook Token")
	errNoMutualGuilds = refusal(403, 50278, "Cannot send messages to this user due to having no mutual guilds")
	errFollowups      = refusal(400, 40094, "This interaction has reached the maximum number of follow up messages")
	errCreates        = refusal(429, 30034, "Max number of daily application command creates has been reached (200)")
)
