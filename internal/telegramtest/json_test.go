package telegramtest

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
)

func standard(data []byte) (any, bool) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if !json.Valid(data) || d.Decode(&v) != nil {
		return nil, false
	}
	return v, true
}

// FuzzJSON holds the reader and the writer against encoding/json.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{
		``, ` `, `null`, `tru`, `true`, `1`, `-1.5e+3`, `01`, `-`, `"a"`, `"a\n\u00e9\ud83c\udfb2"`, `"\x"`, `"a`, "\"\n\"",
		`[]`, `[1, "a" ,null]`, `[1,]`, `[,]`, `[1 2]`, `{}`, `{"a":{"b":[false]}}`, `{"a":1,}`, `{a:1}`, `{"a" 1}`, `{"a":1} 2`, `{"é":"<&>"}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := decode(data)
		want, ok := standard(data)
		if err == nil != ok {
			if bytes.Equal(data, bytes.ToValidUTF8(data, nil)) && bytes.Count(data, []byte("["))+bytes.Count(data, []byte("{")) < maxDepth {
				t.Fatalf("%q: read %v, the standard library %v", data, err == nil, ok)
			}
			return
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%q: read %#v, want %#v", data, got, want)
		}
		if ok && !bytes.ContainsAny(data, `\"`) {
			again, _ := standard(appendValue(nil, got))
			if !reflect.DeepEqual(again, want) {
				t.Fatalf("%q: wrote %s", data, appendValue(nil, got))
			}
		}
	})
}

func TestWrite(t *testing.T) {
	const text = `{"a":[1,true,null,"é\n<\""],"b":{"c":-2.5}}`
	v, err := decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	again, ok := standard(appendValue(nil, v))
	if !ok || !reflect.DeepEqual(again, v) {
		t.Errorf("wrote %s", appendValue(nil, v))
	}
}
