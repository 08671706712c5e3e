package canonical_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/porchlight-chat/porchlight/internal/canonical"
)

type inner struct {
	B string `json:"b"`
	A int    `json:"a"`
}

type outer struct {
	inner
	Z     []string          `json:"z"`
	Pairs [][2]string       `json:"pairs"`
	M     map[string]string `json:"m"`
	P     *inner            `json:"p"`
	Yes   bool              `json:"yes"`
	Never string            `json:"-"`
}

func TestForm(t *testing.T) {
	for want, value := range map[string]any{
		`{}`:                              outer{Never: "x"},
		`{"a":-7,"b":"x"}`:                outer{inner: inner{B: "x", A: -7}},
		`{"z":["b","a",""]}`:              outer{Z: []string{"b", "a", ""}},
		`{"pairs":[["k",""]]}`:            outer{Pairs: [][2]string{{"k", ""}}},
		`{"m":{"":"1","a":"","b":"2"}}`:   outer{M: map[string]string{"b": "2", "a": "", "": "1"}},
		`{"p":{"b":"x"},"yes":true}`:      outer{P: &inner{B: "x"}, Yes: true},
		`"\"\\\b\f\n\r\t\u0000\u001f"`:    "\"\\\b\f\n\r\t\x00\x1f",
		"\"<>&/\u2028é\u007f\U0001F600\"": "<>&/\u2028é\u007f\U0001F600",
		"\"a\uFFFDb\"":                    "a\xffb",
	} {
		if diff := cmp.Diff(want, string(canonical.Form(value))); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// What Form writes Parse reads back, and encoding/json reads the same.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := outer{
			inner: inner{B: rapid.String().Draw(t, "b"), A: rapid.Int().Draw(t, "a")},
			Z:     rapid.SliceOf(rapid.String()).Draw(t, "z"),
			M:     rapid.MapOf(rapid.String(), rapid.String()).Draw(t, "m"),
			Yes:   rapid.Bool().Draw(t, "yes"),
		}
		want.B = strings.ToValidUTF8(want.B, "")
		form := canonical.Form(want)
		var got, other outer
		if err := canonical.Parse(form, &got); err != nil {
			t.Fatalf("%s: %v", form, err)
		}
		if err := json.Unmarshal(form, &other); err != nil {
			t.Fatalf("%s: %v", form, err)
		}
		if diff := cmp.Diff(string(form), string(canonical.Form(got)), cmp.AllowUnexported()); diff != "" {
			t.Fatal(diff)
		}
		if got.B != want.B || got.A != want.A || other.B != want.B {
			t.Fatalf("%+v came back as %+v", want, got)
		}
	})
}

func TestParseRefuses(t *testing.T) {
	for _, s := range []string{
		``, `null`, `{"b":"x","a":1}`, `{ "a":1}`, `{"a":1} `, `{"a":1}{}`, `{"a":1.0}`, `{"a":0}`, `{"unknown":"x"}`,
		`{"b":"x","b":"x"}`, `{"b":"\u0041"}`, `{"b":"\/"}`, `{"B":"x"}`, `{"a":1e2}`, `[]`, `{"z":[]}`, `{"yes":false}`,
	} {
		var o outer
		if err := canonical.Parse([]byte(s), &o); !errors.Is(err, canonical.ErrForm) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// Every byte counts: what Parse takes is what Form writes.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"a":1,"b":"x","m":{"k":"v"},"pairs":[["a","b"]],"z":["\n"]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var o outer
		if canonical.Parse(data, &o) == nil && string(canonical.Form(o)) != string(data) {
			t.Errorf("%q is taken for %q", data, canonical.Form(o))
		}
	})
}
