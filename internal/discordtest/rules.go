package discordtest

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Flags of a message.
const (
	flagSuppressEmbeds = 1 << 2
	flagEphemeral      = 1 << 6
	flagLoading        = 1 << 7
	flagSilent         = 1 << 12
	flagComponentsV2   = 1 << 15
)

// Limits that the documentation gives in prose; lengths are in code points.
const (
	maxContent    = 2000
	maxEmbeds     = 6000 // of all texts of all embeds
	maxRows       = 5    // of a message without flagComponentsV2
	maxComponents = 40   // nested ones too, with flagComponentsV2
	maxShown      = 4000 // of all text displays
	maxShownBytes = 10100
)

// checkMessage holds what the schemas do not say against a message, new or edited;
// body has no nulls. V2 is whether the message has flagComponentsV2; kept are the
// names of files that it has already.
func checkMessage(body object, v2 bool, files []file, kept []string) []problem {
	var out []problem
	add := func(p *problem) {
		if p != nil {
			out = append(out, *p)
		}
	}
	if n := utf8.RuneCountInString(str(body, "content")); n > maxContent {
		add(problemf("BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", maxContent).at("content"))
	}
	if v2 {
		for _, name := range []string{"content", "embeds", "poll", "sticker_ids"} {
			if body[name] != nil && body[name] != "" && !empty(body[name]) {
				add(problemf("MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "The '%s' field cannot be used when using MessageFlags.IS_COMPONENTS_V2", name).at(name))
			}
		}
	}
	add(checkEmbeds(list(body, "embeds")))
	out = append(out, checkComponents(list(body, "components"), v2)...)
	out = append(out, checkFiles(body, files, kept)...)
	return out
}

func empty(v any) bool {
	l, ok := v.([]any)
	return ok && len(l) == 0
}

func checkEmbeds(embeds []any) *problem {
	total := 0
	count := func(o object, names ...string) {
		for _, name := range names {
			total += utf8.RuneCountInString(str(o, name))
		}
	}
	for i, v := range embeds {
		embed := v.(object)
		count(embed, "title", "description")
		count(child(embed, "footer"), "text")
		count(child(embed, "author"), "name")
		for _, f := range list(embed, "fields") {
			count(f.(object), "name", "value")
		}
		for _, link := range []string{str(embed, "url"), str(child(embed, "image"), "url"), str(child(embed, "thumbnail"), "url")} {
			if p := checkLink(link, "http", "https", "attachment"); link != "" && p != nil {
				return p.at("embeds", strconv.Itoa(i), "url")
			}
		}
	}
	if total > maxEmbeds {
		return problemf("MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of %d", maxEmbeds).at("embeds")
	}
	return nil
}

func checkLink(raw string, schemes ...string) *problem {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Scheme == "" || u.Host == "":
		return problemf("URL_TYPE_INVALID_URL", "Not a well formed URL.")
	case !slices.Contains(schemes, u.Scheme):
		return problemf("URL_TYPE_INVALID_SCHEME", "Scheme \"%s\" must be one of ('%s').", u.Scheme, strings.Join(schemes, "', '"))
	}
	return nil
}

// checkFiles sees that attachments and attachment:// links name files that there are.
func checkFiles(body object, files []file, kept []string) []problem {
	var out []problem
	names := slices.Clone(kept)
	for _, f := range files {
		names = append(names, f.name)
	}
	for i, v := range list(body, "attachments") {
		a := v.(object)
		id := str(a, "id")
		if len(id) < 17 && !slices.ContainsFunc(files, func(f file) bool { return f.n == id }) { // longer ids are snowflakes of files kept
			out = append(out, *problemf("ATTACHMENT_NOT_FOUND", "No part files[%s] came with the request.", id).at("attachments", strconv.Itoa(i), "id"))
		}
	}
	links(body, func(link string) {
		if name, ok := strings.CutPrefix(link, "attachment://"); ok && !slices.Contains(names, name) {
			out = append(out, *problemf("ATTACHMENT_NOT_FOUND", "No file %q came with the request.", name).at("attachments"))
		}
	})
	return out
}

// links visits every member "url".
func links(v any, visit func(string)) {
	switch v := v.(type) {
	case object:
		for name, member := range v {
			if link, ok := member.(string); ok && name == "url" {
				visit(link)
			}
			links(member, visit)
		}
	case []any:
		for _, member := range v {
			links(member, visit)
		}
	}
}
