package discordtest

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

func rows(row string, n int) string { return "[" + strings.Join(slicesRepeat(row, n), ",") + "]" }

func distinct(format string, n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(format, i)
	}
	return strings.Join(out, ",")
}

// TestMessageRules has for each rule a message that is taken and one that is refused, as
// an answer to a command, as an ordinary message and as an edit.
func TestMessageRules(t *testing.T) {
	w := newWorld(t, Options{Unlimited: true})
	i := w.ask()
	w.ok("POST", callbackPath(i), said("one"))
	a := func(n int) string { return strings.Repeat("a", n) }
	button := func(members string) string {
		return `{"content":"x","components":[{"type":1,"components":[{"type":2,` + members + `}]}]}`
	}
	row := func(members string) string {
		return `{"content":"x","components":[{"type":1,"components":[` + members + `]}]}`
	}
	list := func(members string) string { return row(`{"type":3,"custom_id":"s",` + members + `}`) }
	v2 := func(parts string) string { return `{"flags":32768,"components":[` + parts + `]}` }
	embed := func(n int) string {
		return fmt.Sprintf(`{"embeds":[{"description":%q},{"footer":{"text":%q}}]}`, a(4000), a(n))
	}
	const plain = `{"type":2,"style":1,"label":"a","custom_id":"%d"}`
	const option = `{"label":"a","value":"%d"}`
	for _, c := range []struct{ rule, good, bad, want string }{
		{"unknown field", `{"content":"x"}`, `{"contnt":"x"}`, "UNKNOWN_FIELD"},
		{"kind", `{"content":"x"}`, `{"content":5}`, "BASE_TYPE_BAD_TYPE"},
		{"content", `{"content":"` + a(2000) + `"}`, `{"content":"` + a(2001) + `"}`, "2000 or fewer"},
		{"code points", `{"content":"` + strings.Repeat("🎲", 2000) + `"}`, `{"content":"` + strings.Repeat("🎲", 2001) + `"}`, "2000 or fewer"},
		{"nulls", `{"content":"x","embeds":null,"components":null,"poll":null}`, `{"content":"x","embeds":{}}`, "BASE_TYPE_BAD_TYPE"},
		{"mentions", `{"content":"x","allowed_mentions":{"parse":null}}`, `{"content":"x","allowed_mentions":{"parse":["all"]}}`, "BASE_TYPE_CHOICES"},
		{"digits", `{"content":"x","flags":"4"}`, `{"content":"x","flags":"four"}`, "STRING_TYPE_REGEX"},
		{"flags", `{"content":"x","flags":4}`, `{"content":"x","flags":2}`, "MESSAGE_FLAGS_INVALID"},
		{"embed title", `{"embeds":[{"title":"` + a(256) + `"}]}`, `{"embeds":[{"title":"` + a(257) + `"}]}`, "256 or fewer"},
		{"embeds together", embed(2000), embed(2001), "MAX_EMBED_SIZE_EXCEEDED"},
		{"embeds count", `{"embeds":[` + strings.TrimSuffix(strings.Repeat(`{"title":"a"},`, 10), ",") + `]}`, `{"embeds":[` + strings.TrimSuffix(strings.Repeat(`{"title":"a"},`, 11), ",") + `]}`, "10 or fewer"},
		{"rows", `{"content":"x","components":` + strings.ReplaceAll(rows(`{"type":1,"components":[{"type":2,"style":5,"label":"a","url":"https://a.org"}]}`, 5), "\n", "") + `}`, `{"content":"x","components":` + rows(`{"type":1,"components":[{"type":2,"style":5,"label":"a","url":"https://a.org"}]}`, 6) + `}`, "between 1 and 5"},
		{"buttons in a row", row(distinct(plain, 5)), row(distinct(plain, 6)), "5 or fewer"},
		{"button alone", button(`"style":1,"label":"a","custom_id":"a"`), `{"content":"x","components":[{"type":2,"style":1,"label":"a","custom_id":"a"}]}`, "BASE_TYPE_CHOICES"},
		{"label", button(`"style":1,"label":"` + a(80) + `","custom_id":"a"`), button(`"style":1,"label":"` + a(81) + `","custom_id":"a"`), "80 or fewer"},
		{"some label", button(`"style":1,"emoji":{"name":"🎲"},"custom_id":"a"`), button(`"style":1,"label":"","custom_id":"a"`), "BASE_TYPE_REQUIRED"},
		{"custom id", button(`"style":1,"label":"a","custom_id":"` + a(100) + `"`), button(`"style":1,"label":"a","custom_id":"` + a(101) + `"`), "100 or fewer"},
		{"custom id needed", button(`"style":4,"label":"a","custom_id":"a"`), button(`"style":4,"label":"a"`), "BASE_TYPE_REQUIRED"},
		{"custom id once", row(distinct(plain, 2)), row(`{"type":2,"style":1,"label":"a","custom_id":"x"},{"type":2,"style":1,"label":"b","custom_id":"x"}`), "COMPONENT_CUSTOM_ID_DUPLICATED"},
		{"style", button(`"style":2,"label":"a","custom_id":"a"`), button(`"style":9,"label":"a","custom_id":"a"`), "BASE_TYPE_CHOICES"},
		{"link", button(`"style":5,"label":"a","url":"https://a.org"`), button(`"style":5,"label":"a"`), "BASE_TYPE_REQUIRED"},
		{"link or id", button(`"style":5,"label":"a","url":"https://a.org"`), button(`"style":5,"label":"a","url":"https://a.org","custom_id":"a"`), "MUTUALLY_EXCLUSIVE"},
		{"id or link", button(`"style":1,"label":"a","custom_id":"a"`), button(`"style":1,"label":"a","custom_id":"a","url":"https://a.org"`), "MUTUALLY_EXCLUSIVE"},
		{"scheme", button(`"style":5,"label":"a","url":"discord://a"`), button(`"style":5,"label":"a","url":"tel:911"`), "URL_TYPE_INVALID"},
		{"options", list(`"options":[` + distinct(option, 25) + `]`), list(`"options":[` + distinct(option, 26) + `]`), "25 or fewer"},
		{"option once", list(`"options":[` + distinct(option, 2) + `]`), list(`"options":[{"label":"a","value":"x"},{"label":"b","value":"x"}]`), "OPTION_VALUE_DUPLICATED"},
		{"how many", list(`"max_values":2,"options":[` + distinct(option, 2) + `]`), list(`"max_values":3,"options":[` + distinct(option, 2) + `]`), "NUMBER_TYPE_MAX"},
		{"least", list(`"min_values":1,"options":[` + distinct(option, 2) + `]`), list(`"min_values":2,"options":[` + distinct(option, 2) + `]`), "BASE_TYPE_BAD_INT"},
		{"defaults", list(`"options":[{"label":"a","value":"x","default":true}]`), list(`"options":[{"label":"a","value":"x","default":true},{"label":"b","value":"y","default":true}]`), "TOO_MANY_DEFAULT"},
		{"list alone", list(`"options":[` + distinct(option, 1) + `]`), row(`{"type":3,"custom_id":"s","options":[` + distinct(option, 1) + `]},` + fmt.Sprintf(plain, 1)), "COMPONENT_LAYOUT_WIDTH_EXCEEDED"},
		{"file", `{"content":"x","attachments":[]}`, `{"content":"x","attachments":[{"id":"0"}]}`, "ATTACHMENT_NOT_FOUND"},
		{"file link", `{"embeds":[{"image":{"url":"https://a.org/b.png"}}]}`, `{"embeds":[{"title":"x","image":{"url":"attachment://b.png"}}]}`, "ATTACHMENT_NOT_FOUND"},
		{"V2 flag", v2(`{"type":10,"content":"a"}`), `{"content":"x","components":[{"type":10,"content":"a"}]}`, "UNION_TYPE_CHOICES"},
		{"V2 content", v2(`{"type":10,"content":"a"}`), `{"flags":32768,"content":"x","components":[{"type":10,"content":"a"}]}`, "CANNOT_USE_LEGACY_FIELDS"},
		{"V2 text", v2(distinct(`{"type":10,"content":"`+a(1999)+`%d"}`, 2)), v2(distinct(`{"type":10,"content":"`+a(2000)+`%d"}`, 2)), "TEXT_SIZE_EXCEEDED"},
		{"V2 count", v2(distinct(`{"type":10,"content":"%d"}`, 40)), v2(`{"type":17,"components":[` + distinct(`{"type":10,"content":"%d"}`, 40) + `]}`), "TOTAL_COMPONENTS_EXCEEDED"},
		{"V2 rows", v2(distinct(`{"type":1,"components":[`+plain+`]}`, 6)), v2(distinct(`{"type":1,"id":7,"components":[`+plain+`]}`, 2)), "COMPONENT_ID_DUPLICATED"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			w.t = t
			for _, way := range []struct{ method, path, wrap string }{
				{"POST", "/channels/" + w.general.ID() + "/messages", "%s"},
				{"POST", hookPath(i), "%s"},
				{"POST", "", `{"type":4,"data":%s}`},
			} {
				path := way.path
				if path == "" {
					path = callbackPath(w.ask())
				}
				w.refused(way.method, path, fmt.Sprintf(way.wrap, c.bad), 400, 50035, c.want)
				w.ok(way.method, path, fmt.Sprintf(way.wrap, c.good))
			}
			edited := w.ask()
			w.ok("POST", callbackPath(edited), `{"type":5}`)
			w.refused("PATCH", hookPath(edited)+"/messages/@original", c.bad, 400, 50035, c.want)
			w.ok("PATCH", hookPath(edited)+"/messages/@original", c.good)
		})
	}
}

func TestEmptyAndHeavyMessages(t *testing.T) {
	w := newWorld(t, Options{})
	path := "/channels/" + w.general.ID() + "/messages"
	w.refused("POST", path, `{"content":""}`, 400, 50006, "empty")
	w.refused("POST", path, `{"flags":32768,"components":[{"type":10,"content":"`+strings.Repeat("字", 3400)+`"}]}`, 500, 0, "")
	w.refused("POST", path, `{"content":`, 400, 50109, "")
	if n := len(w.Violations()); n != 3 {
		t.Errorf("%d violations, want 3", n)
	}
}

func TestV2EditRules(t *testing.T) {
	w := newWorld(t, Options{Unlimited: true})
	path := "/channels/" + w.general.ID() + "/messages"
	plain := path + "/" + str(w.ok("POST", path, `{"content":"x"}`).object(), "id")
	const parts = `"components":[{"type":10,"content":"a"}]`
	w.refused("PATCH", plain, `{"flags":32768,`+parts+`}`, 400, 50035, "content")
	w.ok("PATCH", plain, `{"flags":32768,"content":null,"embeds":null,`+parts+`}`)
	w.refused("PATCH", plain, `{"flags":0,"content":"x"}`, 400, 50035, "CANNOT_USE_LEGACY_FIELDS")
	a := w.ok("PATCH", plain, `{"flags":4}`)
	if whole(a.object(), "flags") != flagComponentsV2|flagSuppressEmbeds {
		t.Errorf("%s", a.body)
	}
	w.refused("PATCH", plain, `{"flags":64}`, 400, 50035, "ephemeral")
}

func TestCommandRules(t *testing.T) {
	w := newWorld(t, Options{Unlimited: true})
	a := func(n int) string { return strings.Repeat("a", n) }
	named := func(name string) string { return fmt.Sprintf(`[{"name":%q,"description":"d"}]`, name) }
	option := func(list string) string { return `[{"name":"a","description":"d","options":[` + list + `]}]` }
	const text = `{"type":3,"name":"x","description":"d"`
	for _, c := range []struct{ rule, good, bad, want string }{
		{"name", named("a-b_c'd"), named("a b"), "APPLICATION_COMMAND_INVALID_NAME"},
		{"lower case", named("ñandú"), named("Ask"), "APPLICATION_COMMAND_INVALID_NAME"},
		{"name length", named(a(32)), named(a(33)), "32 or fewer"},
		{"description", `[{"name":"a","description":"` + a(100) + `"}]`, `[{"name":"a","description":"` + a(101) + `"}]`, "100 or fewer"},
		{"some description", named("a"), `[{"name":"a","description":""}]`, "BASE_TYPE_REQUIRED"},
		{"context menu", `[{"name":"Report this","type":3,"description":""}]`, `[{"name":"Report","type":3,"description":"d"}]`, "Context menu commands"},
		{"once", `[{"name":"a","description":"d"},{"name":"a","type":3}]`, `[{"name":"a","description":"d"},{"name":"a","description":"e"}]`, "DUPLICATE_NAME"},
		{"a hundred", "[" + distinct(`{"name":"a%d","description":"d"}`, 100) + "]", "[" + distinct(`{"name":"a%d","description":"d"}`, 101) + "]", "APPLICATION_COMMANDS_MAX"},
		{"options", option(distinct(`{"type":3,"name":"x%d","description":"d"}`, 25)), option(distinct(`{"type":3,"name":"x%d","description":"d"}`, 26)), "25 or fewer"},
		{"required first", option(text + `,"required":true},{"type":3,"name":"y","description":"d"}`), option(text + `},{"type":3,"name":"y","description":"d","required":true}`), "REQUIRED_INVALID"},
		{"option once", option(text + `}`), option(text + `},` + text + `}`), "NAME_DUPLICATED"},
		{"autocomplete", option(text + `,"autocomplete":true}`), option(text + `,"autocomplete":true,"choices":[{"name":"a","value":"a"}]}`), "AUTOCOMPLETE_CHOICES"},
		{"choices", option(text + `,"choices":[{"name":"a","value":"a"}]}`), option(text + `,"choices":[{"name":"a","value":"a"},{"name":"a","value":"b"}]}`), "CHOICE_NAME_DUPLICATED"},
		{"size", option(distinct(`{"type":3,"name":"x%d","description":"`+a(100)+`"}`, 25)), option(distinct(`{"type":3,"name":"x%d","description":"d","choices":[`+distinct(`{"name":"`+a(90)+`%d","value":"v"}`, 4)+`]}`, 25)), "8000"},
		{"permissions", `[{"name":"a","description":"d","default_member_permissions":"0"}]`, `[{"name":"a","description":"d","default_member_permissions":"none"}]`, "STRING_TYPE_REGEX"},
		{"language", `[{"name":"a","description":"d","name_localizations":{"es-419":"á"}}]`, `[{"name":"a","description":"d","name_localizations":{"es":"b"}}]`, "BASE_TYPE_CHOICES"},
		{"localized name", `[{"name":"a","description":"d","name_localizations":{"es-ES":"b"}}]`, `[{"name":"a","description":"d","name_localizations":{"es-ES":"B"}}]`, "INVALID_NAME"},
		{"unknown field", named("a"), `[{"name":"a","descripton":"d"}]`, "UNKNOWN_FIELD"},
		{"contexts", `[{"name":"a","description":"d","contexts":[0,1,2]}]`, `[{"name":"a","description":"d","contexts":[3]}]`, "BASE_TYPE_CHOICES"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			w := newWorld(t, Options{Unlimited: true})
			w.refused("PUT", "/applications/4242/commands", c.bad, 400, 50035, c.want)
			w.ok("PUT", "/applications/4242/commands", c.good)
		})
	}
	w.refused("PUT", "/applications/4242/guilds/100/commands", `[{"name":"a","description":"d","contexts":[0]}]`, 400, 50035, "global")
	w.refused("PUT", "/applications/4242/guilds/101/commands", `[]`, 403, 50001, "")
	w.ok("PUT", "/applications/4242/guilds/100/commands", `[{"name":"here","description":"d"}]`)
	w.ok("GET", "/applications/4242/guilds/100/commands", "")
}

func TestCommandsKeepTheirIDs(t *testing.T) {
	w := newWorld(t, Options{Unlimited: true})
	id := func() string {
		v, _ := decode(w.ok("GET", "/applications/4242/commands", "").body)
		return str(v.([]any)[0].(object), "id")
	}
	before := id()
	w.ok("PUT", "/applications/4242/commands", someCommands)
	if id() != before {
		t.Error("a command that was there has another id")
	}
	for range 2 {
		w.ok("PUT", "/applications/4242/commands", "["+distinct(`{"name":"a%d","description":"d"}`, 97)+"]")
		w.ok("PUT", "/applications/4242/commands", "[]")
	}
	w.refused("PUT", "/applications/4242/commands", someCommands, 429, 30034, "daily application command creates")
}

// TestOfficialExamples holds the documentation's examples against the fake.
func TestOfficialExamples(t *testing.T) {
	data, err := os.ReadFile("testdata/examples.json")
	if err != nil {
		t.Fatal(err)
	}
	var examples []struct {
		Section string
		JSON    json.RawMessage `json:"json"`
	}
	mustUnmarshal(data, &examples)
	w := newWorld(t, Options{Unlimited: true})
	for _, e := range examples {
		v, _ := decode(e.JSON)
		body := v.(object)
		switch {
		case body["flags"] != nil && !strings.Contains(string(e.JSON), "attachment://"):
			w.ok("POST", "/channels/"+w.general.ID()+"/messages", string(e.JSON))
		case whole(body, "type") == callbackModal:
			w.ok("POST", callbackPath(w.ask()), string(e.JSON))
		case body["name"] != nil:
			w.ok("PUT", "/applications/4242/guilds/100/commands", "["+string(e.JSON)+"]")
		}
	}
	w.clean()
}
