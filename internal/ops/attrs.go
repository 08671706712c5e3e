package ops

import (
	"log/slog"
	"regexp"
	"slices"
	"time"
)

// Other stands for a value that is not in its list, in logs and in metrics.
const Other = "other"

// Channel is where a message came from.
type Channel string

// The channels.
const (
	Telegram Channel = "telegram"
	Discord  Channel = "discord"
	Web      Channel = "web"
	Terminal Channel = "terminal"
)

// Component is the part of the program that speaks.
type Component string

// The components.
const (
	Server  Component = "server"
	Admin   Component = "admin"
	Bots    Component = "bots"
	Store   Component = "store"
	Content Component = "content"
	Config  Component = "config"
	Studio  Component = "studio"
)

// The lists. They are copies: nobody can add to them.
func channels() []string {
	return []string{string(Telegram), string(Discord), string(Web), string(Terminal)}
}

func components() []string {
	return []string{
		string(Server), string(Admin), string(Bots), string(Store), string(Content), string(Config), string(Studio),
	}
}

// routes are the values of engine.Route, which this leaf does not import.
func routes() []string {
	return []string{"danger", "check", "refuse", "answer", "suggest", "smalltalk", "fallback"}
}

// The keys of the attributes a line may have.
const (
	keyComponent = "component"
	keyChannel   = "channel"
	keyRelease   = "release"
	keyDuration  = "duration"
)

// AttrInfo says what an attribute is.
type AttrInfo struct {
	Key    string
	Means  string
	listed func(text string) bool // whether a value may be logged
}

// Attrs lists all attributes.
func Attrs() []AttrInfo {
	return []AttrInfo{
		{keyComponent, "The part of the program.", func(s string) bool { return slices.Contains(components(), s) }},
		{keyChannel, "The channel.", func(s string) bool { return s == Other || slices.Contains(channels(), s) }},
		{keyRelease, "The first digits of the content's digest.", shortDigest.MatchString},
		{keyDuration, "How long it took, as a range.", func(s string) bool { return slices.Contains(bucketNames(), s) }},
	}
}

// ByComponent names the part of the program.
func ByComponent(c Component) slog.Attr { return slog.String(keyComponent, string(c)) }

// OnChannel names the channel; an unknown one is "other".
func OnChannel(c Channel) slog.Attr { return slog.String(keyChannel, oneOf(string(c), channels())) }

// OfRelease names the content by its digest, in hex, of which twelve digits are
// kept.
func OfRelease(digest string) slog.Attr { return slog.String(keyRelease, shorten(digest)) }

// Took gives a duration as one of a few ranges: an exact one could tell what was
// asked.
func Took(d time.Duration) slog.Attr { return slog.String(keyDuration, bucket(d)) }

var shortDigest = regexp.MustCompile(`^[0-9a-f]{12}$`)

// shorten gives the first twelve hex digits of a digest, after an algorithm's name
// such as "sha256:" if there is one, or "other" when it is no digest.
func shorten(digest string) string {
	if i := len("sha256:"); len(digest) > i && digest[:i] == "sha256:" {
		digest = digest[i:]
	}
	if len(digest) < 12 || !shortDigest.MatchString(digest[:12]) {
		return Other
	}
	return digest[:12]
}

// oneOf gives value when it is in the list and "other" when it is not.
func oneOf(value string, list []string) string {
	if slices.Contains(list, value) {
		return value
	}
	return Other
}

// buckets are the duration ranges, by their upper end.
var buckets = []struct {
	below time.Duration
	name  string
}{
	{time.Millisecond, "<1ms"},
	{10 * time.Millisecond, "<10ms"},
	{50 * time.Millisecond, "<50ms"},
	{250 * time.Millisecond, "<250ms"},
	{time.Second, "<1s"},
	{5 * time.Second, "<5s"},
	{time.Minute, "<1m"},
}

// longest is the range above the last bucket.
const longest = ">=1m"

func bucket(d time.Duration) string {
	for _, b := range buckets {
		if d < b.below {
			return b.name
		}
	}
	return longest
}

func bucketNames() []string {
	names := []string{longest}
	for _, b := range buckets {
		names = append(names, b.name)
	}
	return names
}
