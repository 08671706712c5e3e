package telegramtest

import (
	"bytes"
	"io"
	"mime/multipart"
	"strings"
	"testing"
)

// TestParts holds the parts against mime/multipart.
func TestParts(t *testing.T) {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	for _, value := range []string{"plain", "", "two\r\nlines\r\n", "--" + w.Boundary()[:10], "ñ"} {
		if err := w.WriteField("field", value); err != nil {
			t.Fatal(err)
		}
	}
	f, err := w.CreateFormFile(`a "name"`, `b "c".png`)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.Write([]byte("\x00\r\n\xff"))
	w.Close()
	got, ok := parts(buf.Bytes(), w.Boundary())
	if !ok {
		t.Fatal("not read")
	}
	r := multipart.NewReader(bytes.NewReader(buf.Bytes()), w.Boundary())
	for i := 0; ; i++ {
		p, err := r.NextRawPart()
		if err == io.EOF {
			if i != len(got) {
				t.Errorf("%d parts, want %d", len(got), i)
			}
			return
		}
		if err != nil || i >= len(got) {
			t.Fatalf("part %d of %d: %v", i, len(got), err)
		}
		data, _ := io.ReadAll(p)
		if g := got[i]; g.name != p.FormName() || g.file != p.FileName() || !bytes.Equal(g.data, data) {
			t.Errorf("part %d is %q %q %q, want %q %q %q", i, g.name, g.file, g.data, p.FormName(), p.FileName(), data)
		}
	}
}

func TestBrokenParts(t *testing.T) {
	const whole = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n"
	if list, ok := parts([]byte(whole), "b"); !ok || len(list) != 1 {
		t.Errorf("whole: %v %v", list, ok)
	}
	for _, body := range []string{"x", "--c--", whole[:20], whole[:len(whole)-6], strings.Replace(whole, "name", "nome", 1), strings.Replace(whole, "Content", "Contempt", 1)} {
		if list, ok := parts([]byte(body), "b"); ok {
			t.Errorf("%q gives %v", body, list)
		}
	}
	if list, ok := parts(nil, "b"); !ok || list != nil {
		t.Error("an empty body is refused")
	}
}
