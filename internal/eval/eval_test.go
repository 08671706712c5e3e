package eval_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/eval"
)

const messages = `
{"id":"1","text":"my daughter did not come home last night and nobody can reach her","label":"danger","danger_kind":"missing_child","topic":"missing-or-runaway"}
{"id":"2","text":"zzz qqq","label":"danger","danger_kind":"meeting_now","topic":"meeting-online-contact","notes":"soft_danger"}
{"id":"3","text":"zzz qqq","label":"danger","danger_kind":"meeting_now","topic":"meeting-online-contact","notes":"also_ok:concern"}
{"id":"4","text":"zzz qqq","label":"out_of_scope","topic":"out-of-scope"}
{"id":"5","text":"zzz qqq","label":"concern","topic":"grooming-signs"}
{"id":"6","text":"my daughter did not come home last night and nobody can reach her","label":"question","topic":"missing-or-runaway"}
`

func TestRun(t *testing.T) {
	list, err := eval.Read(strings.NewReader(messages))
	if err != nil {
		t.Fatal(err)
	}
	r := eval.Run(engine.New(dialogtest.Shipped(t), engine.Options{}), list)
	for _, tc := range []struct {
		name      string
		got, want eval.Share
	}{
		{"routed", r.Routed, eval.Share{Hit: 1, Of: 2}}, // the border case is left out
		{"soft", r.Soft, eval.Share{Hit: 0, Of: 1}},
		{"false danger", r.FalseDanger, eval.Share{Hit: 1, Of: 2}},
		{"out of scope", r.OutOfScope, eval.Share{Hit: 1, Of: 1}},
		{"concern", r.Concern, eval.Share{Hit: 1, Of: 1}},
		{"topic first", r.Top1, eval.Share{Hit: 1, Of: 2}},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, tc.got, tc.want)
		}
	}
	var out bytes.Buffer
	r.Write(&out, true)
	for _, want := range []string{"routed (danger or check)", "missing_child", "2: danger not routed (meeting_now)"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in the report:\n%s", want, out.String())
		}
	}
}

func TestReadNamesTheLine(t *testing.T) {
	_, err := eval.Read(strings.NewReader("{\"id\":\"1\",\"text\":\"a\",\"label\":\"danger\"}\nno json\n"))
	if err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("error = %v", err)
	}
}
