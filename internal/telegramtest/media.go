package telegramtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// mediaKind is how a message of a kind looks: the member of Message that it fills, and
// with what. FILE stands for a new file's ids.
type mediaKind struct {
	member, body string
	caption      bool
}

const fileIDs = `"file_id":"FILE","file_unique_id":"uFILE"`

var mediaKinds = map[string]mediaKind{
	"photo":         {"photo", `[{` + fileIDs + `,"width":90,"height":67},{` + fileIDs + `,"width":800,"height":600}]`, true},
	"video":         {"video", `{` + fileIDs + `,"width":640,"height":480,"duration":5}`, true},
	"animation":     {"animation", `{` + fileIDs + `,"width":320,"height":240,"duration":3}`, true},
	"audio":         {"audio", `{` + fileIDs + `,"duration":60}`, true},
	"voice":         {"voice", `{` + fileIDs + `,"duration":4}`, true},
	"document":      {"document", `{` + fileIDs + `,"file_name":"letter.pdf","mime_type":"application/pdf"}`, true},
	"video_note":    {"video_note", `{` + fileIDs + `,"length":240,"duration":6}`, false},
	"sticker":       {"sticker", `{` + fileIDs + `,"type":"regular","width":512,"height":512,"is_animated":false,"is_video":false}`, false},
	"contact":       {"contact", `{"phone_number":"+10000000000","first_name":"Contact"}`, false},
	"location":      {"location", `{"latitude":0.5,"longitude":0.5}`, false},
	"live_location": {"location", `{"latitude":0.5,"longitude":0.5,"live_period":900}`, false},
	"venue":         {"venue", `{"location":{"latitude":0.5,"longitude":0.5},"title":"Venue","address":"Street 1"}`, false},
	"poll":          {"poll", `{"id":"1","question":"Question","options":[{"persistent_id":"a","text":"Yes","voter_count":0},{"persistent_id":"b","text":"No","voter_count":0}],"total_voter_count":0,"is_closed":false,"is_anonymous":true,"type":"regular","allows_multiple_answers":false,"allows_revoting":true,"members_only":false}`, false},
	"dice":          {"dice", `{"emoji":"🎲","value":4}`, false},
	"story":         {"story", `{"chat":{"id":1,"type":"private","first_name":"Person"},"id":1}`, false},
}

// kin are the members that come beside others, for programs that do not know those.
var kin = map[string]struct {
	name string
	body []byte
}{
	"venue":     {"location", []byte(`{"latitude":0.5,"longitude":0.5}`)},
	"animation": {"document", []byte(`{"file_id":"animation-1","file_unique_id":"uanimation-1"}`)},
}

// MediaKinds are the kinds that Person.Media knows, sorted.
func MediaKinds() []string { return slices.Sorted(maps.Keys(mediaKinds)) }

// media is a message with media. The caller holds mu.
func (s *Server) media(kind, caption string) *message {
	k, ok := mediaKinds[kind]
	if !ok {
		panic(fmt.Sprintf("telegramtest: no media of kind %q", kind))
	}
	s.lastFile++
	body := strings.ReplaceAll(k.body, "FILE", kind+"-"+strconv.FormatInt(s.lastFile, 10))
	m := &message{media: k.member, body: json.RawMessage(body)}
	if k.caption {
		m.text = caption
	}
	return m
}
