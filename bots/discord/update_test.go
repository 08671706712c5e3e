package discord

import (
	"fmt"
	"strings"
	"testing"
)

// What strangers send is read or refused, and printed as nothing.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		`{"id":"1","type":2,"token":"t","member":{"user":{"id":"2"},"permissions":"32"},"data":{"name":"ask","type":1,"options":[{"name":"question","value":"hi"}]}}`,
		`{"id":"1","type":3,"token":"t","user":{"id":"2"},"context":1,"data":{"custom_id":"1en:menu","values":["a"]},"message":{"id":"5","flags":64}}`,
		`{"id":"1","type":5,"token":"t","user":{"id":"2"},"data":{"components":[{"type":18,"component":{"type":4,"value":"hi"}}]}}`,
		`{"id":1,"type":"x","data":[{}]}`, `{"type":1}`, `[]`, `null`, `{"data":{"values":[{"a":1}],"options":"no","components":{"a":1}}}`,
		`{"id":"9","channel_id":"8","author":{"id":"7"},"content":"hi","attachments":[{"url":"x"}],"flags":8192}`,
		`{"id":"9","channel_id":"8","author":{"id":"7"},"attachments":[],"poll":null,"sticker_items":[ ]}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if i, err := decodeInteraction(raw); err == nil {
			if i.Type != kindPing && (!isID(string(i.ID)) || !isToken(string(i.Token))) {
				t.Errorf("id %q, token %q", string(i.ID), string(i.Token))
			}
			_, _, _, _, _ = fromCommand(i), typed(i.Data.Components), i.manages(), i.public(), readCustomID(string(i.Data.CustomID))
			if got := fmt.Sprintf("%v %+v %#v %s", i, i, i, i); strings.ReplaceAll(got, "[interaction]", "") != "   " {
				t.Errorf("prints as %q", got)
			}
		}
		if m, _, err := decodeMessage(raw); err == nil {
			_ = m.media()
			if got := fmt.Sprintf("%v %+v %#v", m, m, m); strings.ReplaceAll(got, "[message]", "") != "  " {
				t.Errorf("prints as %q", got)
			}
		}
	})
}

func TestMedia(t *testing.T) {
	for raw, want := range map[string]bool{
		`"attachments":[]`: false, `"attachments":null`: false, `"attachments":[{"id":"1"}]`: true, `"sticker_items":[{}]`: true,
		`"poll":{"question":{}}`: true, `"poll":null`: false, `"flags":8192`: true, `"message_snapshots":[{}]`: true, `"content":"hi"`: false,
	} {
		m, ok, err := decodeMessage([]byte(`{"id":"9","channel_id":"8","author":{"id":"7"},` + raw + `}`))
		if err != nil || !ok || m.media() != want {
			t.Errorf("%s: media %v, %v, %v", raw, m.media(), ok, err)
		}
	}
}

func TestCustomID(t *testing.T) {
	for s, want := range map[string]customID{
		"1es:talk/start":       {payload: "1es:talk/start"},
		"US.1es:talk/start":    {country: "US", payload: "1es:talk/start"},
		"!US.1es:talk/start#2": {stays: true, country: "US", payload: "1es:talk/start"},
		"!?es":                 {stays: true, opens: formMark, locale: "es"},
		"GB.=es#1":             {country: "GB", payload: "=es"},
		"US.>es":               {country: "US", opens: privateMark, locale: "es"},
		"us.1es:talk/start":    {payload: "us.1es:talk/start"},
		"":                     {},
	} {
		if got := readCustomID(s); got != want {
			t.Errorf("%q is %+v", s, got)
		}
		if before, _, _ := strings.Cut(s, "#"); want.String() != before {
			t.Errorf("%+v is written %q", want, want.String())
		}
	}
}

func TestNotes(t *testing.T) {
	var n notes
	for i := range 3 * maxNoted {
		n = n.add(fmt.Sprint(1574060789101232129 + i*7919))
	}
	n = n.add("zebra").add("0").add(fmt.Sprint(n[0]))
	if len(n) != maxNoted || fmt.Sprint(readNotes(n.bytes())) != fmt.Sprint(n) {
		t.Errorf("%v", n)
	}
	for _, bad := range [][]byte{nil, {0x80}, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}} {
		_ = readNotes(bad)
	}
}
