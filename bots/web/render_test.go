package web

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/markup"
)

func TestRender(t *testing.T) {
	fill := func(key string) []markup.Span {
		if key != "hotline.child" {
			return nil
		}
		return []markup.Span{
			{Text: "A & B: "},
			{Text: "1-800-555-0100", Style: markup.Bold, Link: "tel:+18005550100"},
			{Text: " (day and night)"},
		}
	}
	for _, tc := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"paragraphs", "One.\nTwo.\n\nThree.", "<p>One. Two.</p><p>Three.</p>"},
		{"everything is escaped", `<script>alert("1")</script> & 'x'`, "<p>&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt; &amp; &#39;x&#39;</p>"},
		{"styles", "**Bold** and *thin* end", "<p><strong>Bold</strong> and <em>thin</em> end</p>"},
		{"both styles", "***x***", "<p><strong><em>x</em></strong></p>"},
		{"a list with dots", "Signs:\n- a\n- b\n\nEnd.", "<p>Signs:</p><ul><li>a</li><li>b</li></ul><p>End.</p>"},
		{"a numbered list", "1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"},
		{"numbers as written", "2. a\n3. b\n7. c", `<ol><li value="2">a</li><li>b</li><li value="7">c</li></ol>`},
		{"two lists", "- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"},
		{"a web link", "[words](https://a.example/x?a=1&b=2)", `<p><a href="https://a.example/x?a=1&amp;b=2" rel="noopener noreferrer">words</a></p>`},
		{"links of other kinds are words", "[a](http://a.example) [b](javascript:alert) [c](//c.example) [d](data:text/html,x)", "<p>a b c d</p>"},
		{"a name in an address is no link", "[a](https://user@a.example)", "<p>a</p>"},
		{"a quote cannot leave its attribute", "[a](https://a.example/'onclick='x)", `<p><a href="https://a.example/&#39;onclick=&#39;x" rel="noopener noreferrer">a</a></p>`},
		{"a hotline", "Call {hotline.child}.", `<p>Call A &amp; B: <strong><a class="tel" href="tel:+18005550100" aria-label="Call 1-800-555-0100">ICON<span class="number" dir="ltr"><span>1-800-555-0100</span></span></a></strong> (day and night).</p>`},
		{"an unknown placeholder", "Call {hotline.nobody}.", "<p>Call .</p>"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d, _ := markup.Parse(tc.in)
			got := string(renderer{fill: fill, call: "Call {number}"}.doc(&d))
			want := strings.ReplaceAll(tc.want, "ICON", phoneIcon)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRenderNumbers(t *testing.T) {
	for link, want := range map[string]bool{
		"tel:911": true, "tel:+442079460000": true,
		"tel:": false, "tel:911;x=1": false, "tel:javascript": false, "sms:911": false, "": false,
	} {
		if isNumber(link) != want {
			t.Errorf("isNumber(%q) = %v", link, !want)
		}
	}
}

func FuzzRender(f *testing.F) {
	f.Add("**a** [x](https://a.example) {hotline.child}\n- <b>")
	f.Fuzz(func(t *testing.T, in string) {
		d, _ := markup.Parse(in)
		out := string(renderer{call: "Call {number}"}.doc(&d))
		for _, bad := range []string{"<script", "<img", "<iframe", "<b>", "javascript:\""} {
			if strings.Contains(strings.ToLower(out), bad) {
				t.Errorf("%q is rendered as %q", in, out)
			}
		}
	})
}
