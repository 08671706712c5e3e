package bots

import (
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/review"
)

// says is the last look at a reply before it goes to a channel: every line of it,
// every button and every description of a picture must be in the release. What a
// person wrote, what a bug put together, and what was changed in memory are not.
func says(r review.Release, reply *engine.Reply) bool {
	for _, doc := range reply.Body {
		if !r.Says(doc.Plain(reply.Lines.Fill)) {
			return false
		}
	}
	for _, choices := range [][]dialog.Choice{reply.Choices, reply.Help} {
		for i := range choices {
			if !r.Says(choices[i].Label) {
				return false
			}
		}
	}
	return reply.Picture == nil || r.Says(reply.Picture.Alt)
}
