package review

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// The items of the cases.
const (
	planNode      = "node/games/chat@en"
	planNodeES    = "node/games/chat@es"
	planDanger    = "node/danger/missing-child@en"
	planDangerES  = "node/danger/missing-child@es"
	planLine      = "hotline/us-line@en"
	planLineES    = "hotline/us-line@es"
	planPicture   = "picture/window@en"
	planPictureES = "picture/window@es"
	planRule      = "rule/en/child-missing"
)

// planCases are what the cases approve to begin with.
var planCases = []string{"games/chat", "danger/missing-child", "hotline/us-line*", "picture/*", "photo/window", planRule}

// Edits of the cases.
func planEdit(d *planDesk)       { d.edit("trees/games.yaml", "Ask your child who", "Ask again who") }
func planEditDanger(d *planDesk) { d.edit("trees/danger.yaml", "In danger now", "In danger") }
func planEditLine(d *planDesk)   { d.edit("hotlines.yaml", "National Line", "The Line") }

// What is served of an item, where it stands, and whom it waits for, after what people
// did.
func TestPlan(t *testing.T) {
	const (
		anybody   = ", submit by s-01 s-02 s-03 s-04"
		anybodyES = ", submit by s-01 s-02 s-03 s-04 s-05"
		others    = ", approve by s-02 s-03 s-04" // than the writer

		first    = `, serves "Ask your child who they play with."`
		again    = `, serves "Ask again who they play with."`
		firstES  = `, serves "Es: Ask your child who they play with."`
		againES  = `, serves "Es: Ask again who they play with."`
		danger   = `, serves "{hotline.child}\n\nIn danger now, call {hotline.emergency}."`
		changed  = `, serves "{hotline.child}\n\nIn danger, call {hotline.emergency}."`
		dangerES = `, serves "Es: {hotline.child}\n\nIn danger now, call {hotline.emergency}."`
		line     = `, serves "National Line 1-800-555-0100"`
		lineES   = `, serves "Es: National Line "`
		picture  = `, serves "A chat window."`
		rule     = ", serves it"
	)
	begun := newPlanDesk(t, planContent()) // nobody said anything yet
	approved := begun.copyFor(t)
	approved.approve(planCases...)
	for _, tt := range []struct {
		name string
		from *planDesk
		do   func(d *planDesk)
		want map[string]string
	}{
		{"nobody said anything", begun, func(*planDesk) {}, map[string]string{
			planNode: "awaiting" + anybody, planNodeES: "awaiting" + anybodyES, planDanger: "awaiting" + anybody, planLine: "awaiting" + anybody,
		}},
		{"submitted", begun, func(d *planDesk) {
			d.decide(planWriter, Submit, planNode, planDanger)
		}, map[string]string{planNode: "awaiting" + others, planDanger: "awaiting" + others}},
		{"approved, never submitted", begun, func(d *planDesk) {
			d.decide(planEditor, Approve, planNode)
		}, map[string]string{planNode: "awaiting" + anybody}},
		{"approved by the writer", begun, func(d *planDesk) {
			d.decide(planEditor, Submit, planNode)
			d.decide(planEditor, Approve, planNode)
		}, map[string]string{planNode: "awaiting, approve by s-03 s-04"}},
		{"approved by one", begun, func(d *planDesk) {
			d.decide(planWriter, Submit, planCases...)
			d.decide(planEditor, Approve, planCases...)
		}, map[string]string{
			planNode: "approved" + first, planNodeES: "approved" + firstES,
			planDanger: "awaiting, approve by s-04", planDangerES: "awaiting, approve by s-04", planLine: "awaiting, approve by s-04",
			planPicture: "awaiting, approve by s-04", planRule: "awaiting, approve by s-04",
		}},
		{"approved by two editors", begun, func(d *planDesk) {
			d.decide(planWriter, Submit, planDanger, planDangerES)
			d.decide(planEditor, Approve, planDanger, planDangerES)
			d.decide(planOther, Approve, planDanger, planDangerES)
		}, map[string]string{planDanger: "awaiting, approve by s-04"}},
		{"approved by safeguarding alone", begun, func(d *planDesk) {
			d.decide(planWriter, Submit, planDanger)
			d.decide(planSafe, Approve, planDanger)
		}, map[string]string{planDanger: "awaiting, approve by s-02 s-03"}},
		{"approved by all that are needed", approved, func(*planDesk) {}, map[string]string{
			planNode: "approved" + first, planDanger: "approved" + danger, planDangerES: "approved" + dangerES,
			planLine: "approved" + line, planLineES: "approved" + lineES, planPicture: "approved" + picture, planRule: "approved" + rule,
		}},

		{"edited", approved, func(d *planDesk) {
			planEdit(d)
		}, map[string]string{
			planNode: "awaiting" + first + anybody, planNodeES: "stale" + firstES + anybodyES,
		}},
		{"edited and approved; the translation lags", approved, func(d *planDesk) {
			planEdit(d)
			d.approve(planNode)
		}, map[string]string{planNode: "approved" + again, planNodeES: "stale" + firstES + anybodyES}},
		{"edited, translated and approved", approved, func(d *planDesk) {
			planEdit(d)
			d.translate()
			d.approve("games/chat")
		}, map[string]string{planNode: "approved" + again, planNodeES: "approved" + againES}},
		{"edited; the translation stands", approved, func(d *planDesk) {
			planEdit(d)
			d.approve(planNode)
			d.decide(planWriter, Submit, planNodeES)
			d.decide(planTranslator, Stands, planNodeES)
		}, map[string]string{planNode: "approved" + again, planNodeES: "approved" + firstES}},
		{"edited, and the translation handed over as it is", approved, func(d *planDesk) {
			planEdit(d)
			d.decide(planWriter, Submit, planNodeES)
		}, map[string]string{planNodeES: "stale" + firstES + ", stands by s-02 s-03 s-04 s-05"}},
		{"the translation comes before its English", approved, func(d *planDesk) {
			planEdit(d)
			d.translate()
			d.approve(planNodeES)
		}, map[string]string{planNode: "awaiting" + first + anybody, planNodeES: "approved" + firstES}},
		{"a translation of English that nobody approved", begun, func(d *planDesk) {
			d.approve(planNode)
			planEdit(d)
			d.translate()
			d.approve(planNodeES)
		}, map[string]string{planNode: "awaiting" + first + anybody, planNodeES: "approved"}},
		{"a translation of English that was taken back", begun, func(d *planDesk) {
			d.approve(planNode)
			planEdit(d)
			d.translate()
			d.approve("games/chat")
			d.decide(planOther, Revoke, planNode)
		}, map[string]string{planNode: "awaiting" + first + others, planNodeES: "approved"}},
		{"the edit is undone", approved, func(d *planDesk) {
			planEdit(d)
			d.approve(planNode)
			d.edit("trees/games.yaml", "Ask again who", "Ask your child who")
		}, map[string]string{planNode: "awaiting" + again + others}},
		{"the edit is undone and approved", approved, func(d *planDesk) {
			planEdit(d)
			d.approve(planNode)
			d.edit("trees/games.yaml", "Ask again who", "Ask your child who")
			d.decide(planEditor, Approve, planNode)
		}, map[string]string{planNode: "approved" + first, planNodeES: "approved" + firstES}},

		{"danger edited", approved, func(d *planDesk) {
			planEditDanger(d)
		}, map[string]string{planDanger: "awaiting" + danger + anybody, planDangerES: "stale" + dangerES + anybodyES}},
		{"danger edited and approved; the translation lags", approved, func(d *planDesk) {
			planEditDanger(d)
			d.approve(planDanger)
		}, map[string]string{planDanger: "approved" + danger, planDangerES: "stale" + dangerES + anybodyES}},
		{"danger edited, and the translation stands", approved, func(d *planDesk) {
			planEditDanger(d)
			d.approve(planDanger)
			d.decide(planWriter, Submit, planDangerES)
			d.decide(planSafe, Stands, planDangerES)
			d.decide(planEditor, Stands, planDangerES)
		}, map[string]string{planDanger: "approved" + changed, planDangerES: "approved" + dangerES}},
		{"danger approved in one locale", begun, func(d *planDesk) {
			d.approve(planDanger)
		}, map[string]string{planDanger: "approved", planDangerES: "awaiting" + anybodyES}},

		{"taken back", approved, func(d *planDesk) {
			d.decide(planOther, Revoke, planNode, planDanger)
		}, map[string]string{
			planNode: "awaiting" + others, planNodeES: "approved", planDanger: "awaiting" + others, planDangerES: "approved",
		}},
		{"the newer words are taken back", approved, func(d *planDesk) {
			planEdit(d)
			d.translate()
			d.approve("games/chat")
			d.decide(planOther, Revoke, planNode)
		}, map[string]string{planNode: "awaiting" + first + others, planNodeES: "approved" + firstES}},
		{"taken back and approved again", approved, func(d *planDesk) {
			d.decide(planOther, Revoke, planDanger)
			d.decide(planSafe, Approve, planDanger)
			d.decide(planOther, Approve, planDanger)
		}, map[string]string{planDanger: "approved" + danger, planDangerES: "approved" + dangerES}},
		{"taken back and approved by one", approved, func(d *planDesk) {
			d.decide(planOther, Revoke, planDanger)
			d.decide(planEditor, Approve, planDanger)
		}, map[string]string{planDanger: "awaiting, approve by s-04"}},

		{"soon over", approved, func(d *planDesk) {
			d.days(80)
		}, map[string]string{planNode: "approved" + first, planLine: "soon" + line + others}},
		{"the last day", approved, func(d *planDesk) {
			d.days(90)
		}, map[string]string{planLine: "soon" + line + others}},
		{"a hotline is over", approved, func(d *planDesk) {
			d.days(91)
		}, map[string]string{planLine: "overdue" + line + others, planLineES: "overdue" + lineES + others, planNode: "approved" + first}},
		{"all is over", approved, func(d *planDesk) {
			d.days(366)
		}, map[string]string{
			planNode: "expired" + others, planNodeES: "expired" + others, planDanger: "overdue" + danger + others,
			planLine: "overdue" + line + others, planPicture: "overdue" + picture + others, planRule: "overdue" + rule + others,
			"node/photo/window@en": "expired" + others,
		}},
		{"all is over, and approved again", approved, func(d *planDesk) {
			d.days(366)
			d.decide(planEditor, Approve, planNode, planLine, planLineES)
			d.decide(planSafe, Approve, planNode, planLine, planLineES)
		}, map[string]string{planNode: "approved" + first, planNodeES: "expired" + others, planLine: "approved" + line}},
		{"the English is over, its translation is not", begun, func(d *planDesk) {
			d.approve(planNode)
			d.days(200)
			d.approve(planNodeES)
			d.days(200)
		}, map[string]string{planNode: "expired" + others, planNodeES: "approved"}},
		{"a hotline is over while it is being edited", approved, func(d *planDesk) {
			planEditLine(d)
			d.days(91)
		}, map[string]string{planLine: "overdue" + line + anybody}},
		{"an end was set", approved, func(d *planDesk) {
			d.expire(planEditor, planNode, 10)
			d.days(11)
		}, map[string]string{planNode: "expired" + others}},

		{"taken out of the content", approved, func(d *planDesk) {
			delete(d.files, "trees/games.yaml")
			d.edit("hotlines.yaml", "confidence: high", "confidence: low")
		}, map[string]string{
			planNode: "awaiting" + first + anybody, planNodeES: "not under review", planLine: "awaiting" + line + anybody, planLineES: "not under review",
		}},
		{"taken out, and approved by one", approved, func(d *planDesk) {
			delete(d.files, "trees/games.yaml")
			d.edit("hotlines.yaml", "confidence: high", "confidence: low")
			d.decide(planWriter, Submit, planNode, planLine)
			d.decide(planSafe, Approve, planNode, planLine)
		}, map[string]string{planNode: "not under review", planNodeES: "not under review", planLine: "awaiting" + line + ", approve by s-02 s-03"}},
		{"taken out, and approved by two", approved, func(d *planDesk) {
			d.edit("hotlines.yaml", "confidence: high", "confidence: low")
			d.approve(planLine)
		}, map[string]string{planLine: "not under review", planLineES: "not under review"}},
		{"put in again", approved, func(d *planDesk) {
			games := d.files["trees/games.yaml"]
			delete(d.files, "trees/games.yaml")
			d.approve(planNode)
			d.files["trees/games.yaml"] = games
		}, map[string]string{planNode: "awaiting" + others, planNodeES: "approved"}},
		{"put in again and approved", approved, func(d *planDesk) {
			games := d.files["trees/games.yaml"]
			delete(d.files, "trees/games.yaml")
			d.approve(planNode)
			d.files["trees/games.yaml"] = games
			d.decide(planEditor, Approve, planNode)
		}, map[string]string{planNode: "approved" + first, planNodeES: "approved" + firstES}},
		{"never approved and taken out", begun, func(d *planDesk) {
			d.decide(planWriter, Submit, planNode)
			delete(d.files, "trees/games.yaml")
		}, map[string]string{planNode: "not under review"}},

		{"a locale was taken out", approved, func(d *planDesk) {
			delete(d.files, "locales/es/dialogs.po")
		}, map[string]string{
			planNode: "approved" + first, planNodeES: "awaiting" + firstES + anybodyES,
			planDanger: "approved" + danger, planDangerES: "awaiting" + dangerES + anybodyES, planLineES: "awaiting" + lineES + anybodyES,
		}},
		{"a locale was taken out, and that is approved", approved, func(d *planDesk) {
			delete(d.files, "locales/es/dialogs.po")
			d.approve(planNodeES, planDangerES)
		}, map[string]string{
			planNode: "approved" + first, planNodeES: "not under review", planDanger: "approved" + danger, planDangerES: "not under review",
			planLine: "approved" + line, planLineES: "awaiting" + lineES + anybodyES,
		}},
		{"a locale was taken out, and is put in again", approved, func(d *planDesk) {
			po := d.files["locales/es/dialogs.po"]
			delete(d.files, "locales/es/dialogs.po")
			d.approve(planNodeES, planDangerES)
			d.files["locales/es/dialogs.po"] = po
		}, map[string]string{
			planNode: "approved" + first, planNodeES: "awaiting" + others, planDanger: "approved", planDangerES: "awaiting" + others,
			planLine: "approved" + line, planLineES: "approved" + lineES,
		}},
		{"not translated", approved, func(d *planDesk) {
			d.edit("locales/es/dialogs.po", `"Es: Ask your child who they play with.`, `"`)
		}, map[string]string{planNode: "approved" + first, planNodeES: "untranslated" + firstES}},

		{"the picture's bytes changed", approved, func(d *planDesk) {
			d.files["pictures/window.svg"] = &fstest.MapFile{Data: []byte("<svg>another</svg>")}
		}, map[string]string{
			planPicture: "awaiting" + anybody, planPictureES: "awaiting" + anybodyES,
			"node/photo/window@en": `approved, serves "This is what a chat looks like."`,
		}},
		{"the picture's file is called otherwise", approved, func(d *planDesk) {
			d.files["pictures/chat.svg"] = d.files["pictures/window.svg"]
			delete(d.files, "pictures/window.svg")
			d.edit("pictures.yaml", "pictures/window.svg", "pictures/chat.svg")
		}, map[string]string{planPicture: "awaiting" + anybody}},
		{"the picture's words changed", approved, func(d *planDesk) {
			d.edit("pictures.yaml", "A chat window.", "A window.")
		}, map[string]string{planPicture: "awaiting" + picture + anybody}},
		{"the picture was taken out", approved, func(d *planDesk) {
			delete(d.files, "pictures.yaml")
		}, map[string]string{planPicture: "awaiting" + anybody}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := tt.from.copyFor(t)
			tt.do(d)
			plan := d.plan()
			for what, want := range tt.want {
				if diff := cmp.Diff(want, d.tell(plan, what)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", what, diff)
				}
			}
		})
	}
}

// What keeps a release from being made is said in a sentence, and what is served although
// its approval ended is named.
func TestPlanOfEverything(t *testing.T) {
	whole := newPlanDesk(t, planContent())
	whole.approve("*")
	for _, tt := range []struct {
		name string
		do   func(d *planDesk)
		want string // the error, or ""
		late []string
	}{
		{"all is approved", func(*planDesk) {}, "", nil},
		{"hotlines are over", func(d *planDesk) { d.days(91) }, "", []string{"hotline/us-911@en", "hotline/us-911@es", planLine, planLineES}},
		{"a hotline is over and being edited", func(d *planDesk) {
			planEditLine(d)
			d.days(91)
		}, "", []string{"hotline/us-911@en", "hotline/us-911@es", planLine, planLineES}},
		{"danger was taken back", func(d *planDesk) { d.decide(planEditor, Revoke, planDanger) }, "the node danger/missing-child is not among them", nil},
		{
			"danger was taken back in one locale", func(d *planDesk) { d.decide(planEditor, Revoke, planDangerES) },
			planDanger + " has no English text to which every locale has an approved translation", nil,
		},
		{
			"a hotline was taken back in one locale", func(d *planDesk) { d.decide(planEditor, Revoke, planLineES) },
			planLine + " has no English text to which every locale has an approved translation", nil,
		},
		{"the words of a hotline are lost", func(d *planDesk) {
			planEditLine(d)
			maps.DeleteFunc(d.archive.items, func(_ dialog.Digest, i dialog.Item) bool { return i.What == planLine })
		}, planLine + " was approved, and neither the content nor approved.jsonl has its words", nil},
		{"a locale is begun", func(d *planDesk) {
			d.files["locales/fr/dialogs.po"] = &fstest.MapFile{Data: []byte("msgctxt \"words menu\"\nmsgid \"Words of menu\"\nmsgstr \"Menu\"\n")}
		}, "hotline/us-911@en has no English text to which every locale has an approved translation", nil},
		{
			"a text of the program was taken back", func(d *planDesk) { d.decide(planEditor, Revoke, "word/help-now@en") },
			"the text word/help-now is not among them", nil,
		},
		{
			"the danger rules no longer fit together", func(d *planDesk) { d.decide(planEditor, Revoke, "group/en/child") },
			"the danger rules of en do not fit together", nil,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := whole.copyFor(t)
			tt.do(d)
			plan := d.plan()
			for i, why := range plan.Refused {
				if what, _, _ := strings.Cut(why, " "); i > 0 && strings.HasPrefix(plan.Refused[i-1], what+" ") {
					t.Errorf("%s is refused twice: %q", what, plan.Refused)
				}
			}
			r, err := plan.Release()
			switch {
			case tt.want == "" && err != nil, tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Fatalf("got %v, want %q", err, tt.want)
			case err != nil:
				return
			}
			if diff := cmp.Diff(tt.late, r.Overdue()); diff != "" {
				t.Errorf("overdue (-want +got):\n%s", diff)
			}
			for _, what := range []string{planDanger, planDangerES, planLine, planLineES} {
				if !slices.ContainsFunc(plan.Items, func(i dialog.Item) bool { return i.What == what }) {
					t.Errorf("%s is not served", what)
				}
			}
		})
	}
}

// A locale whose every text was taken away by approvals is no longer asked for.
func TestALocaleIsGivenUp(t *testing.T) {
	d := newPlanDesk(t, planContent())
	d.approve("*")
	delete(d.files, "trees/games.yaml") // a node that went before its locale
	d.approve(planNode)
	delete(d.files, "locales/es/dialogs.po")
	var spanish []string
	for _, r := range d.plan().Rows {
		if r.Item.Locale() == "es" {
			spanish = append(spanish, r.Item.What)
		}
	}
	d.approve(spanish...)
	d.edit("hotlines.yaml", "  us-line:", "  us-other:"+planOtherLine+"  us-line:")
	d.approve("hotline/us-other@en", "order/hotlines")
	plan := d.plan()
	if diff := cmp.Diff("approved, serves \"Another Line 1-800-555-0199\"", d.tell(plan, "hotline/us-other@en")); diff != "" || len(plan.Refused) > 0 {
		t.Errorf("refused %v (-want +got):\n%s", plan.Refused, diff)
	}
}

// planOtherLine is an entry of hotlines.yaml, without its id.
const planOtherLine = `
    country: US
    name: Another Line
    for: [support]
    phone: {show: "1-800-555-0199", dial: "+18005550199"}
    hours: always
    confidence: high
    verified: organisation
    source: https://example.org/other
    checked: 2026-11-21
`

// Before a decision is written, people are told why it would not count.
func TestRefusal(t *testing.T) {
	approved := newPlanDesk(t, planContent())
	approved.approve(planCases...)
	submitted := newPlanDesk(t, planContent())
	submitted.decide(planWriter, Submit, planCases...)
	submitted.decide(planSafe, Approve, planDanger)
	stale := approved.copyFor(t)
	planEdit(stale)
	stale.decide(planWriter, Submit, planNodeES)
	untranslated := approved.copyFor(t)
	untranslated.edit("locales/es/dialogs.po", `"Es: Ask your child who they play with.`, `"`)

	for _, tt := range []struct {
		name     string
		desk     *planDesk
		who      string
		decision Decision
		what     string
		want     string
	}{
		{"another person approves", submitted, planEditor, Approve, planNode, ""},
		{"the writer approves", submitted, planWriter, Approve, planNode, "s-01 wrote it, so somebody else has to approve it"},
		{"nobody submitted it", approved, planEditor, Approve, "node/bot/about@en", "nobody has said who wrote it: `porchlight review submit` comes first"},
		{"once more", submitted, planSafe, Approve, planDanger, "s-04 has approved it already; it waits for somebody else"},
		{"renewed", approved, planSafe, Approve, planDanger, ""},
		{"who approved says to have written it", approved, planSafe, Submit, planDanger, "s-04 has approved it; an approval of one's own words does not count, so it would no longer be approved"},
		{"somebody else helped to write", approved, planOther, Submit, planDanger, ""},
		{"a translator approves", submitted, planTranslator, Approve, planNodeES, `the decision "approve" is not for the role "translator"; this is for: editor, safeguarding`},
		{"a translator submits English", submitted, planTranslator, Submit, planNode, `the decision "submit" of the role "translator" is for translations, and node/games/chat@en is none`},
		{"a stranger", submitted, "s-99", Approve, planNode, "s-99 is not in reviewers.yaml"},
		{"a stale translation", stale, planEditor, Approve, planNodeES, "its English changed after it was translated: translate it anew, or decide that it stands"},
		{"a stale translation stands", stale, planTranslator, Stands, planNodeES, ""},
		{"nothing is stale", submitted, planEditor, Stands, planNodeES, "it is no translation whose English changed: approve it instead"},
		{"English stands", approved, planEditor, Stands, planNode, `the decision "stands" of the role "editor" is for translations, and node/games/chat@en is none`},
		{"not translated", untranslated, planEditor, Approve, planNodeES, "a part of it is not translated yet"},
		{"taken back by whom it may concern", approved, planEditor, Revoke, planLine, ""},
		{"taken back by the writer", approved, planWriter, Revoke, planLine, `the decision "revoke" is not for the role "writer"; this is for: editor, safeguarding`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := planRow(tt.desk.plan(), tt.what)
			if diff := cmp.Diff(tt.want, r.Refusal(tt.desk.staff, tt.who, tt.decision, DayOf(tt.desk.now))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Without one approved danger rule of a language no release is made: danger would be
// answered like every other message.
func TestPlanNeedsDangerRules(t *testing.T) {
	d := newPlanDesk(t, planContent())
	d.approve("node/*", "word/*", "hotline/*", "order/*", "group/*", "spelling/*", "picture/*")
	want := "no danger rule of en is approved"
	if plan := d.plan(); !slices.Contains(plan.Refused, want) {
		t.Fatalf("refused %v", plan.Refused)
	}
	if _, err := d.plan().Release(); !errors.Is(err, ErrNoRelease) {
		t.Errorf("a release without danger rules: %v", err)
	}
	d.approve(planRule)
	if plan := d.plan(); len(plan.Refused) > 0 {
		t.Fatalf("refused %v", plan.Refused)
	}
	d.write(Entry{Who: planEditor, Decision: Revoke, What: planRule, Digest: planRow(d.plan(), planRule).Item.Digest.String()})
	if plan := d.plan(); !slices.Contains(plan.Refused, want) {
		t.Errorf("after the only rule was taken back: refused %v", plan.Refused)
	}
}
