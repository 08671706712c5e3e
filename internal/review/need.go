package review

import (
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// How long an approval lasts, in days (safety rules, 1.9, and the review plan).
const (
	hotlineDays  = 90  // somebody calls or looks again
	platformDays = 180 // steps in applications, and law
	otherDays    = 365
)

// shortLived are the topics whose texts age soon: steps in applications, and law.
var shortLived = []string{
	"controls-phone", "controls-gaming", "controls-social", "platform-reporting", "chat-and-livestream-apps", "ai-companions",
	"where-to-report", "after-reporting", "saving-evidence", "sexting-peers", "image-takedown", "ai-deepfakes", "school-role",
}

// Texts that children read are those of one topic, and of one tree whatever their topic.
const (
	childrensTopic = "help-for-teens"
	childrensTree  = "teens/"
)

// twoPeople is what danger, hotlines, media and texts for children need.
func twoPeople(days int) Need { return Need{Approvals: 2, Safeguarding: true, Days: days} }

// unreviewed are the kinds of items that decide which answer a question finds and are
// never said; they are part of a release without an approval.
var unreviewed = []string{"asks", "vocabulary", "said", "topics", "slots", "harmless"}

// Reviewed reports whether an item needs approvals at all.
func Reviewed(i *dialog.Item) bool { return !slices.Contains(unreviewed, i.Kind()) }

// NeedOf is what an item needs before it may be served.
func NeedOf(i *dialog.Item) Need {
	switch i.Kind() {
	case "node":
		return nodeNeed(i.Node())
	case "word":
		if frame(i.Word().Key) {
			return Need{Approvals: 1, Days: otherDays}
		}
		return twoPeople(otherDays)
	case "hotline":
		return twoPeople(hotlineDays)
	case "removed":
		return removalNeed(i.What)
	default: // the order of hotlines, pictures, and everything of the danger rules
		return twoPeople(otherDays)
	}
}

func nodeNeed(n *dialog.NodeForm) Need {
	days := otherDays
	if slices.Contains(shortLived, n.Topic) {
		days = platformDays
	}
	if n.ReviewDays > 0 {
		days = min(days, n.ReviewDays)
	}
	if isDanger(n.ID) || n.ID == dialog.Media || n.ID == dialog.Refuse || isForChildren(n.ID) || n.Topic == childrensTopic || n.Picture != "" {
		return twoPeople(days)
	}
	return Need{Approvals: 1, Days: days}
}

// removalNeed is what taking an item away needs: nobody reads what it said any more, so
// the kind decides.
func removalNeed(what string) Need {
	if id, ok := nodeOf(what); ok && !isDanger(id) && !isForChildren(id) && !slices.Contains(dialog.Reserved(), id) {
		return Need{Approvals: 1}
	}
	return Need{Approvals: 2, Safeguarding: true}
}

// frame reports words of the page and the terminal around a conversation; the others
// are part of replies.
func frame(key string) bool { return strings.HasPrefix(key, "web-") || strings.HasPrefix(key, "term-") }

func isDanger(id dialog.NodeID) bool { return strings.HasPrefix(string(id), "danger/") }

func isForChildren(id dialog.NodeID) bool { return strings.HasPrefix(string(id), childrensTree) }

// nodeOf is the node that an item's name speaks of.
func nodeOf(what string) (dialog.NodeID, bool) {
	name, _, _ := strings.Cut(what, "@")
	id, ok := strings.CutPrefix(name, "node/")
	return dialog.NodeID(id), ok
}

// essential reports items that are never taken away because an approval ended: help must
// be there, with a word to the staff that it is overdue. Everything but ordinary nodes is.
func essential(what string) bool {
	id, ok := nodeOf(what)
	return !ok || isDanger(id) || slices.Contains(dialog.Reserved(), id)
}

// freshEverywhere reports items whose translations must belong to the English that is
// served: in danger nobody may be told something older.
func freshEverywhere(what string) bool {
	id, ok := nodeOf(what)
	return ok && isDanger(id) || strings.HasPrefix(what, "hotline/")
}
