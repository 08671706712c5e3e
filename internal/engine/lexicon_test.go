package engine_test

import (
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

// Danger in a language that is not spoken here still gets the hotline, and how
// to be understood there.
func TestDangerInOtherLanguages(t *testing.T) {
	e := engine.New(shipped(t), engine.Options{})
	for _, tc := range []struct {
		name, text string
		kind       triage.Kind
	}{
		{"Arabic", "ابنتي تريد الانتحار", triage.SuicideSelfharm},
		{"Chinese, simplified", "我女儿想自杀", triage.SuicideSelfharm},
		{"Chinese, traditional", "我女兒想自殺", triage.SuicideSelfharm},
		{"French", "ma fille a disparu depuis hier soir", triage.MissingChild},
		{"Haitian Creole", "pitit mwen disparèt depi yè", triage.MissingChild},
		{"Portuguese", "minha filha desapareceu ontem à noite", triage.MissingChild},
		{"Russian", "моя дочь хочет покончить с собой", triage.SuicideSelfharm},
		{"Tagalog", "gusto nang magpakamatay ng anak ko", triage.SuicideSelfharm},
		{"Vietnamese", "con gái tôi muốn tự tử", triage.SuicideSelfharm},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, locale := range []string{"", "en", "es"} {
				_, r, _ := e.Turn(engine.State{}, engine.Input{Kind: engine.Text, Text: tc.text, Locale: locale})
				if r.Route != engine.Danger || r.Verdict.Kind != tc.kind || !r.Hotline() {
					t.Errorf("route %s, kind %s, hotline %v; want danger, %s", r.Route, r.Verdict.Kind, r.Hotline(), tc.kind)
				}
				want := locale
				if want == "" {
					want = "en"
				}
				if r.Locale != want {
					t.Errorf("answered in %q, session in %q", r.Locale, locale)
				}
				if body := r.Plain(); !strings.Contains(body, "childhelplineinternational.org") {
					t.Errorf("no word of interpreters and other countries in:\n%s", body)
				}
			}
		})
	}
}
