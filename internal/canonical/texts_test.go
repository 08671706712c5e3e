package canonical_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"testing"

	"pgregory.net/rapid"

	"github.com/porchlight-chat/porchlight/internal/canonical"
)

func TestTexts(t *testing.T) {
	for _, c := range []struct {
		texts map[string]string
		want  string
	}{
		{map[string]string{}, `{}`},
		{map[string]string{"b": "2", "a": "1", "aa": "3"}, `{"a":"1","aa":"3","b":"2"}`},
		// The characters of the example in RFC 8785, 3.2.2.
		{map[string]string{"s": "€$\u000f\nA'B\"\\\\\"/"}, `{"s":"€$\u000f\nA'B\"\\\\\"/"}`},
		{map[string]string{"s": "\b\f\t\r\u007f\u2028<&>😀"}, "{\"s\":\"\\b\\f\\t\\r\u007f\u2028<&>😀\"}"},
	} {
		if got := string(canonical.Form(c.texts)); got != c.want {
			t.Errorf("canonical(%q) = %s, want %s", c.texts, got, c.want)
		}
	}
}

func TestParseTextsIsStrict(t *testing.T) {
	for data, at := range map[string]int{
		``: 0, `{`: 1, `null`: 0, `[]`: 0, `"a"`: 0, `{"a":"1"} `: 9, ` {}`: 0, `{} `: 1, `{"a": "1"}`: 5,
		`{"a":1}`: 5, `{"a":null}`: 5, `{"a":{}}`: 5, `{"b":"1","a":"2"}`: 9, `{"a":"1","a":"1"}`: 9,
		`{"a":"\u0041"}`: 6, `{"a":"\/"}`: 6, `{"a":"\u000A"}`: 6, `{"a":"\u000a"}`: 6, "{\"a\":\"\xff\"}": 6, `{"a":"\ud800"}`: 6,
		`{"a":"1",}`: 9, `{"a":"1"}{}`: 9, "{\"a\":\"\n\"}": 6, `{"a":"1`: 7, `{"a":"1"`: 8, `{"a"`: 4, `{"a":"\`: 6, `{"a":"\u00`: 6,
		`{"a":"1";"b":"2"}`: 8,
	} {
		texts, got := canonical.ParseTexts([]byte(data))
		if got != at || texts != nil {
			t.Errorf("canonical.ParseTexts(%q) = %v, %d, want the fault at %d", data, texts, got, at)
		}
	}
}

func TestTextsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.MapOf(rapid.StringMatching(`[a-z]{0,5}`), rapid.String()).Draw(t, "texts")
		data := canonical.Form(texts)
		got, at := canonical.ParseTexts(data)
		if at >= 0 || !maps.Equal(got, texts) {
			t.Fatalf("%s came back as %q, fault at %d", data, got, at)
		}
	})
}

// FuzzParseTexts compares with the slow way: what the JSON of the standard library reads,
// and what comes back the same when it is written again.
func FuzzParseTexts(f *testing.F) {
	f.Add([]byte(`{"a":"\u001f\n\"€","b":""}`))
	f.Add([]byte(`{"":"","a":"\\"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var slow map[string]string
		ok := json.Unmarshal(data, &slow) == nil && bytes.Equal(canonical.Form(slow), data)
		texts, at := canonical.ParseTexts(data)
		if ok != (at < 0) || ok && !maps.Equal(texts, slow) {
			t.Errorf("%q: %q, fault at %d, want %v, %q", data, texts, at, ok, slow)
		}
	})
}
