package discord

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// Where and for whom commands are
// (https://discord.com/developers/docs/interactions/application-commands).
const (
	inGuild, inPrivate  = 0, 2
	forGuilds, forUsers = 0, 1
)

// Types of options.
const (
	subcommandOption = 1
	textOption       = 3
	channelOption    = 7
)

// registered is a command as Discord keeps it, as far as we write it.
type registered struct {
	Type              int               `json:"type"`
	Name              string            `json:"name"`
	Names             map[string]string `json:"name_localizations,omitempty"`
	Description       string            `json:"description,omitempty"`
	Descriptions      map[string]string `json:"description_localizations,omitempty"`
	Options           []declared        `json:"options,omitempty"`
	MemberPermissions *string           `json:"default_member_permissions"`
	Contexts          []int             `json:"contexts"`
	IntegrationTypes  []int             `json:"integration_types"`
}

// declared is an option of a command.
type declared struct {
	Type         int               `json:"type"`
	Name         string            `json:"name"`
	Description  string            `json:"description"`
	Descriptions map[string]string `json:"description_localizations,omitempty"`
	Required     bool              `json:"required,omitempty"`
	Completed    bool              `json:"autocomplete,omitempty"`
	MaxLength    int               `json:"max_length,omitempty"`
	ChannelTypes []int             `json:"channel_types,omitempty"`
	Choices      []choice          `json:"choices,omitempty"`
	Options      []declared        `json:"options,omitempty"`
}

// regions are Discord's languages that are named with a region
// (https://discord.com/developers/docs/reference#locales).
var regions = map[string][]string{
	"en": {"en-US", "en-GB"}, "es": {"es-ES", "es-419"}, "pt": {"pt-BR"}, "sv": {"sv-SE"}, "zh": {"zh-CN", "zh-TW"},
}

// plain are those named without one.
const plain = " id da de fr hr it lt hu nl no pl ro fi vi tr cs el bg ru uk hi th ja ko "

// wording makes descriptions of words, with their translations.
type wording struct{ bundle *dialog.Bundle }

// all gives the translations of a word by Discord's languages; the source locale's is
// what everyone else sees.
func (w wording) all(key string) (source string, others map[string]string) {
	others = map[string]string{}
	for i, locale := range w.bundle.Locales() {
		said := cut(w.bundle.Word(i, key), maxOption)
		if i == 0 {
			source = said
			continue
		}
		names := regions[locale]
		if strings.Contains(plain, " "+locale+" ") {
			names = []string{locale}
		}
		for _, name := range names {
			others[name] = said
		}
	}
	return source, others
}

func (w wording) option(kind int, name, key string) (o declared) {
	o = declared{Type: kind, Name: name}
	o.Description, o.Descriptions = w.all(key)
	return o
}

// commandList is every command that Discord is to know.
func commandList(bundle *dialog.Bundle) []registered {
	w := wording{bundle}
	anywhere, everyone := []int{inGuild, inDM, inPrivate}, []int{forGuilds, forUsers}
	var out []registered
	for _, c := range commands {
		r := registered{Type: slashCommand, Name: c.name, Contexts: anywhere, IntegrationTypes: everyone}
		r.Description, r.Descriptions = w.all("command-" + c.name)
		if c.option != "" {
			o := w.option(textOption, c.option, "web-question-label")
			o.Required, o.Completed, o.MaxLength = true, true, maxQuestion
			r.Options = []declared{o}
		}
		out = append(out, r)
	}
	about := registered{Type: messageCommand, Contexts: anywhere, IntegrationTypes: everyone}
	about.Name, about.Names = w.all("discord-context")
	return append(out, about, w.manage())
}

// profile writes the commands, if Discord has others. It reads first: writing is
// limited strictly, and every client loads the list anew.
func (b *Bot) profile(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	path := "applications/" + b.application() + "/commands"
	want := commandList(b.o.Handler.Release().Bundle())
	var have []registered
	if b.api.get(ctx, path+"?with_localizations=true", &have).verdict != accepted {
		return false
	}
	if bytes.Equal(canonical(have), canonical(want)) {
		return true
	}
	return b.api.do(ctx, "PUT", path, want, nil, nil).verdict == accepted
}

// canonical gives commands a form in which equal lists are equal.
func canonical(list []registered) []byte {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b registered) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), strings.Compare(a.Name, b.Name))
	})
	for i := range list {
		slices.Sort(list[i].Contexts)
		slices.Sort(list[i].IntegrationTypes)
	}
	data, _ := json.Marshal(list) // structs of texts and numbers
	return data
}
