package review

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
)

// planNodes has a node for each reason why one needs more than another.
const planNodes = `tree: needs
title: Needs
nodes:
  ordinary:
    title: A node
    topic: games
    say: |
      Words.
  steps:
    title: A node
    topic: controls-phone
    say: |
      Words.
  sooner:
    title: A node
    topic: games
    review-days: 30
    say: |
      Words.
  not-later:
    title: A node
    topic: controls-phone
    review-days: 300
    say: |
      Words.
  young:
    title: A node
    topic: help-for-teens
    say: |
      Words.
  picture:
    title: A node
    topic: controls-phone
    picture: window
    say: |
      Words.
`

// planSigns are a signal and a counter for the danger rules of the smallest content.
const planSigns = `signals:
  - id: gap
    kind: meeting_now
    points: 3
    reason: Somebody much older.
    any: [much older]
    examples: [a much older man]
counters:
  - id: past
    reason: It is over.
    any: [years ago]
`

func TestNeedOf(t *testing.T) {
	fsys := dialogtest.Minimal()
	fsys["trees/needs.yaml"] = &fstest.MapFile{Data: []byte(planNodes)}
	fsys["trees/teens.yaml"] = &fstest.MapFile{Data: []byte("tree: teens\ntitle: Teens\nnodes:\n  friend:\n    title: A node\n    topic: ai-companions\n    say: |\n      Words.\n")}
	fsys["pictures.yaml"] = &fstest.MapFile{Data: []byte("pictures:\n  window:\n    file: pictures/window.svg\n    description: A window.\n")}
	fsys["pictures/window.svg"] = &fstest.MapFile{Data: []byte("picture")}
	fsys["locales/es/asks.yaml"] = &fstest.MapFile{Data: []byte("asks:\n  games/chat:\n    - con quién habla\n")}
	fsys["triage/en.yaml"] = &fstest.MapFile{Data: append(fsys["triage/en.yaml"].Data, planSigns...)}
	content, _ := dialog.Load(fsys)
	items := map[string]*dialog.Item{}
	for _, i := range dialog.Items(content) {
		items[i.What] = &i
	}

	two := func(days int) Need { return Need{Approvals: 2, Safeguarding: true, Days: days} }
	one := func(days int) Need { return Need{Approvals: 1, Days: days} }
	for what, want := range map[string]Need{
		"node/needs/ordinary@en":       one(365),
		"node/needs/ordinary@es":       one(365),
		"node/needs/steps@en":          one(180),
		"node/needs/sooner@en":         one(30),
		"node/needs/not-later@en":      one(180),
		"node/teens/friend@en":         two(180),
		"node/needs/young@en":          two(365),
		"node/needs/young@es":          two(365),
		"node/needs/picture@en":        two(180),
		"node/danger/help-now@en":      two(365),
		"node/danger/check@es":         two(365),
		"node/danger/missing-child@es": two(365),
		"node/bot/media@en":            two(365),
		"node/bot/refuse@es":           two(365),
		"node/bot/fallback@en":         one(365),
		"node/start/welcome@en":        one(365),
		"word/help-now@es":             two(365),
		"word/hotline-text@en":         two(365),
		"word/web-title@es":            one(365),
		"word/term-hint@en":            one(365),
		"hotline/us-911@en":            two(90),
		"hotline/us-line@es":           two(90),
		"order/hotlines":               two(365),
		"picture/window@en":            two(365),
		"picture/window@es":            two(365),
		"rule/en/child-missing":        two(365),
		"signal/en/gap":                two(365),
		"counter/en/past":              two(365),
		"group/en/child":               two(365),
		"spelling/en":                  two(365),
	} {
		item := items[what]
		if item == nil {
			t.Errorf("%s is not among the items", what)
			continue
		}
		if diff := cmp.Diff(want, NeedOf(item)); diff != "" || !Reviewed(item) {
			t.Errorf("%s, reviewed %v (-want +got):\n%s", what, Reviewed(item), diff)
		}
	}
	for _, what := range []string{"asks/games/chat@en", "asks/games/chat@es", "topics", "slots", "harmless/en"} {
		if item := items[what]; item == nil || Reviewed(item) {
			t.Errorf("%s waits for approvals, or is not there", what)
		}
	}
}

func TestNeedOfRemoval(t *testing.T) {
	two, one := Need{Approvals: 2, Safeguarding: true}, Need{Approvals: 1}
	for what, want := range map[string]Need{
		"node/games/chat@en":           one,
		"node/danger/missing-child@en": two,
		"node/danger/extra@es":         two,
		"node/teens/friend@en":         two,
		"node/bot/media@en":            two,
		"node/start/menu@en":           two,
		"hotline/us-911@en":            two,
		"picture/window@en":            two,
		"rule/en/child-missing":        two,
		"group/en/child":               two,
		"word/help-now@en":             two,
		"order/hotlines":               two,
	} {
		item := dialog.Removed(what)
		if diff := cmp.Diff(want, NeedOf(&item)); diff != "" || !Reviewed(&item) {
			t.Errorf("taking %s away (-want +got):\n%s", what, diff)
		}
	}
}

// topicDays is how long an approval of a node of each topic lasts. Whoever adds a topic
// decides here.
var topicDays = map[string]int{
	// Steps in applications, and which setting is where.
	"controls-phone": 180, "controls-gaming": 180, "controls-social": 180, "platform-reporting": 180,
	"chat-and-livestream-apps": 180, "ai-companions": 180, "image-takedown": 180,
	// Law, and who takes which report.
	"where-to-report": 180, "after-reporting": 180, "saving-evidence": 180, "sexting-peers": 180, "ai-deepfakes": 180, "school-role": 180,
	// What stays true for longer.
	"emergency-now": 365, "missing-or-runaway": 365, "meeting-online-contact": 365, "sextortion-first-steps": 365,
	"sextortion-explained": 365, "grooming-signs": 365, "grooming-explained": 365, "online-stranger-contact": 365,
	"older-partner": 365, "gifts-and-money": 365, "trusted-adult-boundaries": 365, "child-disclosure": 365,
	"trafficking-signs": 365, "trafficking-explained": 365, "fake-jobs-modeling": 365, "suicide-selfharm": 365,
	"threats-violence": 365, "violent-online-groups": 365, "help-for-teens": 365, "monitoring-privacy": 365,
	"first-phone-age": 365, "talk-young-kids": 365, "talk-teens": 365, "child-wont-talk": 365, "slang-emoji": 365,
	"privacy-oversharing": 365, "harmful-content": 365, "cyberbullying": 365, "child-harming-others": 365,
	"special-needs": 365, "community-action": 365, "aftercare": 365, "facts-and-myths": 365, "about-bot": 365,
	"smalltalk": 365, "out-of-scope": 365,
}

// planShipped is the content that ships with the program.
var planShipped = sync.OnceValue(func() *dialog.Content {
	content, _ := dialog.Load(dialogs.FS)
	return content
})

func TestEveryTopicHasItsDays(t *testing.T) {
	content := planShipped()
	got := map[string]int{}
	for _, topic := range content.Topics {
		n := &dialog.NodeForm{ID: "some/node", Topic: topic.Key.Text}
		got[topic.Key.Text] = nodeNeed(n).Days
	}
	if diff := cmp.Diff(topicDays, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What is shipped falls under a rule that is meant for it: two people for danger,
// hotlines, media and what children read, and an end for every approval.
func TestEveryItemHasANeed(t *testing.T) {
	content := planShipped()
	seen := map[string]int{}
	for _, i := range dialog.Items(content) {
		seen[i.Kind()]++
		if !Reviewed(&i) {
			continue
		}
		need := NeedOf(&i)
		n := i.Node()
		careful := i.Hotline() != nil || i.Picture() != nil || i.Rule() != nil ||
			n != nil && (strings.HasPrefix(string(n.ID), "danger/") || strings.HasPrefix(string(n.ID), "teens/") || n.Picture != "" || n.ID == dialog.Media)
		if careful && (need.Approvals != 2 || !need.Safeguarding) {
			t.Errorf("%s needs %d approvals, safeguarding %v", i.What, need.Approvals, need.Safeguarding)
		}
		if need.Approvals < 1 || need.Approvals > 2 || need.Days < 1 || need.Days > 365 {
			t.Errorf("%s needs %+v", i.What, need)
		}
		if h := i.Hotline(); h != nil && need.Days > 90 {
			t.Errorf("%s is looked at every %d days", i.What, need.Days)
		}
	}
	for _, kind := range []string{"node", "word", "hotline", "order", "rule", "signal", "counter", "group", "spelling", "asks", "vocabulary", "said", "topics", "slots", "harmless"} {
		if seen[kind] == 0 {
			t.Errorf("no item of the kind %s is shipped: is it called otherwise?", kind)
		}
		delete(seen, kind)
	}
	delete(seen, "picture")
	for kind := range seen {
		t.Errorf("nothing says what an item of the kind %s needs", kind)
	}
}

// What stays when its approval ends, and what no locale may lag behind with.
func TestSpecialNodes(t *testing.T) {
	for _, tt := range []struct {
		what             string
		essential, fresh bool
	}{
		{"node/danger/missing-child@en", true, true},
		{"node/danger/extra@es", true, true},
		{"hotline/us-911@en", true, true},
		{"hotline/us-911@es", true, true},
		{"node/bot/media@en", true, false},
		{"node/start/menu@es", true, false},
		{"word/help-now@en", true, false},
		{"order/hotlines", true, false},
		{"rule/en/child-missing", true, false},
		{"picture/window@en", true, false},
		{"node/games/chat@en", false, false},
		{"node/dangerous/chat@en", false, false},
	} {
		if got := essential(tt.what); got != tt.essential {
			t.Errorf("%s: stays when its approval ends: %v", tt.what, got)
		}
		if got := freshEverywhere(tt.what); got != tt.fresh {
			t.Errorf("%s: must be fresh in every locale: %v", tt.what, got)
		}
	}
}
