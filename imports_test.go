package porchlight_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/porchlight-chat/porchlight"

// rooms says which rooms each room may import, and why it is so. A room that is
// not here may import nothing of ours; packages below a room follow its rule.
var rooms = map[string]struct {
	may []string
	why string
}{
	"internal/text":              {nil, "words are compared in one way; nothing of ours lies below"},
	"internal/diag":              {nil, "a leaf: every room may report"},
	"internal/markup":            {nil, "a leaf: every channel renders it"},
	"internal/triage":            {[]string{"internal/text"}, "danger detection must not depend on content, stores or channels"},
	"internal/match":             {[]string{"internal/text"}, "matching knows ids and example texts, nothing of trees"},
	"internal/canonical":         {nil, "a leaf: what is digested and signed has one form"},
	"internal/dialog":            {[]string{"internal/canonical", "internal/text", "internal/diag", "internal/markup", "internal/triage", "internal/match"}, "content knows nothing of chats or channels"},
	"internal/dialog/dialogtest": {[]string{"dialogs", "internal/dialog", "internal/diag"}, "content for tests"},
	"internal/graph":             {[]string{"internal/dialog", "internal/diag", "internal/markup", "internal/text"}, "a picture of content"},
	"internal/engine":            {[]string{"internal/dialog", "internal/markup", "internal/triage", "internal/match", "internal/text"}, "a pure turn: no store, no channel, no log"},
	"internal/transcript":        {[]string{"internal/engine", "internal/dialog", "internal/diag"}, "conversations against anything that answers a turn"},
	"internal/compare":           {[]string{"internal/engine", "internal/dialog", "internal/markup"}, "two versions of content, as a parent sees them"},
	"internal/eval":              {[]string{"internal/engine"}, "labelled messages against the engine"},
	"internal/card":              {[]string{"internal/dialog", "internal/markup"}, "content on paper and in pictures"},
	"internal/export":            {[]string{"internal/dialog", "internal/markup"}, "content for those who review it; how review stands comes as an argument"},
	"internal/review":            {[]string{"internal/canonical", "internal/dialog", "internal/diag"}, "the only way from content to a release"},
	"internal/store":             {[]string{"internal/diag"}, "bytes in, bytes out"},
	"internal/config":            {[]string{"internal/diag"}, "one validated struct"},
	"internal/ops":               {nil, "codes, metrics and health know nothing of what they count"},
	"bots":                       {[]string{"internal/engine", "internal/dialog", "internal/triage", "internal/review", "internal/store"}, "one turn from start to end, for every channel"},
	"bots/terminal":              {[]string{"bots", "internal/engine", "internal/dialog", "internal/markup"}, "a channel; channels never import each other"},
	"bots/telegram":              {[]string{"bots", "internal/engine", "internal/dialog", "internal/markup", "internal/store"}, "a channel; channels never import each other"},
	"bots/discord":               {[]string{"bots", "internal/engine", "internal/dialog", "internal/markup", "internal/store"}, "a channel; channels never import each other"},
	"internal/fakeapi":           {nil, "what fakes share knows neither a platform nor us"},
	"internal/discordtest":       {[]string{"internal/fakeapi"}, "a fake of Discord knows nothing of us"},
	"internal/telegramtest":      {[]string{"internal/fakeapi"}, "a fake of Telegram knows nothing of us"},
	"bots/web":                   {[]string{"bots", "internal/engine", "internal/dialog", "internal/markup", "internal/text", "internal/triage"}, "a channel; channels never import each other"},
	"dialogs":                    {nil, "content, and nothing but content"},
	"cmd/matchbench":             {[]string{"dialogs", "internal/match", "internal/text"}, "measures the matcher alone; no part of the program"},
	"cmd/porchlight":             {[]string{"*"}, "wiring: the only place that knows every room"},
}

// outside says which modules only one room may import.
var outside = map[string]string{
	"github.com/knadh/koanf":              "internal/config",
	"go.etcd.io/bbolt":                    "internal/store",
	"github.com/prometheus/client_golang": "internal/ops",
	"go.yaml.in/yaml/v4":                  "internal/dialog internal/config internal/review cmd/matchbench",
	"golang.org/x/crypto":                 "internal/review",
	"github.com/arran4/golang-ical":       "internal/review",
	"codeberg.org/go-pdf/fpdf":            "internal/card",
	"github.com/boombuler/barcode":        "internal/card",
	"golang.org/x/image":                  "internal/card",
	"github.com/kljensen/snowball":        "internal/text",
	"github.com/go-telegram/bot":          "bots/telegram internal/telegramtest",
	"github.com/bwmarrin/discordgo":       "bots/discord",
	"github.com/gorilla/websocket":        "bots/discord internal/discordtest",
	"github.com/redis/go-redis":           "internal/store",
	"github.com/blevesearch/bleve":        "cmd/matchbench",
	"net/http":                            "bots/web bots/telegram bots/discord internal/ops internal/fakeapi internal/telegramtest internal/discordtest cmd/porchlight",
	"database/sql":                        "",
	"log":                                 "internal/ops",
}

type pkg struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	dec := json.NewDecoder(bytes.NewReader(out))
	for {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// roomOf is the longest room that a package lies in.
func roomOf(path string) string {
	best := ""
	for room := range rooms {
		if (path == room || strings.HasPrefix(path, room+"/")) && len(room) > len(best) {
			best = room
		}
	}
	return best
}

// TestImportsPointOneWay keeps the arrows between the rooms.
func TestImportsPointOneWay(t *testing.T) {
	for _, p := range packages(t) {
		path := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		room := roomOf(path)
		if room == "" {
			if path != "" {
				t.Errorf("%s lies in no room; give it a sentence in ARCHITECTURE.md and a line in this table", path)
			}
			continue
		}
		for _, imp := range p.Imports {
			target, ours := strings.CutPrefix(imp, module+"/")
			if ours {
				to := roomOf(target)
				if to != room && !slices.Contains(rooms[room].may, to) && !slices.Contains(rooms[room].may, "*") {
					t.Errorf("%s imports %s: %s", path, target, rooms[room].why)
				}
				continue
			}
			for outer, only := range outside {
				if imp != outer && !strings.HasPrefix(imp, outer+"/") || strings.HasPrefix(imp, "log/") {
					continue
				}
				if !slices.Contains(strings.Fields(only), room) {
					t.Errorf("%s imports %s, which belongs to %q alone", path, imp, only)
				}
			}
		}
	}
}

// TestProgramLinksNoBench keeps the search engine that the matcher is measured
// against out of the program.
func TestProgramLinksNoBench(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "./cmd/porchlight").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for dep := range strings.FieldsSeq(string(out)) {
		if strings.HasPrefix(dep, "github.com/blevesearch/") {
			t.Errorf("cmd/porchlight depends on %s", dep)
		}
	}
}

// TestDangerPathIsShort keeps stores, files, templates and networks out of what
// stands between a danger message and its hotline.
func TestDangerPathIsShort(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "./internal/triage").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for dep := range strings.FieldsSeq(string(out)) {
		for _, never := range []string{"net", "net/http", "os/exec", "html/template", "text/template", "database/sql", "embed", module + "/internal/dialog", module + "/internal/store"} {
			if dep == never {
				t.Errorf("internal/triage depends on %s", dep)
			}
		}
	}
}
