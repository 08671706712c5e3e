package engine_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// said is a message that a person types with a node on screen, and the nodes that
// answer it, with spaces between them.
type said struct {
	at   dialog.NodeID
	text string
	want string
}

// followUps mean what is on screen: they say too little to mean much alone. The
// weights of a place were chosen with builtWith; measured only measures.
var followUps = map[string]struct{ builtWith, measured []said }{
	"en": {
		builtWith: []said{
			{"grooming/first-steps", "how do i tell him", "grooming/opening-words grooming/child-defends talk/first-talk talk/start talk/wont-talk grooming/first-steps"},
			{"grooming/meeting-before", "what if she says no", "grooming/meeting-before grooming/child-defends grooming/meeting talk/wont-talk"},
			{"sextortion/peers", "is it illegal", "report/law sextortion/peers sextortion/peers-sent sextortion/peers-received sextortion/peers-forwarded"},
			{"sextortion/first-steps", "what if they post it anyway", "sextortion/shared sextortion/first-steps"},
			{"report/where", "will they find out it was me", "report/anonymous report/worries report/who-is-told"},
			{"controls/monitoring", "can they see it", "controls/monitoring controls/spying controls/monitor-apps"},
			{"controls/monitor-apps", "will she notice", "controls/monitor-apps controls/monitoring controls/spying"},
			{"talk/wont-talk", "what if she gets angry", "talk/wont-talk-angry"},
			{"talk/disclosure", "who do i call", "report/where danger/hotlines talk/disclosure talk/disclosure-after"},
			{"crisis/selfharm", "should i take it away", "crisis/selfharm crisis/suicide-safe"},
			{"talk/first-phone", "and at what age", "talk/first-phone controls/monitoring-age"},
			{"grooming/gifts", "should he give it back", "grooming/gifts grooming/gifts-game-money"},
			{"apps/ai-romance", "should i delete it", "apps/ai-romance apps/ai-safety apps/ai-companions"},
			{"talk/bullying", "do i call the parents", "talk/bullying talk/bullying-school talk/bullying-groupchat talk/bullying-child-bullies"},
			{"grooming/signs", "and what do i do then", "grooming/first-steps"},
		},
		measured: []said{
			{"grooming/first-steps", "what if she says no", "grooming/child-defends talk/wont-talk talk/wont-talk-denies grooming/why-silent grooming/opening-words"},
			{"grooming/older-partner", "is it illegal", "grooming/older-partner grooming/older-partner-do"},
			{"sextortion/first-steps", "and if we dont pay", "sextortion/first-steps sextortion/paid"},
			{"sextortion/takedown", "how long does it take", "sextortion/takedown sextortion/takedown-platforms"},
			{"report/after", "how long does it take", "report/after report/if-nothing-happens"},
			{"controls/monitoring", "does he know", "controls/monitoring controls/spying controls/monitoring-age"},
			{"report/instagram", "can they see it was me", "report/anonymous report/instagram report/platform"},
			{"talk/disclosure", "what do i say", "talk/disclosure talk/disclosure-words talk/disclosure-dont"},
			{"crisis/suicide", "do i ask her directly", "crisis/suicide crisis/suicide-words"},
			{"controls/roblox", "can he undo it", "controls/roblox controls/get-round"},
			{"talk/agreement", "what if he breaks it", "talk/broken-rule"},
			{"apps/ai-companions", "is it dangerous", "apps/ai-companions apps/ai-safety apps/ai-romance"},
			{"trafficking/jobs", "what if she already said yes", "trafficking/jobs-said-yes"},
			{"crisis/missing", "how long do i wait", "crisis/missing crisis/missing-police"},
			{"grooming/game-friend", "how can i know", "grooming/game-friend grooming/signs-online grooming/online-stranger"},
			{"grooming/online-stranger", "do i just block him", "grooming/stranger-block"},
			{"grooming/meeting", "what if it already happened", "grooming/meeting-after"},
			{"sextortion/paid", "can we get it back", "sextortion/money sextortion/paid"},
			{"sextortion/peers-received", "can i show it to the other mom", "sextortion/peers-forwarded sextortion/peers-received report/evidence-images sextortion/school-knows"},
			{"report/police", "will they talk to her", "report/who-is-told report/police report/after"},
			{"report/evidence", "what if its gone", "report/evidence-gone"},
			{"talk/wont-talk", "and if she lies to me", "talk/wont-talk-denies"},
			{"crisis/suicide", "should i hide the pills", "crisis/suicide-safe"},
			{"talk/bullying", "should i tell the school", "talk/bullying-school community/school-talk talk/bullying"},
			{"trafficking/suspect", "do they need my name", "report/anonymous"},
		},
	},
	"es": {
		builtWith: []said{
			{"grooming/first-steps", "cómo se lo digo", "grooming/opening-words grooming/child-defends talk/first-talk talk/start talk/wont-talk grooming/first-steps"},
			{"grooming/first-steps", "me va a odiar", "grooming/child-defends grooming/opening-words talk/wont-talk talk/wont-talk-angry talk/trust-back grooming/first-steps"},
			{"grooming/older-partner", "y si se escapa con él", "grooming/older-partner-do grooming/older-partner crisis/running-away"},
			{"grooming/gifts", "se lo tiene q devolver?", "grooming/gifts grooming/gifts-game-money"},
			{"sextortion/first-steps", "y si pagamos", "sextortion/first-steps sextortion/paid"},
			{"sextortion/paid", "nos devuelven la plata?", "sextortion/money sextortion/paid"},
			{"sextortion/peers", "es delito?", "report/law sextortion/peers sextortion/peers-sent sextortion/peers-received sextortion/peers-forwarded"},
			{"report/where", "se van a enterar q fui yo", "report/anonymous report/worries report/who-is-told"},
			{"report/police", "van a venir a casa?", "report/police report/after"},
			{"controls/monitoring", "él lo puede ver?", "controls/monitoring controls/spying controls/monitor-apps"},
			{"controls/screen-time", "y si se enoja", "controls/screen-time controls/night talk/agreement talk/wont-talk-angry talk/broken-rule"},
			{"talk/wont-talk", "y si me grita", "talk/wont-talk-angry"},
			{"talk/disclosure", "q le digo", "talk/disclosure talk/disclosure-words talk/disclosure-dont"},
			{"crisis/suicide", "se lo pregunto directo?", "crisis/suicide crisis/suicide-words"},
			{"teens/tell-adult", "y si no me creen", "teens/tell-adult teens/how-to-tell teens/not-my-fault"},
		},
		measured: []said{
			{"grooming/first-steps", "y si no quiere", "grooming/child-defends grooming/opening-words talk/wont-talk grooming/why-silent grooming/first-steps"},
			{"grooming/older-partner", "es ilegal?", "grooming/older-partner grooming/older-partner-do"},
			{"grooming/meeting", "y si ya se vieron", "grooming/meeting-after"},
			{"grooming/online-stranger", "lo bloqueo?", "grooming/stranger-block"},
			{"sextortion/first-steps", "lo van a publicar?", "sextortion/first-steps sextortion/shared"},
			{"sextortion/takedown", "cuánto tarda", "sextortion/takedown sextortion/takedown-platforms"},
			{"sextortion/peers-sent", "y si ya la vieron todos", "sextortion/school-knows sextortion/peers-sent"},
			{"report/after", "y cuánto tarda eso", "report/after report/if-nothing-happens"},
			{"report/evidence", "y si ya lo borró", "report/evidence-gone"},
			{"controls/monitor-apps", "se va a dar cuenta?", "controls/monitor-apps controls/monitoring controls/spying"},
			{"controls/whatsapp", "y cómo hago eso", "controls/whatsapp"},
			{"talk/wont-talk", "y si miente", "talk/wont-talk-denies"},
			{"talk/disclosure-family", "y si no le creen", "talk/disclosure-family talk/disclosure talk/disclosure-after talk/disclosure-words"},
			{"crisis/running-away", "y si se va igual", "crisis/running-away crisis/missing crisis/runaway-line"},
			{"teens/pictures", "me van a retar?", "teens/pictures teens/tell-adult teens/not-my-fault teens/how-to-tell teens/police-fear"},
			{"grooming/meeting", "puedo ir yo con ella?", "grooming/meeting-before grooming/meeting"},
			{"grooming/older-partner", "y si la embarazó", "grooming/older-partner-do grooming/older-partner report/police"},
			{"sextortion/first-steps", "lo bloqueamos o no", "sextortion/block-or-keep"},
			{"sextortion/takedown", "y si la app no hace nada", "report/app-nothing sextortion/takedown-platforms"},
			{"report/anonymous", "y si me equivoco", "report/false-report"},
			{"report/where", "tengo q dar mi nombre?", "report/anonymous report/have-ready"},
			{"controls/monitoring", "y a los 15?", "controls/monitoring-age"},
			{"talk/disclosure", "le creo o no", "talk/disclosure talk/disclosure-dont talk/disclosure-words"},
			{"crisis/missing", "cuánto espero para llamar", "crisis/missing crisis/missing-police"},
			{"apps/ai-companions", "se enamoró de eso", "apps/ai-romance"},
		},
	},
}

// turnsAway is about something else than what is on screen.
var turnsAway = map[string][]said{
	"en": {
		{"grooming/first-steps", "and how do i block tiktok", "controls/tiktok report/tiktok"},
		{"grooming/signs", "is roblox safe", "controls/roblox"},
		{"sextortion/first-steps", "how much screen time", "controls/screen-time"},
		{"controls/monitoring", "what is sextortion", "sextortion/explained"},
		{"crisis/suicide", "is discord safe", "controls/discord"},
		{"trafficking/signs", "when should he get a phone", "talk/first-phone"},
		{"talk/first-phone", "he gets bullied", "talk/bullying talk/bullying-school"},
		{"grooming/older-partner", "thanks", "bot/thanks"},
		{"sextortion/takedown", "are you a bot", "bot/are-you-a-bot"},
		{"controls/tiktok", "do you keep what i write", "bot/privacy"},
		{"report/where", "how do i start the talk", "talk/first-talk talk/start"},
		{"controls/roblox", "she has an older boyfriend", "grooming/older-partner grooming/older-partner-do"},
		{"grooming/gifts", "is this trafficking", "trafficking/explained trafficking/signs trafficking/what-to-do"},
		{"talk/bullying", "she saw porn", "talk/upsetting talk/porn-talk"},
		{"report/police", "he is in love with a chatbot", "apps/ai-romance apps/ai-companions"},
	},
	"es": {
		{"grooming/first-steps", "y cómo bloqueo tiktok", "controls/tiktok report/tiktok"},
		{"grooming/signs", "es seguro roblox?", "controls/roblox"},
		{"sextortion/first-steps", "cuánto tiempo de pantalla", "controls/screen-time"},
		{"controls/monitoring", "qué es la sextorsión", "sextortion/explained"},
		{"crisis/suicide", "discord es seguro?", "controls/discord"},
		{"trafficking/signs", "a qué edad le doy celular", "talk/first-phone"},
		{"talk/first-phone", "le hacen bullying", "talk/bullying talk/bullying-school"},
		{"grooming/older-partner", "gracias", "bot/thanks"},
		{"sextortion/takedown", "sos un bot?", "bot/are-you-a-bot"},
		{"controls/tiktok", "guardan lo que escribo?", "bot/privacy"},
		{"report/where", "cómo empiezo la charla", "talk/first-talk talk/start"},
		{"controls/roblox", "tiene un novio de 20", "grooming/older-partner grooming/older-partner-do"},
		{"grooming/gifts", "esto es trata?", "trafficking/explained trafficking/signs trafficking/what-to-do"},
		{"talk/bullying", "vio porno", "talk/upsetting talk/porn-talk"},
		{"report/police", "está enamorado de un chatbot", "apps/ai-romance apps/ai-companions"},
	},
}

// outcomes count how well messages were understood.
type outcomes struct{ led, offered int }

// typed types each message with its node on screen: led to a node that answers it,
// or offered one among the first three buttons.
func typed(e *engine.Engine, locale string, cases []said) (o outcomes) {
	for _, c := range cases {
		_, r, _ := e.Turn(engine.State{Locale: locale, Node: c.at}, engine.Input{Kind: engine.Text, Text: c.text})
		want := strings.Fields(c.want)
		switch {
		case r.Route != engine.Suggest && r.Route != engine.Fallback:
			if slices.Contains(want, string(r.Node)) {
				o.led++
			}
		case slices.ContainsFunc(r.Choices[:min(3, len(r.Choices))], func(c dialog.Choice) bool { return slices.Contains(want, string(c.To)) }):
			o.offered++
		}
	}
	return o
}

// A message that says little of its own means what is on screen.
func TestFollowUps(t *testing.T) {
	e := engine.New(shipped(t), engine.Options{})
	for locale, least := range map[string]struct{ builtWith, measured outcomes }{ // of 15 and 25
		"en": {outcomes{7, 4}, outcomes{11, 11}},
		"es": {outcomes{8, 4}, outcomes{12, 6}},
	} {
		check := func(part string, cases []said, least outcomes) {
			got := typed(e, locale, cases)
			t.Logf("%s %s: %+v of %d", locale, part, got, len(cases))
			if got.led < least.led || got.led+got.offered < least.led+least.offered {
				t.Errorf("%s %s: %+v of %d, least is %+v", locale, part, got, len(cases), least)
			}
		}
		check("built with", followUps[locale].builtWith, least.builtWith)
		check("measured", followUps[locale].measured, least.measured)
	}
}

// Why says where the node on screen counted, and what the words alone are worth.
func TestWhyTellsOfThePlace(t *testing.T) {
	e := engine.New(shipped(t), engine.Options{})
	told := 0
	for _, c := range followUps["en"].builtWith {
		_, r, _ := e.Turn(engine.State{Locale: "en", Node: c.at}, engine.Input{Kind: engine.Text, Text: c.text})
		if strings.Contains(e.Why(&r), "after what is on screen") {
			told++
		}
	}
	if told == 0 {
		t.Error("no answer tells of it")
	}
}

// What is typed on the menu is read as if nothing were on screen.
func TestMenuIsNoPlace(t *testing.T) {
	e := engine.New(shipped(t), engine.Options{})
	for locale, cases := range followUps {
		for _, c := range cases.builtWith {
			in := engine.Input{Kind: engine.Text, Text: c.text}
			_, alone, _ := e.Turn(engine.State{Locale: locale}, in)
			_, menu, _ := e.Turn(engine.State{Locale: locale, Node: dialog.Menu}, in)
			if menu.Match != alone.Match {
				t.Errorf("%q: %+v, with nothing on screen %+v", c.text, menu.Match, alone.Match)
			}
		}
	}
}

// A change of subject is not held back by what is on screen.
func TestTurnsAway(t *testing.T) {
	e := engine.New(shipped(t), engine.Options{})
	for locale, cases := range turnsAway {
		for _, c := range cases {
			here, nowhere := typed(e, locale, []said{c}), typed(e, locale, []said{{text: c.text, want: c.want}})
			if here.led < nowhere.led || here == (outcomes{}) {
				t.Errorf("%s %q at %s: %+v, with nothing on screen %+v", locale, c.text, c.at, here, nowhere)
			}
		}
	}
}
